import { describe, expect, test } from 'vitest';
import { createWasmBackend } from '../backend/wasm.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { sizeOf, type Shape } from '../util/shape.ts';
import { gradcheck } from './gradcheck.ts';
import { add, div, mul, neg, offset, scale, sub } from './ops/arithmetic.ts';
import { abs, dropout, exp, log, relu, sigmoid, sqrt, tanh } from './ops/functions.ts';
import { matmul } from './ops/matmul.ts';
import { linear } from './ops/linear.ts';
import { op } from './ops/op.ts';
import { elmanSequence, gruResetBeforeSequence, gruSequence, lstmSequence } from './ops/recurrent.ts';
import { layerNorm } from './ops/norm.ts';
import { mean, sum } from './ops/reduce.ts';
import { gather, reverseSequence, selectRows } from './ops/rows.ts';
import { chunk, concat, reshape, slice, stackTensors } from './ops/shape.ts';
import { transpose } from './ops/transpose.ts';
import { crossEntropy, crossEntropyRows, logSoftmax, softmax } from './ops/softmax.ts';
import { Parameter, tensor, type Tensor } from './tensor.ts';

interface Case {
  readonly shapes: readonly Shape[];
  readonly run: (...inputs: Tensor[]) => Tensor;
  /** Draws the numbers; normal by default. */
  readonly draw?: (rng: Random) => number;
}

/** Kept away from 0, where a kink or a pole would spoil the numeric gradient. */
const bothSigns = (rng: Random): number => (0.3 + rng.uniform()) * (rng.uniform() < 0.5 ? -1 : 1);
const positive = (rng: Random): number => 0.3 + rng.uniform();

