import { ElmanError } from '../util/errors.ts';
import type { ConfigIssue, Expected, Mistake, Where } from './config-issues.ts';
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

type TextOf<Kind extends Mistake['kind']> = (
  mistake: Extract<Mistake, { kind: Kind }>,
  path: string,
  say: Messages,
) => string;

const texts: { readonly [Kind in Mistake['kind']]: TextOf<Kind> } = {
  syntax: ({ text }, _path, { config }) => config.syntax({ text }),
  unknownKey: ({ near, known }, path, { config }) =>
    config.unknownKey({ path, near: near[0], known: known.join(', ') }),
  missing: ({ expected }, path, say) => say.config.missing({ path, expected: expectedText(expected, say) }),
  value: ({ expected, got, near }, path, say) =>
    say.config.value({ path, expected: expectedText(expected, say), got, near: near[0] }),
  conflict: ({ needs, values, above, got }, path, { config }) =>
    config.conflict({ path, needs, values: values?.join(', '), above, got }),
  custom: ({ text }, path, { config }) => config.custom({ path, text }),
};

function issueText({ path, mistake }: ConfigIssue, say: Messages): string {
  return (texts[mistake.kind] as TextOf<typeof mistake.kind>)(mistake, path, say);
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
