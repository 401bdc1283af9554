import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRows } from '../data/readers.ts';
import { findDataset, defaultCacheDir } from './datasets.ts';
import { typescriptMessages } from './typescript-messages.ts';

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A package with messages by key and language; English stands in the source, which is given or made. */
function packed(messages: Texts, source = sourceOf(messages)): Map<string, Buffer> {
  const files = new Map([['typescript/lib/typescript.js', Buffer.from(source)]]);
  for (const language of ['de', 'ko']) {
    const texts = Object.entries(messages).flatMap(([key, own]) => (own[language] ? [[key, own[language]]] : []));
    const path = `typescript/lib/${language}/diagnosticMessages.generated.json`;
    files.set(path, Buffer.from(JSON.stringify(Object.fromEntries(texts))));
  }
  return files;
}

function sourceOf(messages: Texts): string {
  return Object.entries(messages)
    .map(([key, { en }], i) => `  m${i}: diag(${1000 + i}, 1 /* Error */, "${key}", ${JSON.stringify(en)}),\n`)
    .join('');
}

/** As many messages as are asked for that nothing has in common. */
const word = (i: number): string => `w${String.fromCharCode(97 + Math.floor(i / 26), 97 + (i % 26))}`;
const many = (count: number): Texts =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `k${i}`,
      { en: `${word(i)} en.`, de: `${word(i)} de`, ko: `${word(i)} ko` },
    ]),
  );

async function rowsOf(files: Map<string, Buffer>): Promise<Record<string, Record<string, string>[]>> {
  const parts: Record<string, Record<string, string>[]> = {};
  for (const [file, bytes] of files) {
    parts[file] = [];
    if (bytes.toString('utf8').split('\n').length > 2)
      for await (const row of readRows([bytes], { file })) parts[file].push({ ...row.cells } as Record<string, string>);
  }
  return parts;
}

describe('messages of the compiler', () => {
  it('are parted whole, by a rule that knows no order of files', async () => {
    const files = packed(many(100));
    const made = typescriptMessages(files);
    const parts = await rowsOf(made);
    expect(Object.entries(parts).map(([file, rows]) => [file, rows.length])).toEqual([
      ['train.tsv', 80],
      ['validation.tsv', 10],
      ['test.tsv', 10],
    ]);
    const keys = Object.values(parts).flatMap((rows) => rows.map(({ key }) => key));
    expect(keys).toHaveLength(100);
    expect(new Set(keys)).toEqual(new Set(Object.keys(many(100))));
    expect(parts['test.tsv']![0]).toMatchObject({
      en: expect.stringMatching(/ en\.$/),
      ko: expect.stringMatching(/ ko$/),
    });
    expect(typescriptMessages(new Map([...files].reverse()))).toEqual(made);
  });

  it('are read in all quotes, as they are', async () => {
    const source = [
      String.raw`a: diag(18e3, 1 /* Error */, "a", "Say \"{0}\" or '\\k'."),`,
      String.raw`b: diag(1001, 0 /* Warning */, "b", 'The "type" isn\'t it.'),`,
      'c: diag(\n 1002, 3 /* Message */, "c",\n `It\'s "new" \\u2014 \\`x\\`.`, true),',
      'd: diag(1003, 1 /* Error */, "d", "Not translated."), function diag(code) {}',
    ].join('\n');
    const texts = (en: string) => ({ en, de: `${en} de`, ko: `"${en}" ko` });
    const files = packed({ a: texts('eins'), b: texts('zwei'), c: texts('drei') }, source);
    const rows = Object.values(await rowsOf(typescriptMessages(files))).flat();
    expect(rows).toEqual(
      expect.arrayContaining([
        { key: 'a', en: `Say "{0}" or '\\k'.`, de: 'eins de', ko: '"eins" ko' },
        { key: 'b', en: `The "type" isn't it.`, de: 'zwei de', ko: '"zwei" ko' },
        { key: 'c', en: 'It\'s "new" \u2014 `x`.', de: 'drei de', ko: '"drei" ko' },
      ]),
    );
    expect(rows).toHaveLength(3);
  });

  it('that are alike in a language stand in one part', async () => {
    for (let i = 0; i < 20; i++) {
      const alike: Texts = {
        [`x${i}`]: { en: `The '${word(i)}' is new.`, de: 'eins', ko: '하나' },
        [`y${i}`]: { en: `the "other" is NEW: {0}`, de: 'zwei', ko: '둘' },
        [`z${i}`]: { en: 'Something else', de: "'drei'!", ko: '둘.' },
      };
      const parts = await rowsOf(typescriptMessages(packed({ ...many(60), ...alike })));
      const homes = Object.values(parts).filter((rows) => rows.some(({ key }) => Object.keys(alike).includes(key!)));
      expect(homes).toHaveLength(1);
    }
  });

  it.each([
    ['no messages', packed({}, 'nothing')],
    ['no translations', new Map([['typescript/lib/typescript.js', Buffer.from(sourceOf(many(3)))]])],
    [
      'a broken translation',
      new Map([...packed(many(3)), ['typescript/lib/ja/diagnosticMessages.generated.json', Buffer.from('{')]]),
    ],
  ])('are refused from a package with %s', (_, files) => {
    expect(() => typescriptMessages(files)).toThrow(expect.objectContaining({ code: 'data/compiler-messages' }));
  });
});

const cached = (file: string): string => join(defaultCacheDir(), 'typescript-messages', file);

it.skipIf(!existsSync(cached('test.tsv')))(
  'the set itself shows nothing of one part in another (where it is cached)',
  () => {
    const { files } = findDataset('typescript-messages');
    const [train, ...others] = files.map(({ name }) =>
      readFileSync(cached(name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')),
    );
    expect([train!, ...others].map((rows) => rows.length - 1)).toEqual([1694, 212, 212]);
    expect(train![0]).toEqual('key en cs de es fr it ja ko pl pt-br ru tr zh-cn zh-tw'.split(' '));
    train![0]!.forEach((_, column) => {
      const shown = new Set(train!.slice(1).map((row) => row[column]));
      for (const rows of others) expect(rows.slice(1).filter((row) => shown.has(row[column]))).toEqual([]);
    });
  },
);