const cases: Record<string, Case> = {
  add: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    run: (a, b) => add(a, b),
  },
  'add, broadcast both ways': {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    run: (a, b) => add(a, b),
  },
  'add, a scalar': { shapes: [[2, 3], []], run: (a, b) => add(a, b) },
  'add, itself': { shapes: [[2, 3]], run: (a) => add(a, a) },
  'add, a number': { shapes: [[2, 3]], run: (a) => add(a, 2) },
  sub: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    run: (a, b) => sub(a, b),
  },
  'sub, broadcast both ways': {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    run: (a, b) => sub(a, b),
  },
  'sub, itself': { shapes: [[3]], run: (a) => sub(scale(a, 3), a) },
  'sub, a number': { shapes: [[2, 3]], run: (a) => sub(a, 2) },
  mul: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    run: (a, b) => mul(a, b),
  },
  'mul, broadcast both ways': {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    run: (a, b) => mul(a, b),
  },
  'mul, itself': { shapes: [[2, 3]], run: (a) => mul(a, a) },
  'mul, a number': { shapes: [[2, 3]], run: (a) => mul(a, -1.5) },
  div: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    run: (a, b) => div(a, b),
    draw: bothSigns,
  },
  'div, broadcast both ways': {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    run: (a, b) => div(a, b),
    draw: bothSigns,
  },
  'div, by itself': { shapes: [[3]], run: (a) => div(mul(a, a), a), draw: bothSigns },
  'div, a number': { shapes: [[2, 3]], run: (a) => div(a, -4) },
  neg: { shapes: [[2, 3]], run: (a) => neg(a) },
  scale: { shapes: [[2, 3]], run: (a) => scale(a, 0.3) },
  offset: { shapes: [[2, 3]], run: (a) => offset(a, 0.3) },
  relu: { shapes: [[9]], run: (x) => relu(x), draw: bothSigns },
  tanh: { shapes: [[9]], run: (x) => tanh(x) },
  sigmoid: { shapes: [[9]], run: (x) => sigmoid(x) },
  exp: { shapes: [[9]], run: (x) => exp(x) },
  log: { shapes: [[9]], run: (x) => log(x), draw: positive },
  sqrt: { shapes: [[9]], run: (x) => sqrt(x), draw: positive },
  abs: { shapes: [[9]], run: (x) => abs(x), draw: bothSigns },
  dropout: { shapes: [[5, 7]], run: (x) => dropout(x, 0.4, 12345) },
  'dropout at rate 0': { shapes: [[5]], run: (x) => dropout(x, 0, 1) },
  matmul: {
    shapes: [
      [3, 4],
      [4, 5],
    ],
    run: (a, b) => matmul(a, b),
  },
  'matmul, batches': {
    shapes: [
      [2, 3, 4],
      [2, 4, 2],
    ],
    run: (a, b) => matmul(a, b),
  },
  'matmul, batches of batches': {
    shapes: [
      [2, 2, 1, 3],
      [2, 2, 3, 2],
    ],
    run: (a, b) => matmul(a, b),
  },
  'matmul, itself': { shapes: [[3, 3]], run: (a) => matmul(a, a) },
  linear: { shapes: [[2, 3, 4], [5, 4], [5]], run: (x, w, b) => linear(x, w, b) },
  'linear, one row, no bias': { shapes: [[4], [5, 4]], run: (x, w) => linear(x, w) },
  sum: { shapes: [[2, 3]], run: (x) => sum(x) },
  'sum, an inner axis': { shapes: [[2, 3, 4]], run: (x) => sum(x, 1) },
  'sum, outer axes, kept': { shapes: [[2, 3, 4]], run: (x) => sum(x, [0, -1], true) },
  'sum, no axes': { shapes: [[2, 3]], run: (x) => sum(x, []) },
  mean: { shapes: [[2, 3]], run: (x) => mean(x) },
  'mean, an axis': { shapes: [[2, 3]], run: (x) => mean(x, 0) },
  concat: {
    shapes: [
      [2, 1, 3],
      [2, 4, 3],
      [2, 2, 3],
    ],
    run: (...xs) => concat(xs, 1),
  },
  'concat, itself': { shapes: [[2, 3]], run: (x) => concat([x, x], -1) },
  stackTensors: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    run: (...xs) => stackTensors(xs, 1),
  },
  reshape: { shapes: [[2, 6]], run: (x) => reshape(x, [3, -1]) },
  transpose: { shapes: [[2, 3, 4]], run: (x) => transpose(x, [2, 0, 1]) },
  'transpose, reversed': { shapes: [[2, 3]], run: (x) => transpose(x) },
  slice: { shapes: [[2, 5, 3]], run: (x) => slice(x, 1, 1, 4) },
  'slice, nothing': { shapes: [[2, 5]], run: (x) => concat([slice(x, 1, 2, 2), x], 1) },
  chunk: { shapes: [[2, 6, 3]], run: (x) => concat(chunk(x, 1, 3).toReversed(), 1) },
  'chunk, a part left alone': { shapes: [[2, 6]], run: (x) => chunk(x, 1, 3)[1]! },
  gather: { shapes: [[4, 3]], run: (table) => gather(table, [2, 0, -1, 2, 3, 2], [3, 2]) },
  reverseSequence: { shapes: [[3, 4, 2]], run: (xs) => reverseSequence(xs) },
  'reverseSequence, ragged': { shapes: [[3, 4, 2]], run: (xs) => reverseSequence(xs, Int32Array.of(4, 0, 3)) },
  selectRows: {
    shapes: [
      [4, 3],
      [4, 3],
    ],
    run: (a, b) => selectRows([1, 0, 0, 1], a, b),
  },
  'selectRows, from itself': { shapes: [[4, 3]], run: (a) => selectRows([1, 0, 0, 1], a, scale(a, 2)) },
  softmax: { shapes: [[3, 5]], run: (x) => softmax(x) },
  logSoftmax: { shapes: [[3, 5]], run: (x) => logSoftmax(x) },
  layerNorm: { shapes: [[3, 5], [5], [5]], run: (x, gain, bias) => layerNorm(x, gain, bias) },
  'layerNorm, a gain alone': { shapes: [[2, 2, 4], [4]], run: (x, gain) => layerNorm(x, gain) },
  'layerNorm, neither gain nor bias': { shapes: [[3, 5]], run: (x) => layerNorm(x, undefined, undefined, 0.1) },
  crossEntropyRows: { shapes: [[4, 5]], run: (x) => crossEntropyRows(x, [0, 4, -1, 2]) },
  crossEntropy: { shapes: [[2, 2, 5]], run: (x) => crossEntropy(x, [0, 4, -1, 2]) },
  ...recurrentCases(),
};

