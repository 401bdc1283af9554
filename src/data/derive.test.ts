import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Deriver, type Derivation } from './derive.ts';

const run = (columns: string[], derivations: Derivation[], rows: number[][]) => {
  const deriver = new Deriver(columns, derivations);
  const step = deriver.begin();
  return { columns: deriver.columns, rows: rows.map((row) => step(row)) };
};

describe('what is derived of columns', () => {
  test('positions seen from one of them, in units of another', () => {
    const columns = ['lx', 'ly', 'hx', 'hy', 'sx', 'sy'];
    const rows = [[5, 9, 1, 3, 1, 1]];
    expect(run(columns, [{ relativeTo: ['sx', 'sy'] }], rows)).toEqual({
      columns: ['lx', 'ly', 'hx', 'hy'],
      rows: [[4, 8, 0, 2]],
    });
    expect(
      run(columns, [{ relativeTo: ['sx', 'sy'] }, { inUnitsOf: ['hx', 'hy'] }, { drop: ['hx', 'hy'] }], rows),
    ).toEqual({
      columns: ['lx', 'ly'],
      rows: [[2, 4]],
    });
  });

  test('means of the last rows, fewer at the start', () => {
    expect(run(['a'], [{ smooth: 3 }], [[3], [6], [9], [12]]).rows).toEqual([[3], [4.5], [6], [9]]);
  });

  test('changes since rows before, since the first at the start, and their lengths', () => {
    const { columns, rows } = run(
      ['x', 'y'],
      [{ delta: [1, 2], speed: 2 }],
      [
        [0, 0],
        [3, 4],
        [3, 4],
        [3, 10],
      ],
    );
    expect(columns).toEqual(['x', 'y', 'x −1', 'y −1', '|x … −1|', 'x −2', 'y −2', '|x … −2|']);
    expect(rows).toEqual([
      [0, 0, 0, 0, 0, 0, 0, 0],
      [3, 4, 3, 4, 5, 3, 4, 5],
      [3, 4, 0, 0, 0, 3, 4, 5],
      [3, 10, 0, 6, 6, 0, 6, 6],
    ]);
    expect(run(['x'], [{ delta: 1 }], [[1], [3]]).rows).toEqual([
      [1, 0],
      [3, 2],
    ]);
  });

  test('a vector of length 0 divides nothing', () => {
    expect(run(['x', 'y'], [{ inUnitsOf: ['y'] }], [[3, 0]]).rows).toEqual([[3, 0]]);
  });

  test('a prefix of a sequence gives the first rows of the whole: nothing looks ahead', () => {
    const value = fc.double({ min: -9, max: 9, noNaN: true });
    const rows = fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.nat(12), (all, cut) => {
        const deriver = new Deriver(
          ['a', 'b', 'c', 'd'],
          [{ relativeTo: ['c', 'd'] }, { smooth: 2 }, { delta: [1, 3], speed: 2 }],
        );
        const length = Math.min(cut, all.length);
        const values = Float32Array.from(all.flat());
        const whole = deriver.apply(values, all.length);
        expect(deriver.apply(values.slice(0, length * 4), length)).toEqual(
          length === 0 ? new Float32Array(0) : whole.slice(0, length * deriver.columns.length),
        );
      }),
    );
  });

  test('refuses columns that there are not, and groups that do not come out even', () => {
    expect(() => new Deriver(['sx', 'sy'], [{ relativeTo: ['sx', 'sz'] }])).toThrow(/no column "sz".*did you mean/);
    expect(() => new Deriver(['a', 'b', 'c'], [{ relativeTo: ['a', 'b'] }])).toThrow(/3 columns.*groups of 2/);
    expect(() => new Deriver(['a', 'b'], [{ drop: ['a'] }, { inUnitsOf: ['a'] }])).toThrow(/no column "a" by then/);
    expect(() => new Deriver(['a'], [{ delta: 1, speed: 2 }])).toThrow(/1 columns/);
  });
});
