import { ElmanError } from '../util/errors.ts';
import type { ConfigIssue, Expected, Where } from './config-issues.ts';
import type { Messages } from './messages/en.ts';
import { en } from './messages/en.ts';

/** Everything that is wrong with a config, at once. */
export class ConfigError extends ElmanError {
  readonly file: string;
  readonly issues: readonly ConfigIssue[];

  constructor(file: string, issues: readonly ConfigIssue[]) {
    super('config/invalid', describeIssues(file, issues, en), {
      file,
      places: issues.map(({ where }) => whereText(where)),
      paths: issues.map(({ path }) => path),
    });
    this.file = file;
    this.issues = issues;
  }

  /** The message in a language. */
  describe(say: Messages): string {
    return describeIssues(this.file, this.issues, say);
  }
}

function describeIssues(file: string, issues: readonly ConfigIssue[], say: Messages): string {
  const lines = issues.map((issue) => `  ${whereText(issue.where)}: ${issueText(issue, say)}`);
  return [say.config.heading({ file, count: issues.length }), ...lines].join('\n');
}

/** `elman.yaml:3:7`, as editors and terminals make links of. */
export function whereText(where: Where): string {
  return 'option' in where ? where.option : `${where.file}:${where.line}:${where.column}`;
}

function issueText({ path, mistake }: ConfigIssue, say: Messages): string {
  const { config } = say;
  switch (mistake.kind) {
    case 'syntax':
      return config.syntax({ text: mistake.text });
    case 'unknownKey':
      return config.unknownKey({ path, near: mistake.near[0], known: mistake.known.join(', ') });
    case 'missing':
      return config.missing({ path, expected: expectedText(mistake.expected, say) });
    case 'value':
      return config.value({
        path,
        expected: expectedText(mistake.expected, say),
        got: mistake.got,
        near: mistake.near[0],
      });
    case 'custom':
      return config.custom({ path, text: mistake.text });
  }
}

function expectedText(expected: Expected, say: Messages): string {
  const { config } = say;
  switch (expected.kind) {
    case 'choice':
      return config.choice({ values: expected.values.join(', ') });
    case 'above':
    case 'atLeast':
    case 'below':
    case 'atMost':
      return config.bound({ kind: expected.kind, bound: expected.bound, of: expected.of });
    case 'either':
      return config.either({ options: [...new Set(expected.options.map((option) => expectedText(option, say)))] });
    case 'other':
      return expected.text;
    default:
      return config.kinds[expected.kind];
  }
}
