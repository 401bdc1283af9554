import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { parseMarkdown, withoutComments, type Block, type Page } from './support/markdown.ts';
import { PageRun, root, withoutMiddle, withoutTimes } from './support/page-run.ts';

/**
 * The documents are held to the code: links lead somewhere, both languages say the same, TypeScript compiles, commands
 * run, and print what the page says they print.
 *
 * What a block prints stands in the next block of its section: `text` is standard output; `text progress` is standard
 * error as well, apart from times; `text error` is the standard error of a command that fails. After a change of what is
 * printed, `npm run build && UPDATE_DOCS=1 npx vitest run test/docs.test.ts` writes the pages anew; look at the difference.
 * What stands in sentences and tables is written and tested by numbers.test.ts.
 */
const update = process.env['UPDATE_DOCS'] === '1';

/** Pages whose commands need data that is not here, or long. */
const notRun = new Set(
  [
    'examples/next-click/README',
    'examples/char-lm/README',
    'examples/word-lm/README',
    'examples/digits/README',
    'examples/digits-by-pixel/README',
    'examples/surnames/README',
    'examples/moving-shapes/README',
    'examples/slots/README',
    'examples/gestures/README',
    'examples/sentiment/README',
    'examples/sentiment-ko/README',
    'examples/date-formats/README',
    'examples/translate-en-ko/README',
    'examples/translate-de-en/README',
    'examples/caption-emoji/README',
    'docs/guide/en/images',
    'docs/guide/ko/images',
    'docs/results',
  ].flatMap((name) => [`${name}.md`, `${name}.ko.md`]),
);

const pages = new Map(
  ['.', 'docs', 'examples', 'test', 'bench', 'studio'].flatMap(markdownIn).map((name): [string, Page] => {
    return [name, parseMarkdown(readFileSync(join(root, name), 'utf8'))];
  }),
);

function markdownIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' });
  return names
    .map((name) => relative(root, join(root, folder, name)))
    .filter((name) => name.endsWith('.md') && !name.startsWith('docs/api') && !name.includes('node_modules'))
    .sort();
}

function page(name: string): Page {
  return pages.get(name) ?? expect.unreachable(`there is no ${name}`);
}

/** The Korean page of an English one, by where it would be. */
function koreanOf(name: string): string | undefined {
  if (name.startsWith('docs/guide/en/')) return name.replace('/en/', '/ko/');
  if (name.startsWith('docs/guide/ko/') || name.endsWith('.ko.md')) return undefined;
  const korean = name.replace(/\.md$/, '.ko.md');
  const must = name === 'README.md' || name.startsWith('docs/math/') || name.startsWith('examples/');
  return must || pages.has(korean) ? korean : undefined;
}

const languageOf = (name: string): 'en' | 'ko' =>
  name.endsWith('.ko.md') || name.startsWith('docs/guide/ko/') ? 'ko' : 'en';

describe('links', () => {
  it.each([...pages])('of %s lead somewhere', (name, { links }) => {
    const broken = links.flatMap(({ target, line }) => {
      if (/^(?:https?:|mailto:)/.test(target)) return [];
      const [path, anchor] = target.split('#') as [string, string?];
      const to = path === '' ? name : relative(root, resolve(root, dirname(name), decodeURIComponent(path)));
      if (!existsSync(join(root, to))) return [`line ${line}: ${target} is not there`];
      if (anchor === undefined || !to.endsWith('.md')) return [];
      const known = page(to).headings.some((heading) => heading.anchor === decodeURIComponent(anchor));
      return known ? [] : [`line ${line}: ${to} has no heading #${anchor}`];
    });
    expect(broken).toEqual([]);
  });
});

describe('both languages', () => {
  const pairs = [...pages.keys()].flatMap((name) => {
    const korean = koreanOf(name);
    return korean === undefined ? [] : [[name, korean] as const];
  });

  it.each(pairs)('%s and %s have the same headings and the same code', (name, korean) => {
    const [en, ko] = [page(name), page(korean)];
    expect(ko.headings.map(({ level }) => level)).toEqual(en.headings.map(({ level }) => level));
    expect(ko.blocks.map(({ info }) => info)).toEqual(en.blocks.map(({ info }) => info));
    en.blocks.forEach((block, i) => {
      // What is printed may be in the language of the page.
      if (block.language === 'text') return;
      expect(withoutComments(ko.blocks[i]!), `${korean}, line ${ko.blocks[i]!.line}`).toBe(withoutComments(block));
    });
  });

  it('have the same pages of the guide', () => {
    const named = (language: string): string[] =>
      [...pages.keys()].filter((name) => name.startsWith(`docs/guide/${language}/`)).map((name) => name.slice(14));
    expect(named('ko')).toEqual(named('en'));
  });
});