/** Every fused sequence: full rows, and ragged ones with an empty row. The states are among the inputs. */
function recurrentCases(): Record<string, Case> {
  const [batch, steps, input, hidden] = [3, 4, 2, 3];
  const weights = (gates: number, states: number): Shape[] => [
    [batch, steps, input],
    ...Array.from({ length: states }, () => [batch, hidden]),
    [gates * hidden, input],
    [gates * hidden, hidden],
    [gates * hidden],
    [gates * hidden],
  ];
  const named = ([weight_ih, weight_hh, bias_ih, bias_hh]: Tensor[]) => ({
    weight_ih: weight_ih!,
    weight_hh: weight_hh!,
    bias_ih,
    bias_hh,
  });
  const joined = ([ys, ...states]: readonly Tensor[]): Tensor =>
    concat(
      [ys!, ...states].map((x) => reshape(x, [-1])),
      0,
    );
  const kinds: Record<
    string,
    [gates: number, states: number, run: (xs: Tensor[], lengths?: Int32Array) => readonly Tensor[]]
  > = {
    elmanSequence: [1, 1, ([xs, h, ...w], lengths) => elmanSequence(xs!, h!, named(w), 'tanh', lengths)],
    'elmanSequence with ReLU': [1, 1, ([xs, h, ...w], lengths) => elmanSequence(xs!, h!, named(w), 'relu', lengths)],
    lstmSequence: [4, 2, ([xs, h, c, ...w], lengths) => lstmSequence(xs!, h!, c!, named(w), lengths)],
    gruSequence: [3, 1, ([xs, h, ...w], lengths) => gruSequence(xs!, h!, named(w), lengths)],
    gruResetBeforeSequence: [3, 1, ([xs, h, ...w], lengths) => gruResetBeforeSequence(xs!, h!, named(w), lengths)],
  };
  const found: Record<string, Case> = {};
  for (const [name, [gates, states, run]] of Object.entries(kinds)) {
    const shapes = weights(gates, states);
    found[name] = { shapes, run: (...xs) => joined(run(xs)) };
    found[`${name}, ragged`] = { shapes, run: (...xs) => joined(run(xs, Int32Array.of(2, 0, 4))) };
    found[`${name}, without biases`] = { shapes: shapes.slice(0, -2), run: (...xs) => joined(run(xs)) };
    found[`${name}, outputs alone`] = { shapes, run: (...xs) => run(xs, Int32Array.of(2, 0, 4))[0]! };
    found[`${name}, states alone`] = {
      shapes,
      run: (...xs) => joined(run(xs, Int32Array.of(2, 0, 4)).slice(1)),
    };
  }
  return found;
}

describe('the gradient of every op agrees with central differences to 1e-6', () => {
  for (const [name, { shapes, run, draw = (rng: Random) => rng.normal() }] of Object.entries(cases)) {
    test(name, () => {
      const report = gradcheck(() => {
        const rng = new Random(1990);
        const parameters = shapes.map(
          (shape, i) =>
            [
              `input ${i}`,
              new Parameter(
                Float64Array.from({ length: sizeOf(shape) }, () => draw(rng)),
                shape,
              ),
            ] as const,
        );
        return { parameters, loss: () => weighted(run(...parameters.map(([, parameter]) => parameter))) };
      });
      expect(report.worst, JSON.stringify(report.worst)).toMatchObject({ error: expect.closeTo(0, 6) as number });
      expect(report.passed).toBe(true);
      // A gradient that is zero throughout would agree with an op that does nothing.
      expect(report.entries.some(({ analytic }) => Math.abs(analytic) > 1e-3)).toBe(true);
    });
  }
});

