import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bits, expectClose } from '../../../test/support/close.ts';
import { createReferenceBackend } from '../../backend/reference.ts';
import { createWasmBackend } from '../../backend/wasm.ts';
import { ElmanError } from '../../util/errors.ts';
import { sizeOf, stridesOf, type Shape } from '../../util/shape.ts';
import { step, withBackend } from '../engine.ts';
import { Parameter, tensor, zeros, type Tensor } from '../tensor.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { dropout, relu, tanh } from './functions.ts';
import { matmul } from './matmul.ts';
import { linear } from './linear.ts';
import {
  elmanSequence,
  gruResetBeforeSequence,
  gruSequence,
  lstmSequence,
  type RecurrentWeights,
} from './recurrent.ts';
import { layerNorm } from './norm.ts';
import { argmaxRows, rankRows } from './rank.ts';
import { mean, sum } from './reduce.ts';
import { gather, reverseSequence, selectRows } from './rows.ts';
import { chunk, concat, reshape, slice, stackTensors } from './shape.ts';
import { transpose } from './transpose.ts';
import { crossEntropy, crossEntropyRows, logSoftmax, softmax } from './softmax.ts';

const backends = [createWasmBackend(), createReferenceBackend()];

/** Numbers that are not alike. */
function range(shape: Shape, requiresGrad = false): Tensor {
  const numbers = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (((i * 29) % 23) - 11) / 8);
  return tensor(numbers, shape, { requiresGrad });
}

function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('broadcasting', () => {
  /** Two shapes that fit: extents of the common one, some replaced by 1, some leading ones left out. */
  const shapes = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.boolean()), { maxLength: 4 })
    .chain((axes) => fc.record({ axes: fc.constant(axes), skip: fc.nat(axes.length), left: fc.boolean() }))
    .map(({ axes, skip, left }) => {
      const full = axes.map(([extent, keep]) => (keep ? extent : 1));
      const other = axes.map(([extent, , keep]) => (keep ? extent : 1)).slice(skip);
      return left ? ([full, other] as const) : ([other, full] as const);
    });

  const ops: Record<string, readonly [(a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number]> = {
    add: [add, (a, b) => a + b],
    sub: [sub, (a, b) => a - b],
    mul: [mul, (a, b) => a * b],
    div: [div, (a, b) => a / b],
  };

  for (const [name, [run, plain]] of Object.entries(ops)) {
    test(`${name} of any two shapes that fit is NumPy's, forward and back`, () => {
      fc.assert(
        fc.property(shapes, ([left, right]) => {
          for (const backend of backends) {
            withBackend(backend, () => step(() => checkBroadcast(run, plain, left, right)));
          }
        }),
        { numRuns: 100 },
      );
    });

    test(`${name} of shapes that do not fit names both`, () => {
      const error = errorOf(() => run(zeros([2, 3]), zeros([2, 4])));
      expect(error.code).toBe('tensor/broadcast');
      expect(error.message).toBe(
        `${name}: shapes [2, 3] and [2, 4] do not fit: from the last axis on, extents must be equal or 1`,
      );
    });
  }

  test('an empty axis stays empty', () => {
    expect(add(zeros([0, 3]), zeros([1, 3])).shape).toEqual([0, 3]);
    expect(sum(mul(zeros([0, 3]), zeros([3]))).item()).toBe(0);
  });

  test('more axes than can be merged are refused with what to do', () => {
    const error = errorOf(() => add(zeros([2, 1, 2, 1, 2]), zeros([1, 2, 1, 2, 1])));
    expect(error.code).toBe('tensor/rank');
    expect(error.message).toContain('reshape first');
  });
});