describe('TypeScript', () => {
  const folder = join(root, '.cache', `docs-types-${process.pid}`);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('in the pages compiles against the sources', () => {
    mkdirSync(folder, { recursive: true });
    const from = new Map<string, string>();
    for (const [name, { blocks }] of pages) {
      for (const { language, code, line } of blocks) {
        if (language !== 'ts') continue;
        const file = join(folder, `${name.replaceAll(/[/.]/g, '-')}-${line}.ts`);
        writeFileSync(file, `${code}\nexport {};\n`);
        from.set(file, `${name}, line ${line}`);
      }
    }
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([...from.keys()], {
      ...options,
      noUnusedLocals: false,
      rootDir: root,
      paths: { 'elman-rnn': [join(root, 'src/index.ts')], 'elman-rnn/*': [join(root, 'src/*/index.ts')] },
    });
    const found = [...from].flatMap(([file, place]) =>
      ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ messageText, start }) => {
        const line = program.getSourceFile(file)!.getLineAndCharacterOfPosition(start ?? 0).line + 1;
        return `${place}, line ${line} of the block: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      }),
    );
    expect(from.size).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});

describe('the command line', () => {
  const helps = new Map<string, string>();
  const help = (...command: string[]): string => {
    const key = command.join(' ');
    let text = helps.get(key);
    if (text === undefined) {
      const args = [join(root, 'dist/cli/main.js'), ...command, '--help', '--lang', 'en'];
      helps.set(key, (text = spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout));
    }
    return text;
  };

  it('has every command and option that the pages use', () => {
    const wrong: string[] = [];
    for (const [name, { blocks }] of pages) {
      for (const { language, code, line } of blocks) {
        if (language !== 'sh') continue;
        for (const [, words] of code.matchAll(/(?:npx |^)elman(?:-rnn)? ([^\n|&>]*)/gm)) {
          const [command, ...rest] = words!.trim().split(/\s+/) as [string, ...string[]];
          const group = ['data', 'bench'].includes(command) ? [command, rest[0]!] : [command];
          const text = command.startsWith('-') ? help() : help(...group);
          if (!command.startsWith('-') && !text.includes(`elman ${group.join(' ')}`)) {
            wrong.push(`${name}, line ${line}: there is no command ${group.join(' ')}`);
          }
          for (const option of words!.matchAll(/--[a-z-]+/g)) {
            if (!text.includes(option[0])) {
              wrong.push(`${name}, line ${line}: ${group.join(' ')} has no option ${option[0]}`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('configs', () => {
  interface Schema {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly anyOf?: readonly Schema[];
    readonly default?: unknown;
    readonly type?: string;
  }

  /** The keys of a task, each with its default. */
  const keysOf = (task: string): Map<string, unknown> => {
    const args = [join(root, 'dist/cli/main.js'), 'schema', task];
    const printed = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const keys = new Map<string, unknown>();
    const walk = ({ properties = {} }: Schema, path: string): void => {
      for (const [key, schema] of Object.entries(properties)) {
        const name = path === '' ? key : `${path}.${key}`;
        if (schema.properties === undefined || path !== '') keys.set(name, schema.default);
        walk(schema, name);
      }
    };
    walk(JSON.parse(printed.stdout) as Schema, '');
    return keys;
  };
  const common = keysOf('next-item');
  /** What a language model has besides the keys of `model` and `train` that every task has. */
  const ownOf = (task: string): Map<string, unknown> =>
    new Map([...keysOf(task)].filter(([key]) => key.startsWith('data.') || !common.has(key)));
  const ofText = ownOf('language-model');
  const ofImages = ownOf('image-classification');
  const ofSequences = ownOf('sequence-classification');
  const ofSteps = ownOf('sequence-labeling');
  const ofSentences = ownOf('translation');
  const ofCaptions = ownOf('image-captioning');

  it.each([
    ['en', 'config', common],
    ['ko', 'config', common],
    ['en', 'language-models', ofText],
    ['ko', 'language-models', ofText],
    ['en', 'images', ofImages],
    ['ko', 'images', ofImages],
    ['en', 'sequence-classification', ofSequences],
    ['ko', 'sequence-classification', ofSequences],
    ['en', 'sequence-labeling', ofSteps],
    ['ko', 'sequence-labeling', ofSteps],
    ['en', 'translation', ofSentences],
    ['ko', 'translation', ofSentences],
    ['en', 'captioning', ofCaptions],
    ['ko', 'captioning', ofCaptions],
  ] as const)('have every key with its default in %s/%s, and no other', (language, name, keys) => {
    const source = readFileSync(join(root, `docs/guide/${language}/${name}.md`), 'utf8');
    // Rows of three: keys, default, what they are.
    const rows = new Map(
      [...source.matchAll(/^\| (`[a-z][^|]*`) \| ([^|]*) \| [^|]* \|$/gim)].flatMap(([, cell, fallback]) =>
        [...cell!.matchAll(/`([\w.]+)`/g)].map(([, key]) => [key!, fallback!.trim()] as const),
      ),
    );
    expect([...rows.keys()].sort()).toEqual([...keys.keys()].sort());
    for (const [key, fallback] of keys) {
      if (fallback !== undefined)
        expect(rows.get(key), key).toBe(`\`${JSON.stringify(fallback).replaceAll('"', '')}\``);
    }
  });
});

