import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { bucketBatches, padInto, padRows, windows } from './batches.ts';

const plain = (batches: Int32Array[]) => batches.map((batch) => [...batch]);

describe('bucketBatches', () => {
  it('puts rows of like length together, the longest first', () => {
    const lengths = [1, 9, 2, 8, 1, 9, 2, 8];
    const batches = bucketBatches(lengths, 2, new Random(3));
    const shown = plain(batches).map((batch) => batch.map((i) => lengths[i]));
    expect(shown.map(String).sort()).toEqual(['1,1', '2,2', '8,8', '9,9']);
    expect(plain(bucketBatches(lengths, 2, new Random(3)))).toEqual(plain(batches));
    expect(plain(bucketBatches(lengths, 2, new Random(4)))).not.toEqual(plain(batches));
  });

  it('keeps the order of the data without a generator', () => {
    expect(plain(bucketBatches([3, 1, 2, 5, 4], 2, undefined, { bucket: false }))).toEqual([[0, 1], [3, 2], [4]]);
    expect(plain(bucketBatches([3, 1, 2, 5, 4], 2, undefined))).toEqual([[3, 4], [0, 2], [1]]);
  });

  it('counts padding towards maxTokens', () => {
    expect(plain(bucketBatches([2, 2, 2, 5, 20], 4, undefined, { maxTokens: 6 }))).toEqual([[4], [3], [0, 1, 2]]);
  });

  it('refuses a batch size that is none', () => {
    for (const size of [0, -1, 1.5])
      expect(() => bucketBatches([1], size, undefined)).toThrowError(
        expect.objectContaining({ code: 'config/batch-size' }),
      );
  });

  it('has each row exactly once, in descending length, within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
        fc.option(fc.nat(), { nil: undefined }),
        (lengths, size, bucket, maxTokens, seed) => {
          const rng = seed === undefined ? undefined : new Random(seed);
          const batches = plain(bucketBatches(lengths, size, rng, { bucket, maxTokens }));
          expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
          for (const batch of batches) {
            const own = batch.map((i) => lengths[i]!);
            expect(batch.length).toBeGreaterThan(0);
            expect(batch.length).toBeLessThanOrEqual(size);
            expect(own).toEqual(own.toSorted((a, b) => b - a));
            if (maxTokens !== undefined && batch.length > 1)
              expect(batch.length * own[0]!).toBeLessThanOrEqual(maxTokens);
          }
        },
      ),
    );
  });
});

describe('windows', () => {
  it('moves by the stride', () => {
    expect(windows(5, 3, 1)).toEqual([
      { start: 0, end: 3 },
      { start: 1, end: 4 },
      { start: 2, end: 5 },
    ]);
    expect(windows(5, 3, 2)).toHaveLength(2);
    expect(windows(2, 3, 1)).toEqual([]);
  });

  it('ends on a shorter window where that is allowed', () => {
    expect(windows(7, 3, 3, { partial: true })).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 6 },
      { start: 6, end: 7 },
    ]);
    expect(windows(6, 3, 3, { partial: true })).toHaveLength(2);
    expect(windows(0, 3, 3, { partial: true })).toEqual([]);
  });

  it('refuses sizes that are none', () => {
    expect(() => windows(5, 0, 1)).toThrowError(expect.objectContaining({ code: 'usage/windows' }));
    expect(() => windows(5, 1, 0)).toThrowError(expect.objectContaining({ code: 'usage/windows' }));
  });
});

describe('padding', () => {
  it('fills behind each row', () => {
    const { ids, lengths, width } = padRows([[1, 2, 3], Int32Array.of(4), []], -1);
    expect([...ids]).toEqual([1, 2, 3, 4, -1, -1, -1, -1, -1]);
    expect([...lengths]).toEqual([3, 1, 0]);
    expect(width).toBe(3);
    expect(padRows([], 0)).toEqual({ ids: new Int32Array(0), lengths: new Int32Array(0), width: 0 });
  });

  it('writes into what is there, and refuses what does not fit', () => {
    const target = new Int32Array(5).fill(9);
    expect([...padInto(target, [[1], [2, 3]], 2, 0)]).toEqual([1, 0, 2, 3, 9]);
    expect(() => padInto(target, [[1, 2, 3]], 2, 0)).toThrowError(expect.objectContaining({ code: 'usage/pad' }));
    expect(() => padInto(target, [[1], [2], [3]], 2, 0)).toThrowError(expect.objectContaining({ code: 'usage/pad' }));
  });
});
