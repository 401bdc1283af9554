import * as fc from 'fast-check';
import { few, forAll, row, size, some, type Tests } from './bench.case.ts';

const long = fc.oneof(size, fc.constantFrom(1023, 1025, 3001));
const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** argmax by definition: the first of the largest, NaN below all. */
function argmax(scores: readonly number[]): number {
  const ranked = scores.map((x) => (Number.isNaN(x) ? -Infinity : x));
  const largest = ranked.reduce((a, b) => Math.max(a, b), -Infinity);
  // A row of −∞ and NaN: the first that is a number.
  return Math.max(
    scores.findIndex((x) => x === largest),
    0,
  );
}

/** rankRows by definition. */
function rank(scores: readonly number[], target: number): { above: number; equal: number } {
  if (target < 0) return { above: 0, equal: 0 };
  const score = scores[target]!;
  if (Number.isNaN(score)) return { above: scores.length - 1, equal: 0 };
  return { above: scores.filter((x) => x > score).length, equal: scores.filter((x) => x === score).length - 1 };
}

export const reductions: Tests<
  'sum' | 'rowSum' | 'sumRows' | 'sumSquares' | 'activeRows' | 'firstNonFinite' | 'argmaxRows' | 'rankRows'
> = {
  sum: {
    'adds in float64 and rounds once': (bench) => {
      forAll({ n: long }, ({ n }, draw) => {
        // 2^30 − 2^30 in between loses what a float32 sum would have gathered.
        for (const numbers of [
          draw.normal(n),
          draw.wild(n),
          draw.normal(n).map((x, i) => x + [0, 2 ** 30, -(2 ** 30)][i % 3]!),
        ]) {
          const [x, y] = [bench.floats(numbers), bench.out(1, 1)];
          bench.equal(bench.run('sum', x, y, n)(y), [bench.round(total(x.data))], 'sum');
        }
      });
    },
  },

  rowSum: {
    'adds each row in float64 and rounds once': (bench) => {
      forAll({ rows: few, cols: long }, ({ rows, cols }, draw) => {
        const [x, y] = [bench.floats(draw.wild(rows * cols), rows), bench.out(1, rows)];
        const expected = y.data.map((_, i) => bench.round(total(row(x.data, i, cols))));
        bench.equal(bench.run('rowSum', x, y, rows, cols)(y), expected, 'y');
      });
    },
  },

  sumRows: {
    'adds down the columns in ascending order': (bench) => {
      forAll(
        { rows: size, cols: size, accumulate: fc.constantFrom(0, 1) },
        ({ rows, cols, accumulate }, draw) => {
          const x = bench.floats(draw.wild(rows * cols), rows, draw.gap());
          const y = accumulate ? bench.inout(draw.normal(cols)) : bench.out(1, cols);
          const expected = y.data.map((y, j) => {
            let sum = accumulate ? y : 0;
            for (let i = 0; i < rows; i++) sum = bench.round(sum + x.data[i * cols + j]!);
            return sum;
          });
          bench.equal(bench.run('sumRows', x, x.ld, y, rows, cols, accumulate)(y), expected, 'y');
        },
        [
          { rows: 1100, cols: 5, accumulate: 1 },
          { rows: 6, cols: 1030, accumulate: 0 },
        ],
      );
    },
  },

  sumSquares: {
    'is the square of the norm, in float64': (bench) => {
      forAll({ n: long }, ({ n }, draw) => {
        const x = bench.floats(draw.normal(n, 1e3));
        const expected = total(x.data.map((x) => x * x));
        const got = bench.returns('sumSquares', x, n);
        if (!(Math.abs(got - expected) <= 1e-12 * expected)) throw new Error(`${got}, expected ${expected}`);
      });
    },
    'is NaN for NaN, and does not overflow where a float32 would': (bench) => {
      bench.equal([bench.returns('sumSquares', bench.floats([1, 2, NaN, 4, 5]), 5)], [NaN], 'with NaN');
      const large = bench.floats([1e30, 1e30, 1e30, 1e30, 1e30]);
      const got = bench.returns('sumSquares', large, 5);
      if (Math.abs(got / 5e60 - 1) > 1e-6) throw new Error(`${got}, expected 5e60`);
    },
  },

  activeRows: {
    'holds all that have the step, and no row behind them': (bench) => {
      forAll({ rows: few }, ({ rows }, draw) => {
        const lengths = bench.ints(draw.whole(rows, 0, 6));
        for (let t = 0; t < 7; t++) {
          const got = bench.returns('activeRows', lengths, t, rows);
          const expected = lengths.data.reduce((last, length, i) => (length > t ? i + 1 : last), 0);
          bench.equal([got], [expected], `at step ${t} of ${lengths.data.join(', ')}`);
        }
      });
    },
  },

  firstNonFinite: {
    'finds the first, or none': (bench) => {
      forAll({ n: long }, ({ n }, draw) => {
        bench.equal([bench.returns('firstNonFinite', bench.floats(draw.normal(n, 1e37)), n)], [-1], 'finite');
        const x = bench.floats(draw.wild(n).map((value) => (draw.random.below(5) === 0 ? value : 1)));
        const expected = x.data.findIndex((x) => !Number.isFinite(x));
        bench.equal([bench.returns('firstNonFinite', x, n)], [expected], 'index');
      });
    },
  },

  argmaxRows: {
    'is the first of the largest, NaN below all': (bench) => {
      forAll({ rows: few, cols: fc.oneof(some, fc.constant(1030)) }, ({ rows, cols }, draw) => {
        for (const numbers of [draw.normal(rows * cols), draw.wild(rows * cols), draw.coarse(rows * cols)]) {
          const [x, y] = [bench.floats(numbers, rows), bench.outInts(rows)];
          const expected = y.data.map((_, i) => argmax(row(x.data, i, cols)));
          bench.equal(bench.run('argmaxRows', x, y, rows, cols)(y), expected, 'y');
        }
      });
    },
    'passes over NaN, and gives 0 for nothing else': (bench) => {
      const rows = [
        [NaN, NaN, NaN, NaN, NaN],
        [NaN, -Infinity, NaN, -Infinity, NaN],
        [NaN, NaN, NaN, NaN, -1],
        [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
        [0, -0, 0, -0, NaN],
        [NaN, 1, Infinity, Infinity, 2],
      ];
      const [x, y] = [bench.floats(rows.flat(), rows.length), bench.outInts(rows.length)];
      bench.equal(bench.run('argmaxRows', x, y, rows.length, 5)(y), [0, 1, 4, 0, 0, 2], 'y');
    },
  },

  rankRows: {
    'counts the scores above and equal': (bench) => {
      forAll({ rows: few, cols: fc.oneof(some, fc.constant(1030)) }, ({ rows, cols }, draw) => {
        for (const numbers of [draw.normal(rows * cols), draw.wild(rows * cols), draw.coarse(rows * cols)]) {
          const x = bench.floats(numbers, rows);
          const targets = bench.ints(draw.whole(rows, -1, cols));
          const [above, equal] = [bench.outInts(rows), bench.outInts(rows)];
          const after = bench.run('rankRows', x, targets, above, equal, rows, cols);
          const expected = targets.data.map((target, i) => rank(row(x.data, i, cols), target));
          bench.equal(
            after(above),
            expected.map((e) => e.above),
            'above',
          );
          bench.equal(
            after(equal),
            expected.map((e) => e.equal),
            'equal',
          );
        }
      });
    },
  },
};