describe('what the pages run', () => {
  const withCode = [...pages].filter(
    ([name, { blocks }]) => !notRun.has(name) && blocks.some(({ language }) => ['sh', 'ts'].includes(language)),
  );

  it.each(withCode)('in %s prints what they say', (name, { blocks }) => {
    const run = new PageRun(languageOf(name));
    const found: { block: Block; printed: string }[] = [];
    try {
      blocks.forEach((block, i) => {
        const shown = nextOutput(blocks, i);
        if (block.language === 'yaml' && block.info.includes(' ')) {
          writeFileSync(join(run.folder, block.info.split(' ')[1]!), block.code);
          return;
        }
        if (block.language !== 'sh' && block.language !== 'ts') return;
        const { status, out, err } = run.run(block, shown?.info === 'text progress');
        const fails = shown?.info === 'text error';
        expect(status !== 0, `${name}, line ${block.line} ends with ${status}: ${err}`).toBe(fails);
        if (shown !== undefined) found.push({ block: shown, printed: withoutMiddle(fails ? err : out) });
      });
    } finally {
      run.remove();
    }
    if (update) rewrite(name, found);
    else for (const { block, printed } of found) compare(`${name}, line ${block.line}`, block, printed);
  });
});

/** The block that shows what block `i` prints. */
function nextOutput(blocks: readonly Block[], i: number): Block | undefined {
  const next = blocks[i + 1];
  const shows = next?.section === blocks[i]!.section && ['text', 'json'].includes(next.language);
  return shows ? next : undefined;
}

function compare(place: string, { language, code }: Block, printed: string): void {
  if (language === 'json') expect(JSON.parse(printed), place).toEqual(JSON.parse(code));
  else expect(withoutTimes(printed), place).toBe(withoutTimes(code));
}

/** Writes what was printed into the page as it stands now: hours may have passed, and others write pages too. */
function rewrite(name: string, found: readonly { block: Block; printed: string }[]): void {
  const source = readFileSync(join(root, name), 'utf8');
  const [before, now] = [page(name).blocks, parseMarkdown(source).blocks];
  expect(now.map(runs), `${name} has other commands than those that were run: run this again`).toEqual(
    before.map(runs),
  );
  const lines = source.split('\n');
  for (const { block, printed } of found.toReversed()) {
    if (isShown(block, printed)) continue;
    const { line, code } = now[before.indexOf(block)]!;
    lines.splice(line, code.split('\n').length - 1, ...keepingTimes(code, printed));
  }
  writeFileSync(join(root, name), lines.join('\n'));
}

/** What tells whether a block is still the same: its language, and the code if it is code. */
function runs({ info, language, code }: Block): string {
  return language === 'text' || language === 'json' ? info : `${info}\n${code}`;
}

function isShown({ language, code }: Block, printed: string): boolean {
  if (language !== 'json') return withoutTimes(printed) === withoutTimes(code);
  return code.trim() !== '' && isDeepStrictEqual(JSON.parse(printed), JSON.parse(code));
}

/** The lines that were printed; a line that differs in speeds and times alone stays as it was. */
function keepingTimes(code: string, printed: string): string[] {
  const old = new Map(code.split('\n').map((line) => [withoutTimes(line), line]));
  return printed
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => old.get(withoutTimes(line)) ?? line);
}
