import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NearestRow } from './nearest-row.ts';

/** By looking at everything. */
function plainly(rows: ArrayLike<number>, width: number, x: ArrayLike<number>): number {
  const apart = Array.from({ length: rows.length / width }, (_, i) =>
    Array.from(x).reduce((sum, value, k) => sum + (rows[i * width + k]! - value) ** 2, 0),
  );
  return apart.indexOf(Math.min(...apart));
}

describe('the nearest row', () => {
  test('is the one that differs least, the first of those', () => {
    const width = fc.constantFrom(1, 3, 31, 32, 33, 100);
    const table = width.chain((n) =>
      fc.tuple(
        fc.constant(n),
        fc.array(fc.uint8Array({ minLength: n, maxLength: n, max: 6 }), { minLength: 1, maxLength: 12 }),
        fc.uint8Array({ minLength: n, maxLength: n, max: 6 }),
      ),
    );
    fc.assert(
      fc.property(table, ([n, lines, x]) => {
        const rows = Uint8Array.from(lines.flatMap((line) => [...line]));
        expect(new NearestRow(rows, n).find(x)).toBe(plainly(rows, n, x));
      }),
    );
  });

  test('is found among numbers of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 40, maxLength: 400 }),
        (all) => {
          const rows = Float32Array.from(all.slice(0, all.length - (all.length % 40)));
          const x = rows.subarray(0, 40).map((value) => value + 1);
          expect(new NearestRow(rows, 40).find(x)).toBe(plainly(rows, 40, x));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('needs whole rows', () => {
    for (const rows of [new Uint8Array(0), new Uint8Array(7)])
      expect(() => new NearestRow(rows, 3)).toThrow(expect.objectContaining({ code: 'metrics/rows' }));
    expect(() => new NearestRow(new Uint8Array(6), 3).find(new Uint8Array(2))).toThrow(/a row of 3 numbers.*got 2/);
  });
});
