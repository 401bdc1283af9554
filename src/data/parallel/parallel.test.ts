import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRows } from '../readers.ts';
import { readPairRows, readParallelLines, type NamedSource, type PairColumns } from './index.ts';

const cut = (bytes: Uint8Array, chunk = 5): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) => bytes.slice(i * chunk, (i + 1) * chunk));
const bytes = (text: string): Uint8Array[] => cut(new TextEncoder().encode(text));
const de = (text: string): NamedSource => ({ file: 'a.de', source: bytes(text) });
const en = (text: string): NamedSource => ({ file: 'a.en', source: bytes(text) });

const strict = { missing: 'error' } as const;
const texts = (pairs: readonly { source: string; target: string }[]) => pairs.map((pair) => [pair.source, pair.target]);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

describe('two files, line by line', () => {
  test('give pairs, with the place of the first', async () => {
    expect(await readParallelLines(de('ein Hund\nzwei Hunde\n'), en('a dog\ntwo dogs\n'), strict)).toEqual([
      { source: 'ein Hund', target: 'a dog', file: 'a.de', line: 1 },
      { source: 'zwei Hunde', target: 'two dogs', file: 'a.de', line: 2 },
    ]);
  });

  test('whatever ends their lines, begins them or packs them', async () => {
    const wanted = [
      ['Käse', 'cheese'],
      ['각', 'angle'],
    ];
    const german = '\uFEFFKäse\r\n각'.normalize('NFD');
    const packed = { file: 'a.de.gz', source: cut(gzipSync(german)) };
    for (const source of [de(german), packed])
      for (const target of ['cheese\nangle', 'cheese\nangle\n', '\uFEFFcheese\r\nangle\r\n'])
        expect(texts(await readParallelLines(source, en(target), strict))).toEqual(wanted);
  });

  test('of lines that hold anything but a break come out as they were', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => `x${text.replace(/[\r\n]/g, '')}`.normalize('NFC'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, line), { minLength: 1 }), async (pairs) => {
        const [one, two] = [0, 1].map((side) => pairs.map((pair) => pair[side]).join('\n'));
        expect(texts(await readParallelLines(de(one!), en(`${two!}\n`), strict))).toEqual(pairs);
      }),
      { numRuns: 30 },
    );
  });

  test('can be read for their sources alone', async () => {
    const pairs = await readParallelLines(de('eins\nzwei'), undefined, strict);
    expect(texts(pairs)).toEqual([
      ['eins', ''],
      ['zwei', ''],
    ]);
    await expect(readParallelLines(de('eins\n\nzwei'), undefined, strict)).rejects.toThrow(
      'a.de, line 2: the line is empty; fill it in, or leave such lines out (data.missing: skip)',
    );
  });

  test('have to have as many lines, before all else', async () => {
    await expect(readParallelLines(de('eins\n\ndrei\n'), en('one\n'), strict)).rejects.toMatchObject({
      code: 'data/line-counts',
      message:
        'a.de has 3 lines and a.en 1 line; line by line they have to be translations of each other, so both must have as many',
      details: { file: 'a.de', lines: 3, otherFile: 'a.en', otherLines: 1 },
    });
    // An empty line counts, also at the end.
    await expect(readParallelLines(de('eins\n\n'), en('one\n'), strict)).rejects.toMatchObject({
      code: 'data/line-counts',
    });
  });

  test.each([
    ['eins\n \ndrei', 'one\ntwo\nthree', 'a.de, line 2: the line is empty, but not in a.en'],
    ['eins\nzwei\ndrei', 'one\ntwo\n\n', 'a.en, line 3: the line is empty, but not in a.de'],
    ['eins\n\ndrei', 'one\n\nthree', 'a.de, line 2: the line is empty, here and in a.en'],
  ])('must not be empty: %j, %j', async (source, target, message) => {
    const read = readParallelLines(de(source), en(target), strict);
    await expect(read).rejects.toThrow(message);
    await expect(read).rejects.toMatchObject({ code: 'data/empty-line' });
    let skipped = 0;
    const pairs = await readParallelLines(de(source), en(target), { missing: 'skip', onSkip: () => skipped++ });
    expect([pairs.length, skipped]).toEqual([2, 1]);
  });

  test('must hold something', async () => {
    for (const text of ['', '\n\n'])
      await expect(readParallelLines(de(text), en(text), { missing: 'skip' })).rejects.toMatchObject({
        code: 'data/empty',
      });
  });
});

describe('a table', () => {
  const columns: PairColumns = { file: 'a.tsv', source: 'ko', target: 'en', ...strict };
  const read = (text: string, given: Partial<PairColumns> = {}, file = 'a.tsv') =>
    all(readPairRows(readRows(bytes(text), { file }), { ...columns, ...given, file }));

  test('gives pairs from two columns of TSV, CSV and JSON Lines', async () => {
    const wanted = [
      { source: '안녕', target: 'NA', line: 2 },
      { source: '개, 둘', target: 'two dogs', line: 3 },
    ];
    const tsv = 'id\tko\ten\n1\t안녕\tNA\n2\t개, 둘\ttwo dogs';
    const csv = '\uFEFFen,ko\r\nNA,안녕\r\ntwo dogs,"개, 둘"\r\n';
    const lines = '{"ko":"안녕","en":"NA"}\n{"en":"two dogs","ko":"개, 둘"}\n';
    expect(await read(tsv)).toEqual(wanted.map((pair) => ({ ...pair, file: 'a.tsv' })));
    expect(await read(csv.normalize('NFD'), {}, 'a.csv')).toEqual(wanted.map((pair) => ({ ...pair, file: 'a.csv' })));
    expect(texts(await read(lines, {}, 'a.jsonl'))).toEqual(texts(wanted));
    const packed = readRows(cut(gzipSync(tsv)), { file: 'a.tsv.gz' });
    expect(texts(await all(readPairRows(packed, columns)))).toEqual(texts(wanted));
  });

  test('can be read for its sources alone', async () => {
    expect(await read('ko\n안녕\n', { target: undefined })).toEqual([
      { source: '안녕', target: '', file: 'a.tsv', line: 2 },
    ]);
  });

  test('says which column is missing, and which cell is blank', async () => {
    await expect(read('ko\teng\n안녕\thello\n')).rejects.toThrow(/a\.tsv has no column "en"; .*did you mean "eng"/);
    const blank = 'ko\ten\n안녕\thello\n개\t \n\tdog\n';
    await expect(read(blank)).rejects.toMatchObject({
      code: 'data/missing-value',
      details: { file: 'a.tsv', line: 3, column: 'en' },
    });
    let skipped = 0;
    expect(await read(blank, { missing: 'skip', onSkip: () => skipped++ })).toHaveLength(1);
    expect(skipped).toBe(2);
  });
});
