import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultCacheDir, findDataset } from './datasets.ts';
import { reviewSentences } from './review-sentences.ts';

interface Entry {
  readonly text: unknown;
  readonly class: unknown;
}

/** The files of the package, a site each. */
function packed(sites: Readonly<Record<string, readonly Entry[] | string>>): Map<string, Buffer> {
  return new Map(
    Object.entries(sites).map(([site, entries]) => [
      `sentiment/test/fixtures/${site}.json`,
      Buffer.from(typeof entries === 'string' ? entries : JSON.stringify(entries)),
    ]),
  );
}

const many = (site: string, count: number): Entry[] => [
  ...Array.from({ length: count }, (_, i) => ({ text: `${site} number ${i}`, class: i % 2 })),
  { text: '', class: null },
];

function rowsOf(made: ReadonlyMap<string, Buffer>): Record<string, string[]> {
  return Object.fromEntries(
    [...made].map(([file, bytes]) => {
      const [head, ...rows] = bytes.toString('utf8').trimEnd().split('\n');
      expect(head).toBe('text\tlabel');
      return [file, rows];
    }),
  );
}

describe('sentences of reviews', () => {
  const files = packed({ amazon: many('thing', 40), imdb: many('film', 40), yelp: many('place', 20) });

  it('are parted by their texts, whatever the order of the files, and none is lost', () => {
    const parts = rowsOf(reviewSentences(files));
    expect(Object.entries(parts).map(([file, rows]) => [file, rows.length])).toEqual([
      ['train.tsv', 75],
      ['validation.tsv', 10],
      ['test.tsv', 15],
    ]);
    const all = Object.values(parts).flat();
    expect(new Set(all).size).toBe(100);
    expect(all).toContain('film number 7\t1');
    expect(new Set(parts['test.tsv']!.map((row) => row.split(' ')[0])).size).toBe(3);
    expect(reviewSentences(new Map([...files].reverse()))).toEqual(reviewSentences(files));
  });

  it('stand in one line each, the first of those that are said twice', () => {
    const twice = [{ text: ' So\tso \n good ', class: 1 }];
    const made = reviewSentences(
      packed({ amazon: twice, imdb: [{ text: 'So so good', class: 0 }], yelp: [{ text: '"Bad".', class: 0 }] }),
    );
    expect(
      Object.values(rowsOf(made))
        .flat()
        .sort((a, b) => a.localeCompare(b, 'en')),
    ).toEqual(['"Bad".\t0', 'So so good\t1']);
  });

  it.each(['{}', '[]', '[{"text": "a", "class": 2}]', '[{"text": 1, "class": 1}]', 'no JSON'])(
    'are not read from %s',
    (text) => {
      expect(() => reviewSentences(packed({ amazon: many('a', 2), imdb: text, yelp: many('b', 2) }))).toThrow(
        expect.objectContaining({
          code: 'data/review-sentences',
          details: expect.objectContaining({ file: 'sentiment/test/fixtures/imdb.json' }),
        }),
      );
    },
  );

  it('are not read where a file is missing', () => {
    expect(() => reviewSentences(packed({ amazon: many('a', 2) }))).toThrow(
      /imdb\.json cannot be read: it is not there/,
    );
  });

  const { files: known } = findDataset('review-sentences');
  const folder = join(defaultCacheDir(), 'review-sentences');
  it.skipIf(!existsSync(folder))('are as many as the package has, good and bad alike (where it was fetched)', () => {
    const labels = known.flatMap(({ name }) =>
      readFileSync(join(folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.split('\t')[1]),
    );
    expect(labels).toHaveLength(2982);
    expect(labels.filter((label) => label === '1')).toHaveLength(1490);
  });
});