/** Σ y·w with weights that are all different, so that no number can stand in for another. */
function weighted(y: Tensor): Tensor {
  return sum(
    mul(
      y,
      tensor(
        Float64Array.from({ length: y.size }, (_, i) => 0.5 + ((i * 7) % 11) / 10),
        y.shape,
      ),
    ),
  );
}

describe('gradcheck', () => {
  const build = (back: (dy: Tensor) => Tensor) => () => {
    const p = new Parameter([0.5, -0.25], [2]);
    return {
      parameters: [['p', p] as const],
      loss: () =>
        sum(
          op('identity', [p], [2], (y, engine) => {
            engine.kernels.copy(p.storage.ptr, y, 2);
            return (dy) => [back(dy)];
          }),
        ),
    };
  };

  test('passes a right gradient and finds a wrong one, naming where', () => {
    expect(gradcheck(build((dy) => dy)).passed).toBe(true);
    const report = gradcheck(build((dy) => mul(dy, tensor([1, 1.001]))));
    expect(report.passed).toBe(false);
    expect(report.worst).toMatchObject({ name: 'p', index: 1 });
    expect(report.worst.error).toBeCloseTo(0.001 / 1.001, 6);
  });

  test('fails on a gradient that is not a number', () => {
    const report = gradcheck(build((dy) => mul(dy, tensor([Number.NaN, 1]))));
    expect(report.passed).toBe(false);
    expect(report.worst.error).toBeNaN();
  });

  test('leaves the numbers as they were', () => {
    let p: Parameter | undefined;
    gradcheck(() => {
      p = new Parameter([0.1, 0.7], [2]);
      return { parameters: [['p', p]], loss: () => sum(mul(p!, p!)) };
    });
    expect([...p!.toArray()]).toEqual([0.1, 0.7]);
  });

  test('checks a sample, evenly spread, when asked to', () => {
    const report = gradcheck(
      () => {
        const p = new Parameter(new Float64Array(10).fill(1), [10]);
        return { parameters: [['p', p]], loss: () => sum(mul(p, p)) };
      },
      { sample: 2 },
    );
    expect(report.entries.map(({ index }) => index)).toEqual([0, 5]);
  });

  test('checks the places that are named, on the backend that is given', () => {
    const backend = createWasmBackend();
    const build = () => {
      const p = new Parameter([0.1, 0.2, 0.3], [3]);
      return { parameters: [['p', p]] as const, loss: () => sum(mul(p, p)) };
    };
    const { entries } = gradcheck(build, { sample: [2, 1], backend, epsilon: 0.125 });
    expect(entries.map(({ index, analytic }) => [index, analytic])).toEqual([
      [2, Math.fround(2 * Math.fround(0.3))],
      [1, Math.fround(2 * Math.fround(0.2))],
    ]);
    const [single, double] = [backend, undefined].map((on) => gradcheck(build, on ? { backend: on } : {}).worst.error);
    expect(single).toBeGreaterThan(1e-4);
    expect(double).toBeLessThan(1e-9);
    for (const index of [3, -1, 0.5])
      expect(() => gradcheck(build, { sample: [0, index] })).toThrow(
        `"p" has 3 numbers, at places 0 to 2, got the place ${index}`,
      );
  });

  test('needs something to check', () => {
    expect(() => gradcheck(() => ({ parameters: [], loss: () => tensor(1, [], { requiresGrad: true }) }))).toThrow(
      ElmanError,
    );
  });
});
