import * as fc from 'fast-check';
import { type Bench, type Block, type Draw, few, forAll, repeat, row, some, type Tests } from './bench.case.ts';

const EPS = 1e-5;
const shape = { rows: few, cols: fc.oneof(some, fc.constantFrom(1023, 1030)), gain: flag(), bias: flag() };

function flag(): fc.Arbitrary<number> {
  return fc.constantFrom(0, 1);
}

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;

/** A row by definition. */
function normalised(x: readonly number[]): { normal: number[]; rstd: number } {
  const centre = mean(x);
  const rstd = 1 / Math.sqrt(mean(x.map((x) => (x - centre) ** 2)) + EPS);
  return { normal: x.map((x) => (x - centre) * rstd), rstd };
}

function optional(bench: Bench, wanted: number, draw: Draw, n: number): Block | null {
  return wanted ? bench.floats(draw.normal(n)) : null;
}

export const norms: Tests<'layerNormRows' | 'layerNormRowsGrad'> = {
  layerNormRows: {
    'centres and scales each row, also in place, without what is optional, and alone with the same bits': (bench) => {
      forAll(
        shape,
        ({ rows, cols, gain: withGain, bias: withBias }, draw) => {
          const n = rows * cols;
          // Far from 0 a variance by differences of sums in float32 would be noise.
          for (const numbers of [draw.normal(n), draw.wild(n), draw.normal(n).map((x) => x + 1000), repeat(0.1, n)]) {
            const x = bench.floats(numbers, rows);
            const [gain, bias] = [optional(bench, withGain, draw, cols), optional(bench, withBias, draw, cols)];
            const [y, normal, rstd] = [bench.out(rows, cols), bench.out(rows, cols), bench.out(1, rows)];
            const after = bench.run('layerNormRows', x, gain, bias, y, normal, rstd, rows, cols, EPS);
            const wanted = Array.from({ length: rows }, (_, i) => normalised(row(x.data, i, cols)));
            bench.close(
              after(normal),
              wanted.flatMap((row) => row.normal),
              'normal',
            );
            bench.close(
              after(rstd),
              wanted.map((row) => row.rstd),
              'rstd',
            );
            const shifted = wanted.flatMap((row) =>
              row.normal.map((value, j) => value * (gain?.data[j] ?? 1) + (bias?.data[j] ?? 0)),
            );
            const sizes = wanted.flatMap((row) =>
              row.normal.map((value, j) => Math.abs(value * (gain?.data[j] ?? 1)) + Math.abs(bias?.data[j] ?? 0)),
            );
            bench.close(after(y), shifted, 'y', sizes);

            const without = bench.run('layerNormRows', x, gain, bias, y, null, null, rows, cols, EPS);
            bench.bits(without(y), after(y), 'y without normal and rstd');
            const same = bench.inout(x.data, rows);
            const inPlace = bench.run('layerNormRows', same, gain, bias, same, null, null, rows, cols, EPS);
            bench.bits(inPlace(same), after(y), 'in place');
            const alone = Array.from({ length: rows }, (_, i) => {
              const [X, Y] = [bench.floats(row(x.data, i, cols)), bench.out(1, cols)];
              return bench.run('layerNormRows', X, gain, bias, Y, null, null, 1, cols, EPS)(Y);
            });
            bench.bits(alone.flat(), after(y), 'row by row');
          }
        },
        [{ rows: 3, cols: 1, gain: 1, bias: 1 }],
      );
    },
    'takes another eps': (bench) => {
      const [x, y] = [bench.floats([-1, 1, -1, 1]), bench.out(1, 4)];
      bench.close(
        bench.run('layerNormRows', x, null, null, y, null, null, 1, 4, 3)(y),
        [-0.5, 0.5, -0.5, 0.5],
        'y, 1 / √(1 + 3)',
      );
    },
  },

  layerNormRowsGrad: {
    'is the derivative, also in place, and alone with the same bits': (bench) => {
      forAll(shape, ({ rows, cols, gain: withGain }, draw) => {
        for (const numbers of [draw.normal(rows * cols), draw.wild(rows * cols)]) {
          const wanted = Array.from({ length: rows }, () => normalised(draw.normal(cols)));
          const normal = bench.floats(
            wanted.flatMap((row) => row.normal),
            rows,
          );
          const rstd = bench.floats(wanted.map((row) => row.rstd));
          const gain = optional(bench, withGain, draw, cols);
          const [dy, dx] = [bench.floats(numbers, rows), bench.out(rows, cols)];
          const got = bench.run('layerNormRowsGrad', normal, rstd, gain, dy, dx, rows, cols)(dx);
          const terms = Array.from({ length: rows }, (_, i) => {
            const v = row(normal.data, i, cols);
            const g = row(dy.data, i, cols).map((dy, j) => dy * (gain?.data[j] ?? 1));
            const [centre, slope] = [mean(g), mean(g.map((g, j) => g * v[j]!))];
            const scale = rstd.data[i]!;
            return g.map((g, j) => ({
              dx: scale * (g - centre - v[j]! * slope),
              size: scale * (Math.abs(g) + Math.abs(centre) + Math.abs(v[j]! * slope)),
            }));
          }).flat();
          bench.close(
            got,
            terms.map((term) => term.dx),
            'dx',
            terms.map((term) => term.size),
          );

          const same = bench.inout(dy.data, rows);
          bench.bits(bench.run('layerNormRowsGrad', normal, rstd, gain, same, same, rows, cols)(same), got, 'over dy');
          const alone = Array.from({ length: rows }, (_, i) => {
            const [V, S] = [bench.floats(row(normal.data, i, cols)), bench.floats([rstd.data[i]!])];
            const [DY, DX] = [bench.floats(row(dy.data, i, cols)), bench.out(1, cols)];
            return bench.run('layerNormRowsGrad', V, S, gain, DY, DX, 1, cols)(DX);
          });
          bench.bits(alone.flat(), got, 'row by row');
        }
      });
    },
    'agrees with central differences of the forward kernel': (bench) => {
      // In float32 a difference quotient has too few digits to say anything.
      if (!bench.isExact) return;
      forAll({ cols: some }, ({ cols }, draw) => {
        const [x, dy] = [draw.normal(cols), draw.normal(cols)];
        const gain = bench.floats(draw.normal(cols));
        const [y, normal, rstd] = [bench.out(1, cols), bench.out(1, cols), bench.out(1, 1)];
        const loss = (at: readonly number[]): number =>
          bench
            .run(
              'layerNormRows',
              bench.floats(at),
              gain,
              null,
              y,
              normal,
              rstd,
              1,
              cols,
              EPS,
            )(y)
            .reduce((sum, y, j) => sum + y * dy[j]!, 0);
        const after = bench.run('layerNormRows', bench.floats(x), gain, null, y, normal, rstd, 1, cols, EPS);
        const dx = bench.out(1, cols);
        const got = bench.run(
          'layerNormRowsGrad',
          bench.floats(after(normal)),
          bench.floats(after(rstd)),
          gain,
          bench.floats(dy),
          dx,
          1,
          cols,
        )(dx);
        const moved = (j: number, by: number): number[] => x.map((value, k) => (k === j ? value + by : value));
        x.forEach((_, j) => {
          const numeric = (loss(moved(j, 1e-6)) - loss(moved(j, -1e-6))) / 2e-6;
          const error = Math.abs(numeric - got[j]!) / Math.max(1, Math.abs(numeric));
          if (!(error < 1e-5)) throw new Error(`element ${j} of ${cols}: ${got[j]}, by differences ${numeric}`);
        });
      });
    },
  },
};
