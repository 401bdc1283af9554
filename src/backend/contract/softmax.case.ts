import * as fc from 'fast-check';
import { type Bench, type Block, type Draw, few, forAll, row, some, type Tests } from './bench.case.ts';

const shape = { rows: few, cols: fc.oneof(some, fc.constantFrom(1023, 1030)) };

function softmax(x: readonly number[]): number[] {
  const largest = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const terms = x.map((x) => Math.exp(x - largest));
  const sum = terms.reduce((a, b) => a + b, 0);
  return terms.map((term) => term / sum);
}

function logSoftmax(x: readonly number[]): number[] {
  const largest = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const rest = Math.log(x.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  return x.map((x) => x - largest - rest);
}

/** Scores as a network gives them, large ones (whose exponentials overflow), and ones with NaN and infinities. */
function scores(draw: Draw, n: number): number[][] {
  return [draw.normal(n, 3), draw.normal(n, 200), draw.normal(n).map((x) => x + 1000), draw.wild(n)];
}

function byRow(rows: number, cols: number, x: readonly number[], of: (x: number[], i: number) => number[]): number[] {
  return Array.from({ length: rows }, (_, i) => of(row(x, i, cols), i)).flat();
}

/** A kernel from x [rows, cols] to y: against `of`, in place, and a row alone. */
function forward(name: 'softmaxRows' | 'logSoftmaxRows', of: (x: readonly number[]) => number[]) {
  return {
    'normalises each row, also in place, and alone with the same bits': (bench: Bench) => {
      forAll(shape, ({ rows, cols }, draw) => {
        for (const numbers of scores(draw, rows * cols)) {
          const [x, y] = [bench.floats(numbers, rows), bench.out(rows, cols)];
          const got = bench.run(name, x, y, rows, cols)(y);
          bench.close(got, byRow(rows, cols, x.data, of), 'y');
          const same = bench.inout(x.data, rows);
          bench.bits(bench.run(name, same, same, rows, cols)(same), got, 'in place');
          const alone = byRow(rows, cols, x.data, (x) => {
            const [X, Y] = [bench.floats(x), bench.out(1, cols)];
            return bench.run(name, X, Y, 1, cols)(Y);
          });
          bench.bits(alone, got, 'row by row');
        }
      });
    },
  };
}

/** A kernel from an output y and dy to dx: against `of`, over dy, and a row alone. */
function backward(
  name: 'softmaxRowsGrad' | 'logSoftmaxRowsGrad',
  output: (x: readonly number[]) => number[],
  of: (y: readonly number[], dy: readonly number[]) => { dx: number[]; sizes: number[] },
) {
  return {
    'is the derivative, also in place, and alone with the same bits': (bench: Bench) => {
      forAll(shape, ({ rows, cols }, draw) => {
        for (const numbers of [draw.normal(rows * cols), draw.wild(rows * cols)]) {
          const y = bench.floats(byRow(rows, cols, draw.normal(rows * cols, 3), output), rows);
          const [dy, dx] = [bench.floats(numbers, rows), bench.out(rows, cols)];
          const got = bench.run(name, y, dy, dx, rows, cols)(dx);
          const expected = y.data
            .map(() => 0)
            .slice(0, rows)
            .map((_, i) => of(row(y.data, i, cols), row(dy.data, i, cols))); // a row each
          bench.close(
            got,
            expected.flatMap((e) => e.dx),
            'dx',
            expected.flatMap((e) => e.sizes),
          );
          const [overDy, overY] = [bench.inout(dy.data, rows), bench.inout(y.data, rows)];
          bench.bits(bench.run(name, y, overDy, overDy, rows, cols)(overDy), got, 'over dy');
          bench.bits(bench.run(name, overY, dy, overY, rows, cols)(overY), got, 'over y');
          const alone = byRow(rows, cols, y.data, (y, i) => {
            const [Y, DY, DX] = [bench.floats(y), bench.floats(row(dy.data, i, cols)), bench.out(1, cols)];
            return bench.run(name, Y, DY, DX, 1, cols)(DX);
          });
          bench.bits(alone, got, 'row by row');
        }
      });
    },
  };
}

export const softmaxes: Tests<
  'softmaxRows' | 'softmaxRowsGrad' | 'logSoftmaxRows' | 'logSoftmaxRowsGrad' | 'crossEntropyRows' | 'scaleRows'
> = {
  softmaxRows: forward('softmaxRows', softmax),
  logSoftmaxRows: forward('logSoftmaxRows', logSoftmax),

  softmaxRowsGrad: backward('softmaxRowsGrad', softmax, (y, dy) => {
    const dot = y.reduce((sum, y, j) => sum + y * dy[j]!, 0);
    return { dx: y.map((y, j) => y * (dy[j]! - dot)), sizes: y.map((y, j) => y * (Math.abs(dy[j]!) + Math.abs(dot))) };
  }),
  logSoftmaxRowsGrad: backward('logSoftmaxRowsGrad', logSoftmax, (y, dy) => {
    const sum = dy.reduce((a, b) => a + b, 0);
    return {
      dx: y.map((y, j) => dy[j]! - Math.exp(y) * sum),
      sizes: y.map((y, j) => Math.abs(dy[j]!) + Math.exp(y) * Math.abs(sum)),
    };
  }),

  crossEntropyRows: {
    'is −log of the probability of the target, and its gradient': (bench) => {
      forAll(shape, ({ rows, cols }, draw) => {
        for (const numbers of scores(draw, rows * cols)) {
          const x = bench.floats(numbers, rows);
          const targets = bench.ints(draw.whole(rows, -1, cols));
          const [loss, dx] = [bench.out(1, rows), bench.out(rows, cols)];
          const after = bench.run('crossEntropyRows', x, targets, loss, dx, rows, cols);
          const losses = targets.data.map((target, i) => (target < 0 ? 0 : -logSoftmax(row(x.data, i, cols))[target]!));
          bench.close(after(loss), losses, 'loss');
          const gradient = byRow(rows, cols, x.data, (x, i) => {
            const target = targets.data[i]!;
            return target < 0 ? x.map(() => 0) : softmax(x).map((p, j) => p - (j === target ? 1 : 0));
          });
          bench.close(
            after(dx),
            gradient,
            'dx',
            gradient.map(() => 1),
          );

          const without = bench.run('crossEntropyRows', x, targets, loss, null, rows, cols);
          bench.bits(without(loss), after(loss), 'loss without dx');
          const same = bench.inout(x.data, rows);
          const inPlace = bench.run('crossEntropyRows', same, targets, loss, same, rows, cols);
          bench.bits(inPlace(loss), after(loss), 'loss in place');
          bench.bits(inPlace(same), after(dx), 'dx in place');
          aloneEquals(bench, x, targets, after(loss), after(dx));
        }
      });
    },
    'is infinite where the target cannot be, and nothing for a sure one': (bench) => {
      const x = bench.floats([-Infinity, 0, 1, 800, 0, 0], 2);
      const [loss, dx] = [bench.out(1, 2), bench.out(2, 3)];
      const after = bench.run('crossEntropyRows', x, bench.ints([0, 0]), loss, dx, 2, 3);
      bench.close(after(loss), [Infinity, 0], 'loss');
      bench.close(after(dx), [-1, 1 / (1 + Math.E), Math.E / (1 + Math.E), 0, 0, 0], 'dx');
    },
  },

  scaleRows: {
    'multiplies each row by its number, also in place': (bench) => {
      forAll(shape, ({ rows, cols }, draw) => {
        const [x, s, y] = [
          bench.floats(draw.wild(rows * cols), rows),
          bench.floats(draw.wild(rows)),
          bench.out(rows, cols),
        ];
        const expected = byRow(rows, cols, x.data, (x, i) => x.map((x) => bench.round(x * s.data[i]!)));
        bench.equal(bench.run('scaleRows', x, s, y, rows, cols)(y), expected, 'y');
        const same = bench.inout(x.data, rows);
        bench.equal(bench.run('scaleRows', same, s, same, rows, cols)(same), expected, 'in place');
      });
    },
  },
};

function aloneEquals(bench: Bench, x: Block, targets: Block, losses: number[], gradient: number[]): void {
  const { rows, cols } = x;
  for (let i = 0; i < rows; i++) {
    const [X, target] = [bench.floats(row(x.data, i, cols)), bench.ints([targets.data[i]!])];
    const [loss, dx] = [bench.out(1, 1), bench.out(1, cols)];
    const after = bench.run('crossEntropyRows', X, target, loss, dx, 1, cols);
    bench.bits(after(loss), [losses[i]!], 'loss of a row alone');
    bench.bits(after(dx), row(gradient, i, cols), 'dx of a row alone');
  }
}
