import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, promises as fs, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dataset, Making } from './dataset.ts';
import { getFiles, resolveDataset } from './datasets.ts';
import { resampledReviews } from './resampled-reviews.ts';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const review = (id: number, rating: number, text = `글 ${id}`) => ({
  review_id: String(id),
  movie_id: '1',
  review: text,
  rating: String(rating),
});

/** Films with reviews of every rating; 11 stands twice, 12 is empty, 13 holds tabs and line breaks. */
const raw = {
  'top/raw/2.json': [review(11, 10, '두 번째'), review(14, 9), review(15, 4), review(16, 5), review(17, 8)],
  'top/raw/1.json': [
    review(11, 1, '첫 번째'),
    review(12, 10, ' \n'),
    review(13, 2, ' 탭\t줄\n끝 '),
    review(18, 10),
    review(19, 9),
  ],
  'top/README.md': 'no reviews',
};
const files = new Map(
  Object.entries(raw).map(([path, content]) => [
    path,
    Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
  ]),
);

const rowsOf = (made: Map<string, Buffer>): string[][] =>
  ['train.tsv', 'test.tsv'].map((name) => made.get(name)!.toString('utf8').trimEnd().split('\n').slice(1));

describe('resampled reviews', () => {
  it('are labelled, drawn and ordered by the rule, whatever the order of the files', () => {
    const made = resampledReviews(files, { each: 2, train: 3 });
    const [train, test] = rowsOf(made);
    expect([train!.length, test!.length]).toEqual([3, 1]);
    const all = [...train!, ...test!].map((row) => row.split('\t') as [string, string, string]);
    const drawn = (ids: number[]): string[] =>
      ids
        .map(String)
        .sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1))
        .slice(0, 2)
        .sort();
    expect(
      all
        .filter(([, , label]) => label === '0')
        .map(([id]) => id)
        .sort(),
    ).toEqual(drawn([11, 13, 15]));
    expect(
      all
        .filter(([, , label]) => label === '1')
        .map(([id]) => id)
        .sort(),
    ).toEqual(drawn([14, 18, 19]));
    const places = all.map(([id]) => sha256(`s${id}`));
    expect(places).toEqual(places.toSorted());
    expect(resampledReviews(new Map([...files].reverse()), { each: 2, train: 3 })).toEqual(made);
  });

  it('keep the first of two with one number, and have no tabs or line breaks inside', () => {
    const all = rowsOf(resampledReviews(files, { each: 10, train: 0 })).flat();
    expect(all).toContain('11\t첫 번째\t0');
    expect(all).toContain('13\t탭 줄 끝\t0');
    expect(all.map((row) => Number(row.split('\t')[0])).sort((a, b) => a - b)).toEqual([11, 13, 14, 15, 18, 19]);
  });

  it.each(['{}', '[1]', '[{"review_id": 1, "review": "a", "rating": "1"}]', 'no JSON'])(
    'refuse a file of %s',
    (text) => {
      expect(() => resampledReviews(new Map([['raw/1.json', Buffer.from(text)]]), { each: 1, train: 1 })).toThrow(
        expect.objectContaining({ code: 'data/reviews' }),
      );
    },
  );

  const tables = ['train', 'test'].map((part) =>
    join(process.env['ELMAN_DATA'] ?? '', 'nsmc-resampled', `${part}.tsv.gz`),
  );
  it.skipIf(!existsSync(tables[0]!))(
    'stand in the order of the rule in the set that others have made (ELMAN_DATA)',
    () => {
      const ids = tables.flatMap((path) =>
        gunzipSync(readFileSync(path))
          .toString('utf8')
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((row) => row.split('\t')[0]!),
      );
      let before = '';
      let outOfOrder = 0;
      for (const id of ids) {
        const place = sha256(`s${id}`);
        if (place < before) outOfOrder++;
        before = place;
      }
      expect([ids.length, outOfOrder]).toEqual([200_000, 0]);
    },
  );
});

describe('a set that is made from an archive', () => {
  let folder: string;
  let archive: Buffer;
  let set: Dataset;
  const fetched = (): typeof fetch => async () => new Response(new Uint8Array(archive));

  beforeEach(async () => {
    vi.stubEnv('ELMAN_DATA', '');
    folder = await fs.mkdtemp(join(tmpdir(), 'elman-made-'));
    for (const [path, content] of files) {
      await fs.mkdir(join(folder, path, '..'), { recursive: true });
      await fs.writeFile(join(folder, path), content);
    }
    execFileSync('tar', ['--format=ustar', '-czf', join(folder, 'a.tgz'), '-C', folder, 'top']);
    archive = await fs.readFile(join(folder, 'a.tgz'));
    const making: Making = { archive: 'https://example.org/a.tgz', rule: 'resampled-reviews', each: 2, train: 3 };
    set = {
      name: 'reviews',
      title: 'Reviews',
      source: 'here',
      licence: 'CC0',
      files: [...resampledReviews(files, making)].map(([name, content]) => ({
        name,
        bytes: content.length,
        sha256: sha256(content),
        from: { made: making },
      })),
    };
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('is fetched once and made whole, and the archive is not kept', async () => {
    let requests = 0;
    const options = {
      cacheDir: join(folder, 'cache'),
      fetch: (async (...given) => (requests++, fetched()(...given))) as typeof fetch,
    };
    const paths = await getFiles(set, options);
    expect(Object.keys(paths)).toEqual(['train.tsv', 'test.tsv']);
    await getFiles(set, options);
    expect(requests).toBe(1);
    expect((await fs.readdir(join(folder, 'cache', 'reviews'))).sort()).toEqual(['test.tsv', 'train.tsv']);
  });

  it('is refused when what is made is not what it should be', async () => {
    const other = { ...set, files: set.files.map((file) => ({ ...file, sha256: sha256('other') })) };
    const options = { cacheDir: join(folder, 'cache'), fetch: fetched() };
    await expect(getFiles(other, options)).rejects.toMatchObject({ code: 'data/checksum' });
    archive = archive.subarray(0, archive.length >> 1);
    await expect(getFiles(set, options)).rejects.toMatchObject({ code: 'data/gzip' });
    expect(await fs.readdir(join(folder, 'cache', 'reviews'))).toEqual([]);
  });
});

describe('a whole set', () => {
  it.skipIf(!existsSync(join(process.env['ELMAN_DATA'] ?? '', 'names')))('is a folder (ELMAN_DATA)', async () => {
    const cacheDir = await fs.mkdtemp(join(tmpdir(), 'elman-whole-'));
    const path = await resolveDataset('names', { cacheDir });
    expect(await fs.readdir(path)).toHaveLength(18);
    await fs.rm(cacheDir, { recursive: true });
  });
});