function checkBroadcast(
  run: (a: Tensor, b: Tensor) => Tensor,
  plain: (a: number, b: number) => number,
  left: Shape,
  right: Shape,
): void {
  const rank = Math.max(left.length, right.length);
  const padded = (shape: Shape): Shape => [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
  const [wideLeft, wideRight] = [padded(left), padded(right)];
  const common = wideLeft.map((extent, i) => Math.max(extent, wideRight[i]!));
  const strides = stridesOf(common);
  /** Which element of `shape` stands at element `flat` of the common shape. */
  const source = (shape: Shape, flat: number): number =>
    stridesOf(shape).reduce(
      (at, own, i) => at + (shape[i] === 1 ? 0 : own * (Math.floor(flat / strides[i]!) % common[i]!)),
      0,
    );
  const a = range(left, true);
  const b = add(range(right), 3).detach();
  const p = new Parameter(b.toArray(), right);
  const y = run(a, p);
  const [numbersA, numbersB] = [a.toArray(), b.toArray()];
  const wanted = Array.from({ length: sizeOf(common) }, (_, i) =>
    plain(numbersA[source(wideLeft, i)]!, numbersB[source(wideRight, i)]!),
  );
  expect(y.shape).toEqual(common);
  expectClose(y.toArray(), wanted, 1e-6, 'result');
  // Each operation is linear in a: its slope there is f(1, b) − f(0, b).
  const slope = new Float64Array(a.size);
  wanted.forEach((_, i) => {
    const of = numbersB[source(wideRight, i)]!;
    slope[source(wideLeft, i)]! += plain(1, of) - plain(0, of);
  });
  sum(y).backward();
  expect(a.grad!.shape).toEqual(left);
  expect(p.grad!.shape).toEqual(right);
  expectClose(a.grad!.toArray(), slope, 1e-5, 'gradient');
}

describe('shapes that do not fit are said with the shapes', () => {
  const cases: Record<string, readonly [() => unknown, code: string, ...parts: string[]]> = {
    'matmul, inner extents': [() => matmul(zeros([2, 3]), zeros([2, 3])), 'tensor/matmul', '[2, 3]'],
    'matmul, a vector': [() => matmul(zeros([3]), zeros([3, 2])), 'tensor/matmul', '[3]', '[3, 2]'],
    'matmul, batches': [() => matmul(zeros([2, 3, 4]), zeros([3, 4, 5])), 'tensor/matmul', '[2, 3, 4]', '[3, 4, 5]'],
    'linear, inputs': [() => linear(zeros([2, 3]), zeros([5, 4])), 'tensor/linear', '[2, 3]', '[5, 4]', 'no bias'],
    'linear, bias': [() => linear(zeros([2, 4]), zeros([5, 4]), zeros([4])), 'tensor/linear', '[4]'],
    'linear, a scalar': [() => linear(tensor(1), zeros([5, 4])), 'tensor/linear', '[]'],
    'reshape, a wrong size': [() => reshape(zeros([2, 3]), [4]), 'tensor/reshape', '[2, 3]', '[4]'],
    'reshape, two unknown': [() => reshape(zeros([4]), [-1, -1]), 'tensor/reshape', '[-1, -1]'],
    'reshape, not whole': [() => reshape(zeros([4]), [3, -1]), 'tensor/reshape', '[3, -1]'],
    'transpose, an axis twice': [() => transpose(zeros([2, 3]), [0, 0]), 'tensor/transpose', '[0, 0]'],
    'transpose, too few axes': [() => transpose(zeros([2, 3]), [0]), 'tensor/transpose', '2 axes'],
    'transpose, no such axis': [() => transpose(zeros([2, 3]), [0, 2]), 'tensor/axis', 'axis 2'],
    'slice, beyond': [() => slice(zeros([2, 3]), 1, 1, 4), 'tensor/slice', '1 to 4', 'axis 1', '[2, 3]'],
    'slice, backwards': [() => slice(zeros([2, 3]), 1, 2, 1), 'tensor/slice', '2 to 1'],
    'slice, no such axis': [() => slice(zeros([2, 3]), 2, 0, 1), 'tensor/axis', 'axis 2'],
    'chunk, a remainder': [() => chunk(zeros([2, 5]), 1, 2), 'tensor/chunk', 'axis 1', '[2, 5]', '2 equal parts'],
    'chunk, no parts': [() => chunk(zeros([2, 5]), 0, 0), 'tensor/chunk', '0 equal parts'],
    'layerNorm, a gain of another size': [
      () => layerNorm(zeros([2, 3]), zeros([2])),
      'tensor/layer-norm',
      'gain',
      '[3]',
      '[2]',
    ],
    'layerNorm, a bias of another size': [
      () => layerNorm(zeros([2, 3]), undefined, zeros([1, 3])),
      'tensor/layer-norm',
      'bias',
      '[1, 3]',
    ],
    'concat, nothing': [() => concat([], 0), 'tensor/concat', 'at least one'],
    'concat, another axis': [() => concat([zeros([2, 3]), zeros([3, 3])], 1), 'tensor/concat', '[2, 3]', '[3, 3]'],
    'stack, nothing': [() => stackTensors([], 0), 'tensor/concat', 'at least one'],
    'stack, other shapes': [() => stackTensors([zeros([2]), zeros([3])], 0), 'tensor/concat', '[1, 2]', '[1, 3]'],
    'sum, no such axis': [() => sum(zeros([2]), 1), 'tensor/axis', 'sum', 'axis 1'],
    'gather, beyond': [() => gather(zeros([3, 2]), [0, 3]), 'tensor/index', 'id 3', 'position 1', '3'],
    'gather, not whole': [() => gather(zeros([3, 2]), [0.5]), 'tensor/index', '0.5'],
    'gather, layout': [() => gather(zeros([3, 2]), [0, 1], [3]), 'tensor/size', '[3]', '2'],
    'cross-entropy, count': [() => crossEntropy(zeros([2, 3]), [1]), 'tensor/targets', '[2, 3]', '2 targets', 'got 1'],
    'cross-entropy, beyond': [() => crossEntropyRows(zeros([2, 3]), [0, 3]), 'tensor/index', 'target 3', '3 classes'],
    'softmax of a scalar': [() => softmax(tensor(1)), 'tensor/axis', '[]'],
    'dropout of everything': [() => dropout(zeros([2]), 1, 1), 'tensor/dropout', 'got 1'],
    'reverse, count of lengths': [
      () => reverseSequence(zeros([2, 3, 1]), Int32Array.of(1)),
      'tensor/lengths',
      '2 whole numbers from 0 to 3',
      '[1]',
    ],
    'reverse, a length beyond': [
      () => reverseSequence(zeros([2, 3, 1]), Int32Array.of(1, 4)),
      'tensor/lengths',
      '[1, 4]',
    ],
    'selectRows, other shapes': [
      () => selectRows([1, 0], zeros([2, 3]), zeros([2, 4])),
      'tensor/select',
      '[2, 3]',
      '[2, 4]',
    ],
    'selectRows, count': [() => selectRows([1], zeros([2, 3]), zeros([2, 3])), 'tensor/select', '2 rows', '1'],
  };
  for (const [name, [run, code, ...parts]] of Object.entries(cases)) {
    test(name, () => {
      const error = errorOf(run);
      expect(error.code).toBe(code);
      for (const part of parts) expect(error.message).toContain(part);
    });
  }
});

describe('recurrent ops', () => {
  const weights = (gates: number, input: number, hidden: number): RecurrentWeights => ({
    weight_ih: range([gates * hidden, input], true),
    weight_hh: range([gates * hidden, hidden], true),
    bias_ih: range([gates * hidden], true),
    bias_hh: range([gates * hidden], true),
  });
  type Run = (xs: Tensor, states: Tensor[], w: RecurrentWeights, lengths?: Int32Array) => readonly Tensor[];
  const kinds: Record<string, readonly [gates: number, states: number, run: Run]> = {
    elman: [1, 1, (xs, [h], w, lengths) => elmanSequence(xs, h!, w, 'tanh', lengths)],
    lstm: [4, 2, (xs, [h, c], w, lengths) => lstmSequence(xs, h!, c!, w, lengths)],
    gru: [3, 1, (xs, [h], w, lengths) => gruSequence(xs, h!, w, lengths)],
    gruResetBefore: [3, 1, (xs, [h], w, lengths) => gruResetBeforeSequence(xs, h!, w, lengths)],
  };

  for (const [name, [gates, states, run]] of Object.entries(kinds)) {
    test(`${name} gives the same bits inside and outside of a step, forward and back`, () => {
      const compute = (): string[] => {
        const w = weights(gates, 3, 5);
        const xs = range([4, 6, 3], true);
        const first = Array.from({ length: states }, () => range([4, 5], true));
        const [ys, ...last] = run(xs, first, w, Int32Array.of(6, 0, 2, 5));
        let loss = sum(mul(ys!, ys!));
        for (const state of last) loss = add(loss, sum(tanh(state)));
        loss.backward();
        const leaves = [xs, ...first, w.weight_ih, w.weight_hh, w.bias_ih!, w.bias_hh!];
        return [ys!, ...last, ...leaves.map(({ grad }) => grad!)].map((x) => bits(x.toArray()));
      };
      expect(compute()).toEqual(step(compute));
    });

    test(`${name} computes gradients only where they are wanted, and those with the same bits`, () => {
      const gradients = (wanted: (part: string) => boolean): Record<string, string | null> =>
        step(() => {
          const part = (what: string, x: Tensor): Tensor =>
            tensor(x.toArray(), x.shape, { requiresGrad: wanted(what) });
          const w = weights(gates, 3, 5);
          const leaves = {
            xs: part('xs', range([3, 4, 3])),
            ...Object.fromEntries(Array.from({ length: states }, (_, i) => [`s${i}`, part(`s${i}`, range([3, 5]))])),
            ...Object.fromEntries(Object.entries(w).map(([what, x]) => [what, part(what, x as Tensor)])),
          } as Record<string, Tensor>;
          const { xs, weight_ih, weight_hh, bias_ih, bias_hh } = leaves as Record<string, Tensor> & { xs: Tensor };
          const first = Array.from({ length: states }, (_, i) => leaves[`s${i}`]!);
          const [ys] = run(xs, first, { weight_ih: weight_ih!, weight_hh: weight_hh!, bias_ih, bias_hh });
          sum(mul(ys!, ys!)).backward();
          return Object.fromEntries(
            Object.entries(leaves).map(([what, { grad }]) => [what, grad === null ? null : bits(grad.toArray())]),
          );
        });
      const all = gradients(() => true);
      expect(Object.values(all)).not.toContain(null);
      for (const only of Object.keys(all)) {
        const found = gradients((what) => what === only);
        expect(found).toEqual({
          ...Object.fromEntries(Object.keys(all).map((what) => [what, null])),
          [only]: all[only],
        });
      }
    });

    test(`${name} of no steps gives no outputs and the state as it was`, () => {
      step(() => {
        const first = Array.from({ length: states }, () => range([2, 5], true));
        const [ys, ...last] = run(zeros([2, 0, 3]), first, weights(gates, 3, 5));
        expect(ys!.shape).toEqual([2, 0, 5]);
        last.forEach((state, i) => expect(bits(state.toArray())).toBe(bits(first[i]!.toArray())));
        sum(last[0]!).backward();
        expect([...first[0]!.grad!.toArray()]).toEqual(Array.from({ length: 10 }, () => 1));
      });
    });

    test(`${name} of an empty batch gives an empty result, and gradients of zero`, () => {
      step(() => {
        const w = weights(gates, 3, 5);
        const first = Array.from({ length: states }, () => zeros([0, 5]));
        const [ys] = run(zeros([0, 4, 3]), first, w);
        expect(ys!.shape).toEqual([0, 4, 5]);
        sum(ys!).backward();
        expect(w.weight_hh.grad!.toArray().every((value) => value === 0)).toBe(true);
        expect(w.bias_ih!.grad!.toArray().every((value) => value === 0)).toBe(true);
      });
    });

    test(`${name} says what does not fit`, () => {
      const w = weights(gates, 3, 5);
      const first = (batch: number, hidden = 5): Tensor[] =>
        Array.from({ length: states }, () => zeros([batch, hidden]));
      const wrong = [
        [() => run(zeros([2, 3]), first(2), w), 'tensor/recurrent', '[batch, steps, input]', '[2, 3]'],
        [() => run(zeros([2, 4, 2]), first(2), w), 'tensor/recurrent', 'weight_ih', `[${gates * 5}, 2]`],
        [() => run(zeros([2, 4, 3]), first(3), w), 'tensor/recurrent', 'a state', '[2, 5]', '[3, 5]'],
        [
          () => run(zeros([2, 4, 3]), first(2), { ...w, bias_hh: zeros([2]) }),
          'tensor/recurrent',
          'bias_hh',
          `[${gates * 5}]`,
          '[2]',
        ],
        [() => run(zeros([2, 4, 3]), first(2), { ...w, bias_hh: undefined }), 'tensor/recurrent', 'both biases'],
        [
          () => run(zeros([2, 4, 3]), first(2), w, Int32Array.of(4)),
          'tensor/lengths',
          '2 whole numbers from 0 to 4',
          '[4]',
        ],
        [() => run(zeros([2, 4, 3]), first(2), w, Int32Array.of(5, 1)), 'tensor/lengths', '[5, 1]'],
        [() => run(zeros([2, 4, 3]), first(2), w, Int32Array.of(-1, 1)), 'tensor/lengths', '[-1, 1]'],
      ] as const;
      for (const [go, code, ...parts] of wrong) {
        const error = errorOf(go);
        expect(error.code).toBe(code);
        for (const part of parts) expect(error.message).toContain(part);
        expect(error.message).toContain(name);
      }
    });
  }
});

describe('ranks', () => {
  for (const backend of backends) {
    test(`are counted row by row on the ${backend.name} backend, inside and outside of a step`, () => {
      const check = (): void => {
        const scores = tensor([
          [1, 3, 3, 2],
          [5, 5, 5, 5],
          [Number.NaN, 1, 0, 2],
        ]);
        const { above, equal } = rankRows(scores, [1, -1, 2]);
        expect([...above]).toEqual([0, 0, 2]);
        expect([...equal]).toEqual([1, 0, 0]);
        expect([...argmaxRows(scores)]).toEqual([1, 0, 3]);
      };
      withBackend(backend, check);
      withBackend(backend, () => step(check));
    });
  }

  test('say what they need', () => {
    expect(errorOf(() => rankRows(zeros([2, 3]), [0])).message).toContain('[2, 3] and 1 targets');
    expect(errorOf(() => rankRows(zeros([2, 3]), [0, 3])).message).toContain('target 3 at row 1');
    expect(errorOf(() => argmaxRows(zeros([3]))).message).toContain('[3]');
  });
});

describe('edges', () => {
  test('selectRows copies the bits of the rows it takes: minus zero, and nothing of a row it leaves', () => {
    const a = tensor([
      [-0, 1],
      [Number.NaN, Infinity],
    ]);
    const b = tensor([
      [Number.NaN, -Infinity],
      [-0, 2],
    ]);
    expect(bits(selectRows([1, 0], a, b).toArray())).toBe(bits([-0, 1, -0, 2]));
  });

  test('chunk gives what slices give, and concat undoes it, on every axis', () => {
    const x = range([2, 6, 4]);
    for (const [axis, count] of [
      [0, 2],
      [1, 3],
      [-1, 4],
      [1, 1],
    ] as const) {
      const parts = chunk(x, axis, count);
      const each = x.dim(axis) / count;
      parts.forEach((part, i) => {
        const wanted = slice(x, axis, i * each, (i + 1) * each);
        expect(part.shape).toEqual(wanted.shape);
        expect(bits(part.toArray())).toBe(bits(wanted.toArray()));
      });
      expect(bits(concat(parts, axis).toArray())).toBe(bits(x.toArray()));
    }
  });

  test('a mean of nothing and a cross-entropy without targets are 0', () => {
    expect(mean(zeros([0])).item()).toBe(0);
    const logits = range([2, 3], true);
    const loss = crossEntropy(logits, [-1, -1]);
    expect(loss.item()).toBe(0);
    loss.backward();
    expect([...logits.grad!.toArray()]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  for (const backend of backends) {
    test(`products over nothing are zeros, or the bias, on the ${backend.name} backend`, () =>
      withBackend(backend, () =>
        step(() => {
          sum(range([40])); // leaves numbers where the results will lie
          expect([...matmul(zeros([2, 0]), zeros([0, 3])).toArray()]).toEqual([0, 0, 0, 0, 0, 0]);
          expect([...linear(zeros([2, 0]), zeros([3, 0]), tensor([1, 2, 3])).toArray()]).toEqual([1, 2, 3, 1, 2, 3]);
        }),
      ));
  }

  test('softmax keeps to numbers however large they are', () => {
    expect([...softmax(tensor([1e30, 1e30, -1e30])).toArray()]).toEqual([0.5, 0.5, 0]);
    expect([...logSoftmax(tensor([1e30, -1e30])).toArray()][0]).toBe(0);
  });

  test('not a number goes through, and is not hidden', () => {
    expect(relu(tensor([Number.NaN])).item()).toBeNaN();
    expect(sum(softmax(tensor([1, Number.NaN]))).item()).toBeNaN();
  });

  test('dropout keeps the expected value and depends on its seed alone', () => {
    const x = tensor(new Float32Array(10_000).fill(1));
    const y = dropout(x, 0.25, 7).toArray();
    expect(bits(y)).toBe(bits(dropout(x, 0.25, 7).toArray()));
    expect(bits(y)).not.toBe(bits(dropout(x, 0.25, 8).toArray()));
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    const dropped = y.filter((value) => value === 0).length;
    expect(dropped).toBeGreaterThan(2300);
    expect(dropped).toBeLessThan(2700);
  });

  test('reverseSequence is its own inverse within the lengths', () => {
    const xs = range([3, 4, 2]);
    const lengths = Int32Array.of(4, 0, 3);
    const twice = reverseSequence(reverseSequence(xs, lengths), lengths);
    const wanted = mul(xs, tensor([1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0], [3, 4, 1]));
    expectClose(twice.toArray(), wanted.toArray(), 0);
  });

  test('both backends agree on a long chain of ops', () => {
    const chain = (): Float64Array => {
      const x = range([6, 10], true);
      const y = softmax(matmul(tanh(transpose(x)), relu(x)));
      sum(mul(y, y)).backward();
      return Float64Array.from([...y.toArray(), ...x.grad!.toArray()]);
    };
    const [wasm, reference] = backends.map((backend) => withBackend(backend, chain));
    expectClose(wasm!, reference!, 1e-6);
  });
});
