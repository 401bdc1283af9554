import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { readRows } from '../readers.ts';
import {
  isFolder,
  readClassFolder,
  readLabelledLines,
  readLabelledRows,
  readLabelledSeries,
  stratifiedSplit,
  textLines,
  type SeriesColumns,
} from './index.ts';

const bytes = (text: string, chunk = 7): Uint8Array[] => {
  const all = new TextEncoder().encode(text);
  return Array.from({ length: Math.ceil(all.length / chunk) }, (_, i) => all.slice(i * chunk, (i + 1) * chunk));
};

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

const strict = { missing: 'error' } as const;

describe('lines of a label and a text', () => {
  test('are read with their numbers, whatever their ends and chunks', async () => {
    const text = '1 a stirring , funny film\r\n\n0\tdull\n__label__pos  짜장 최고\n  2   indented';
    expect(await all(readLabelledLines(bytes(text), 'a.txt', strict))).toEqual([
      { label: '1', text: 'a stirring , funny film', file: 'a.txt', line: 1 },
      { label: '0', text: 'dull', file: 'a.txt', line: 3 },
      { label: 'pos', text: '짜장 최고', file: 'a.txt', line: 4 },
      { label: '2', text: 'indented', file: 'a.txt', line: 5 },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[a-z ]{0,9}$/)),
        fc.integer({ min: 1, max: 9 }),
        async (lines, size) => {
          const found = await all(textLines(bytes(lines.join('\n'), size), 'a'));
          const wanted = lines.flatMap((line, i) => (line.trim() === '' ? [] : [{ line: i + 1, text: line }]));
          expect(found).toEqual(wanted);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a label alone is an error, or left out', async () => {
    const text = '1 good\n0 \n__label__ nothing\n';
    await expect(all(readLabelledLines(bytes(text), 'a.txt', strict))).rejects.toMatchObject({
      code: 'data/labelled-line',
      message: expect.stringMatching(/^a\.txt, line 2: .*but this one is "0 "/),
    });
    let skipped = 0;
    const rule = { missing: 'skip', onSkip: () => skipped++ } as const;
    expect(await all(readLabelledLines(bytes(text), 'a.txt', rule))).toHaveLength(1);
    expect(skipped).toBe(2);
    await expect(all(readLabelledLines([], 'a.txt', strict))).rejects.toMatchObject({ code: 'data/empty' });
  });
});

describe('rows of a table', () => {
  const rows = (text: string) => readRows(bytes(text), { file: 'a.csv' });

  test('give texts and labels; "none" is a label and "NA" a text', async () => {
    const found = await all(
      readLabelledRows(rows('label,text\nnone,NA\n good ,"a, b"\n'), {
        file: 'a.csv',
        text: 'text',
        label: 'label',
        ...strict,
      }),
    );
    expect(found.map(({ label, text, line }) => [label, text, line])).toEqual([
      ['none', 'NA', 2],
      ['good', 'a, b', 3],
    ]);
  });

  test('need no labels when only texts are asked for', async () => {
    const found = await all(
      readLabelledRows(rows('text,other\nhello,1\n'), { file: 'a.csv', text: 'text', ...strict }),
    );
    expect(found).toEqual([{ text: 'hello', label: '', file: 'a.csv', line: 2 }]);
  });

  test('say which column is missing, and which cell is blank', async () => {
    const columns = { file: 'a.csv', text: 'review', label: 'label', ...strict };
    await expect(all(readLabelledRows(rows('label,reviews\n1,x\n'), columns))).rejects.toThrow(
      /no column "review"; .*did you mean "reviews"/,
    );
    await expect(all(readLabelledRows(rows('label,review\n1,x\n,y\n'), columns))).rejects.toThrow(
      /a\.csv, line 3: column "label" is empty/,
    );
    let skipped = 0;
    const found = await all(
      readLabelledRows(rows('label,review\n1,x\n1, \n'), { ...columns, missing: 'skip', onSkip: () => skipped++ }),
    );
    expect([found.length, skipped]).toEqual([1, 1]);
  });
});

describe('a folder with a file for each class', () => {
  const host = new MemoryHost({
    'names/Korean.txt': 'Kim\n\nPark\n',
    'names/Arabic.txt': 'Khoury',
    'names/notes.md': 'no class',
    'empty/readme.md': '',
  });

  test('is read in the order of the names', async () => {
    expect(await all(readClassFolder(host, 'names', 'dataset:names'))).toEqual([
      { text: 'Khoury', label: 'Arabic', file: 'dataset:names/Arabic.txt', line: 1 },
      { text: 'Kim', label: 'Korean', file: 'dataset:names/Korean.txt', line: 1 },
      { text: 'Park', label: 'Korean', file: 'dataset:names/Korean.txt', line: 3 },
    ]);
    expect(await Promise.all(['names', 'names/Korean.txt', 'nowhere'].map((path) => isFolder(host, path)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('without text files is refused', async () => {
    await expect(all(readClassFolder(host, 'empty', 'empty'))).rejects.toMatchObject({ code: 'data/no-class-files' });
  });
});

describe('series in a table', () => {
  const table = ['id,t,x,y,label', 'a,2,3,4,up', 'b,1,5,6,down', 'a,1,1,2,up', ''].join('\n');
  const columns: SeriesColumns = { file: 'a.csv', features: 'rest', group: 'id', time: 't', label: 'label', ...strict };
  const read = (text: string, given: Partial<SeriesColumns> = {}) =>
    readLabelledSeries(readRows(bytes(text), { file: 'a.csv' }), { ...columns, ...given });

  test('are put together by group, and in order of time', async () => {
    const { columns: names, series } = await read(table);
    expect(names).toEqual(['x', 'y']);
    expect(series).toEqual([
      {
        group: 'a',
        label: 'up',
        values: Float32Array.of(1, 2, 3, 4),
        length: 2,
        file: 'a.csv',
        line: 2,
        lines: [4, 2],
      },
      { group: 'b', label: 'down', values: Float32Array.of(5, 6), length: 1, file: 'a.csv', line: 3, lines: [3] },
    ]);
  });

  test('take the columns that are named, in that order, and the order of the file without times', async () => {
    const { series } = await read(table, { features: ['y', 'x'], time: undefined });
    expect(series[0]!.values).toEqual(Float32Array.of(4, 3, 2, 1));
  });

  test.each([
    ['a,1,1,2,up\na,2,1,2,down\n', /line 3: "a" \(column "id"\) has label "down" here, but "up" on line 2/],
    ['a,1,1,,up\n', /line 2: column "y" is empty/],
    ['a,1,1,NaN,up\n', /line 2: column "y" is empty/],
    ['a,1,1,1e999,up\n', /line 2: "1e999" in column "y" is not a number/],
    ['a,1,1,two,up\n', /line 2: "two" in column "y" is not a number/],
    ['a,1,1\n', /line 2: 3 cells, but there are 5 columns/],
    [',1,1,2,up\n', /line 2: column "id" is empty/],
    ['a,noon,1,2,up\n', /line 2: "noon" in column "t" is not a time/],
  ])('say what is wrong with %j', async (rows, message) => {
    await expect(read(`id,t,x,y,label\n${rows}`)).rejects.toThrow(message);
  });

  test('leave rows with gaps out where that is asked for', async () => {
    let skipped = 0;
    const { series } = await read('id,t,x,y,label\na,1,1,,up\na,2,3,4,up\n', {
      missing: 'skip',
      onSkip: () => skipped++,
    });
    expect([series[0]!.length, skipped]).toEqual([1, 1]);
  });
});

describe('a stratified split', () => {
  test('parts each class in the same shares, and keeps one of each to learn from', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 40, maxLength: 200 }),
        fc.integer(),
        (labels, seed) => {
          const { parts } = stratifiedSplit(labels, { validation: 0.2, test: 0.1, seed });
          const whole = Object.values(parts).flat();
          expect(whole.toSorted((a, b) => a - b)).toEqual(labels.map((_, i) => i));
          for (const label of new Set(labels)) {
            const count = labels.filter((one) => one === label).length;
            const own = (part: readonly number[]): number => part.filter((i) => labels[i] === label).length;
            expect(own(parts.train)).toBeGreaterThan(0);
            expect(own(parts.test)).toBe(Math.min(Math.round(count * 0.1), count - 1));
            expect(own(parts.validation)).toBeLessThanOrEqual(Math.round(count * 0.2));
          }
          expect(stratifiedSplit(labels, { validation: 0.2, test: 0.1, seed }).parts).toEqual(parts);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('names classes of a single example', () => {
    expect(stratifiedSplit(['a', 'b', 'b', 'b', 'b'], { test: 0.5 }).lone).toEqual(['a']);
  });

  test('refuses shares that leave nothing', () => {
    expect(() => stratifiedSplit(['a', 'b'], { validation: 0.6, test: 0.4 })).toThrow(/leaves nothing to train on/);
    expect(() => stratifiedSplit(['a', 'b', 'c'], { test: 0.3 })).toThrow(/nothing is left for test \(0\.3\) of 3/);
  });
});
