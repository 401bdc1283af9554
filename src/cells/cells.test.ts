import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { ElmanError } from '../util/errors.ts';
import { Linear } from '../nn/linear.ts';
import { collectParameters, parametersOf } from '../nn/module.ts';
import { adam } from '../optim/adam.ts';
import { step } from '../tensor/engine.ts';
import { gradcheck } from '../tensor/gradcheck.ts';
import { add, mul, scale, sub } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { matmul } from '../tensor/ops/matmul.ts';
import { linear } from '../tensor/ops/linear.ts';
import { sum } from '../tensor/ops/reduce.ts';
import { concat, reshape, slice } from '../tensor/ops/shape.ts';
import { transpose } from '../tensor/ops/transpose.ts';
import { crossEntropy } from '../tensor/ops/softmax.ts';
import { Parameter, tensor, zeros, type Tensor } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import {
  bidirectional,
  cellNames,
  cells,
  ElmanCell,
  GruCell,
  LstmCell,
  mapState,
  recurrent,
  scan,
  stack,
  unroll,
  type Cell,
  type CellName,
  type Layer,
  type State,
} from './index.ts';

function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function make(name: CellName, inputSize = 3, hiddenSize = 5): Cell {
  return cells[name]({ inputSize, hiddenSize, rng: new Random(11) });
}

function randoms(shape: readonly number[], seed: number): Tensor {
  const rng = new Random(seed);
  return tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  );
}

/** Everything a layer gave, to the bit. */
function bitsOf({ ys, state }: { ys: Tensor; state: State }): Record<string, string> {
  return {
    ys: bits(ys.toArray()),
    ...Object.fromEntries(Object.entries(state).map(([name, value]) => [name, bits(value.toArray())])),
  };
}

/** A batch of any size and length, some rows shorter than others, some empty. */
const raggedBatch = fc
  .record({ batch: fc.integer({ min: 1, max: 9 }), steps: fc.integer({ min: 1, max: 7 }), seed: fc.nat(1000) })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      lengths: fc.array(fc.nat(sizes.steps), { minLength: sizes.batch, maxLength: sizes.batch }),
    }),
  );

describe('for every cell', () => {
  for (const name of cellNames) {
    test(`${name}: a row has the same bits alone as in any batch, its padding left out`, () => {
      const layers: Layer[] = [
        unroll<State>(make(name)),
        recurrent({ cell: name, inputSize: 3, hiddenSize: 6, layers: 2, bidirectional: true, rng: new Random(2) }),
      ];
      fc.assert(
        fc.property(raggedBatch, ({ sizes: { batch, steps, seed }, lengths }) => {
          for (const layer of layers) {
            step(() => {
              const xs = randoms([batch, steps, 3], seed);
              const together = layer.forward(xs, { lengths: Int32Array.from(lengths) });
              lengths.forEach((length, b) => {
                const row = slice(slice(xs, 0, b, b + 1), 1, 0, length);
                const alone = layer.forward(row);
                const mine = {
                  ys: slice(slice(together.ys, 0, b, b + 1), 1, 0, length),
                  state: mapState(together.state, (value) => slice(value, 0, b, b + 1)),
                };
                expect(bitsOf(mine)).toEqual(bitsOf(alone));
                const beyond = slice(slice(together.ys, 0, b, b + 1), 1, length, steps).toArray();
                expect(beyond.every((value) => Object.is(value, 0))).toBe(true);
              });
            });
          }
        }),
        { numRuns: 25 },
      );
    });

    test(`${name}: what stands beyond a row's length changes no bit, forward or back`, () => {
      const layer = recurrent({
        cell: name,
        inputSize: 3,
        hiddenSize: 6,
        layers: 2,
        bidirectional: true,
        rng: new Random(2),
      });
      const lengths = Int32Array.of(4, 0, 2);
      const run = (padding: number): string[] =>
        step(() => {
          const xs = randoms([3, 4, 3], 5).toArray();
          lengths.forEach((length, b) => xs.fill(padding, (b * 4 + length) * 3, (b + 1) * 4 * 3));
          const out = layer.forward(tensor(xs, [3, 4, 3]), { lengths });
          sum(mul(out.ys, out.ys)).backward();
          const grads = [...parametersOf(layer).values()].map((parameter) => {
            const grad = bits(parameter.grad!.toArray());
            parameter.grad = null;
            return grad;
          });
          return [...Object.values(bitsOf(out)), ...grads];
        });
      expect(run(1e6)).toEqual(run(0));
    });

    test(`${name}: stepping gives the bits of the fused sequence, outputs and states, also ragged`, () => {
      const cell = make(name);
      fc.assert(
        fc.property(raggedBatch, ({ sizes: { batch, steps, seed }, lengths }) => {
          step(() => {
            const xs = randoms([batch, steps, 3], seed);
            const state = mapState(cell.zeroState(batch), (value, part) => randoms(value.shape, part.length + seed));
            const some = Int32Array.from(lengths);
            expect(bitsOf(scan(cell, xs, state, some))).toEqual(bitsOf(cell.fused!(xs, state, some)));
            expect(bitsOf(scan(cell, xs, state))).toEqual(bitsOf(cell.fused!(xs, state)));
          });
        }),
        { numRuns: 25 },
      );
    });

    test(`${name}: stepping gives the gradients of the fused sequence, to rounding`, () => {
      const cell = make(name);
      const gradients = (run: typeof scan | undefined): Float64Array =>
        step(() => {
          const xs = tensor(randoms([4, 5, 3], 8).toArray(), [4, 5, 3], { requiresGrad: true });
          const state = mapState(cell.zeroState(4), (value) =>
            tensor(randoms(value.shape, 3).toArray(), value.shape, { requiresGrad: true }),
          );
          const lengths = Int32Array.of(5, 0, 3, 1);
          const out = run === undefined ? cell.fused!(xs, state, lengths) : run(cell, xs, state, lengths);
          let loss = sum(mul(out.ys, randoms(out.ys.shape, 1)));
          for (const value of Object.values(out.state)) loss = add(loss, sum(mul(value, randoms(value.shape, 2))));
          loss.backward();
          const leaves = [xs, ...Object.values(state), ...parametersOf(cell).values()];
          return Float64Array.from(
            leaves.flatMap((leaf) => {
              const grad = leaf.grad!.toArray();
              leaf.grad = null;
              return [...grad];
            }),
          );
        });
      const [fused, stepped] = [gradients(undefined), gradients(scan)];
      const worst = fused.reduce((most, value, i) => Math.max(most, Math.abs(value - stepped[i]!)), 0);
      expect(worst).toBeLessThan(2e-5);
      expect(fused.some((value) => Math.abs(value) > 0.1)).toBe(true);
    });

    test(`${name}: a sequence in two parts, the state carried over, has the bits of the whole`, () => {
      const layer = recurrent({ cell: name, inputSize: 3, hiddenSize: 6, layers: 2, rng: new Random(2) });
      const xs = randoms([2, 7, 3], 4);
      const whole = step(() => bitsOf(layer.forward(xs)));
      const first = step(() => {
        const out = layer.forward(slice(xs, 1, 0, 3));
        return { ys: out.ys.keep(), state: mapState(out.state, (value) => value.keep()) };
      });
      step(() => {
        const second = layer.forward(slice(xs, 1, 3, 7), { state: first.state });
        expect(bitsOf({ ys: concat([first.ys, second.ys], 1), state: second.state })).toEqual(whole);
      });
    });

    test(`${name}: no steps give no outputs, and the state stays`, () => {
      const cell = make(name);
      const state = mapState(cell.zeroState(2), (value) => randoms(value.shape, 3));
      const unfused: Cell = { ...plain(cell) };
      for (const layer of [unroll(cell), unroll(unfused)] as Layer[]) {
        const out = layer.forward(zeros([2, 0, 3]), { state });
        expect(out.ys.shape).toEqual([2, 0, cell.outputSize]);
        expect(bitsOf({ ys: out.ys, state: out.state })).toEqual(bitsOf({ ys: zeros([0]), state }));
      }
    });

    for (const [kind, layers, both] of [
      ['one layer', 1, false],
      ['two layers', 2, false],
      ['one layer, both directions', 1, true],
      ['two layers, both directions', 2, true],
    ] as const) {
      test(`${name}, ${kind}: gradients agree with central differences to 1e-6, ragged and with a given state`, () => {
        const report = gradcheck(() => {
          const rng = new Random(5);
          const layer = recurrent({ cell: name, inputSize: 2, hiddenSize: 3, layers, bidirectional: both, rng });
          const normal = (shape: readonly number[]): Parameter =>
            new Parameter(
              Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
              shape,
            );
          const xs = normal([3, 4, 2]);
          const state = Object.fromEntries(
            Object.entries(layer.zeroState(3)).map(([part, { shape }]) => [part, normal(shape)]),
          );
          const weights = normal([3, 4, layer.outputSize]).detach();
          return {
            parameters: [['xs', xs], ...Object.entries(state), ...layer.namedParameters()],
            loss: () => {
              const out = layer.forward(xs, { state, lengths: Int32Array.of(4, 0, 2) });
              let loss = sum(mul(out.ys, weights));
              for (const value of Object.values(out.state)) loss = add(loss, sum(mul(value, value)));
              return loss;
            },
          };
        });
        expect(report.passed, JSON.stringify(report.worst)).toBe(true);
      });
    }
  }
});

/** A cell with its `fused` taken away. */
function plain(cell: Cell): Cell {
  return {
    inputSize: cell.inputSize,
    outputSize: cell.outputSize,
    zeroState: (batch) => cell.zeroState(batch),
    step: (x, state) => cell.step(x, state),
    namedParameters: () => cell.namedParameters(),
  };
}

/** A minimal gated unit (Zhou 2016), as a user would write it: f = σ(W_f·[h, x]), h' = (1 − f) ⊙ h + f ⊙ tanh(W_h·[f ⊙ h, x]). */
class MinimalGatedCell implements Cell<{ h: Tensor }> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly forget: Linear;
  readonly candidate: Linear;

  constructor(inputSize: number, outputSize: number, rng: Random) {
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    const sizes = { inputSize: inputSize + outputSize, outputSize, rng };
    this.forget = new Linear(sizes);
    this.candidate = new Linear(sizes);
  }

  zeroState(batch: number): { h: Tensor } {
    return { h: zeros([batch, this.outputSize]) };
  }

  step(x: Tensor, { h }: { h: Tensor }): { y: Tensor; state: { h: Tensor } } {
    const f = sigmoid(this.forget.forward(concat([h, x], 1)));
    const c = tanh(this.candidate.forward(concat([mul(f, h), x], 1)));
    const next = add(h, mul(f, sub(c, h)));
    return { y: next, state: { h: next } };
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ forget: this.forget, candidate: this.candidate });
  }
}

describe("a user's cell, written as a step and nothing else", () => {
  test('has right gradients in a stack, in both directions, ragged', () => {
    const report = gradcheck(() => {
      const rng = new Random(5);
      const layer = stack([
        bidirectional(new MinimalGatedCell(2, 3, rng), new MinimalGatedCell(2, 2, rng)),
        unroll(new MinimalGatedCell(5, 2, rng)) as Layer,
      ]);
      const xs = new Parameter(randoms([3, 4, 2], 1).toArray(), [3, 4, 2]);
      const weights = randoms([3, 4, 2], 2);
      return {
        parameters: [['xs', xs], ...layer.namedParameters()],
        loss: () => {
          const out = layer.forward(xs, { lengths: Int32Array.of(4, 0, 2) });
          return Object.values(out.state).reduce((loss, value) => add(loss, sum(value)), sum(mul(out.ys, weights)));
        },
      };
    });
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
  });

  test('learns to say what came two steps before', () => {
    const rng = new Random(4);
    const layer = stack([
      bidirectional(new MinimalGatedCell(3, 8, rng), new MinimalGatedCell(3, 8, rng)),
      unroll(new MinimalGatedCell(16, 12, rng)) as Layer,
    ]);
    const head = new Linear({ inputSize: 12, outputSize: 3, rng });
    const optimizer = adam(parametersOf({ namedParameters: () => collectParameters({ layer, head }) }), { lr: 0.02 });
    const lengths = Int32Array.of(8, 6, 8, 7);
    const lossOf = (draw: Random): Tensor => {
      const ids = Array.from({ length: 32 }, () => draw.below(3));
      const xs = new Float32Array(32 * 3);
      ids.forEach((id, i) => (xs[i * 3 + id] = 1));
      const targets = ids.map((_, i) => (i % 8 < 2 || i % 8 >= lengths[Math.floor(i / 8)]! ? -1 : ids[i - 2]!));
      return crossEntropy(head.forward(layer.forward(tensor(xs, [4, 8, 3]), { lengths }).ys), targets);
    };
    const update = (): number =>
      step(() => {
        const loss = lossOf(rng);
        loss.backward();
        optimizer.step();
        optimizer.zeroGrad();
        return loss.item();
      });
    const first = update();
    for (let i = 0; i < 150; i++) update();
    expect(first).toBeGreaterThan(0.9);
    expect(step(() => lossOf(new Random(77)).item())).toBeLessThan(0.1);
  });

  test('draws what lasts a sequence in begin, once, with the training flag and the source of randomness', () => {
    const begun: [batch: number, drawn: number | undefined, training: boolean][] = [];
    const seen: unknown[] = [];
    const cell: Cell<{ h: Tensor }> = {
      inputSize: 1,
      outputSize: 1,
      zeroState: (batch) => ({ h: zeros([batch, 1]) }),
      begin(batch, rng, training) {
        begun.push([batch, rng?.bits(), training]);
        return `mask ${begun.length}`;
      },
      step(x, { h }, ctx) {
        seen.push(ctx);
        return { y: x, state: { h } };
      },
      *namedParameters() {},
    };
    const layer = unroll(cell);
    layer.forward(zeros([2, 3, 1]), { training: true, rng: new Random(1) });
    layer.forward(zeros([1, 1, 1]));
    expect(begun).toEqual([
      [2, new Random(1).bits(), true],
      [1, undefined, false],
    ]);
    expect(seen).toEqual(['mask 1', 'mask 1', 'mask 1', 'mask 2']);
  });

  test('may give outputs of another size than its state', () => {
    // y = [h, −h]: twice the state.
    const leaky: Cell<{ h: Tensor }> = {
      inputSize: 2,
      outputSize: 4,
      zeroState: (batch) => ({ h: zeros([batch, 2]) }),
      step(x, { h }) {
        const next = add(scale(h, 0.5), x);
        return { y: concat([next, scale(next, -1)], 1), state: { h: next } };
      },
      *namedParameters() {},
    };
    const out = unroll(leaky).forward(tensor([1, 2, 3, 4], [1, 2, 2]));
    expect([...out.ys.toArray()]).toEqual([1, 2, -1, -2, 3.5, 5, -3.5, -5]);
    expect([...out.state.h.toArray()]).toEqual([3.5, 5]);
  });
});

describe('the LSTM of the house is the one of the equations', () => {
  test('step by step from the ops', () => {
    const cell = new LstmCell({ inputSize: 3, hiddenSize: 4, rng: new Random(6) });
    const { weight_ih, weight_hh, bias_ih, bias_hh } = cell.weights;
    step(() => {
      const x = randoms([2, 3], 1);
      const state = { h: randoms([2, 4], 2), c: randoms([2, 4], 3) };
      const gates = add(linear(x, weight_ih, bias_ih), add(matmul(state.h, transpose(weight_hh)), bias_hh!));
      const [i, f, g, o] = [0, 1, 2, 3].map((k) => slice(gates, 1, 4 * k, 4 * k + 4)) as [
        Tensor,
        Tensor,
        Tensor,
        Tensor,
      ];
      const c = add(mul(sigmoid(f), state.c), mul(sigmoid(i), tanh(g)));
      const h = mul(sigmoid(o), tanh(c));
      const out = cell.step(x, state);
      const close = (a: Tensor, b: Tensor): void => {
        const [p, q] = [a.toArray(), b.toArray()];
        p.forEach((value: number, at: number) => expect(value).toBeCloseTo(q[at]!, 5));
      };
      close(out.y, h);
      close(out.state.h, h);
      close(out.state.c, c);
    });
  });

  test('forgetBias sets what the two biases of the forget gate give together, and leaves the rest', () => {
    const options = { inputSize: 2, hiddenSize: 3, rng: new Random(6) };
    const before = new LstmCell({ ...options, rng: new Random(6) });
    const cell = new LstmCell({ ...options, rng: new Random(6), forgetBias: 1 });
    const summed = (of: LstmCell): number[] => {
      const [a, b] = [of.weights.bias_ih!.toArray(), of.weights.bias_hh!.toArray()];
      return Array.from(a, (value, i) => value + b[i]!);
    };
    const wanted = summed(before);
    wanted.fill(1, 3, 6);
    expect(summed(cell)).toEqual(wanted);
    expect(bits(cell.weights.weight_hh.toArray())).toBe(bits(before.weights.weight_hh.toArray()));
    expect(() => new LstmCell({ ...options, bias: false, forgetBias: 1 })).not.toThrow();
  });

  test('updateBias does so for the update gate of a GRU', () => {
    const made = (updateBias?: number): GruCell =>
      new GruCell({ inputSize: 2, hiddenSize: 3, rng: new Random(6), updateBias });
    const [before, cell] = [made().weights, made(2).weights];
    const placed = (from: Float32Array | Float64Array, value: number): number[] => [...from].fill(value, 3, 6);
    expect([...cell.bias_ih!.toArray()]).toEqual(placed(before.bias_ih!.toArray(), 2));
    expect([...cell.bias_hh!.toArray()]).toEqual(placed(before.bias_hh!.toArray(), 0));
    expect(bits(cell.weight_hh.toArray())).toBe(bits(before.weight_hh.toArray()));
  });
});

describe('names', () => {
  test("are PyTorch's, in its order", () => {
    const layer = recurrent({
      cell: 'lstm',
      inputSize: 3,
      hiddenSize: 4,
      layers: 2,
      bidirectional: true,
      rng: new Random(1),
    });
    const names = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'];
    const wanted = ['_l0', '_l0_reverse', '_l1', '_l1_reverse'].flatMap((end) => names.map((name) => name + end));
    const found = parametersOf(layer);
    expect([...found.keys()]).toEqual(wanted);
    expect(found.get('weight_ih_l1_reverse')!.shape).toEqual([16, 8]);
    expect(Object.keys(layer.zeroState(1))).toEqual([
      'h_l0',
      'c_l0',
      'h_l0_reverse',
      'c_l0_reverse',
      'h_l1',
      'c_l1',
      'h_l1_reverse',
      'c_l1_reverse',
    ]);
  });

  test('there are no biases when none are wanted', () => {
    const layer = recurrent({ cell: 'gru', inputSize: 3, hiddenSize: 4, bias: false, rng: new Random(1) });
    expect([...parametersOf(layer).keys()]).toEqual(['weight_ih_l0', 'weight_hh_l0']);
    expect(layer.forward(zeros([1, 2, 3])).ys.shape).toEqual([1, 2, 4]);
  });

  test('every cell of the house can be made by its name', () => {
    expect(cellNames).toEqual([
      'elman',
      'elman-relu',
      'jordan',
      'lstm',
      'lstm-peephole',
      'lstm-projection',
      'lstm-layer-norm',
      'lstm-coupled',
      'janet',
      'gru',
      'gru-reset-before',
      'ind-rnn',
    ]);
    expect(make('elman')).toBeInstanceOf(ElmanCell);
    expect((make('elman-relu') as ElmanCell).activation).toBe('relu');
    expect((make('gru-reset-before') as GruCell).reset).toBe('before');
  });

  test('fresh weights lie within ±1/√hidden and depend on the seed alone', () => {
    const of = (seed: number): string[] =>
      [...parametersOf(recurrent({ cell: 'gru', inputSize: 3, hiddenSize: 16, rng: new Random(seed) })).values()].map(
        (p) => bits(p.toArray()),
      );
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    const all = [...parametersOf(make('lstm', 3, 16)).values()].flatMap((p) => [...p.toArray()]);
    expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(0.25);
    expect(Math.max(...all)).toBeGreaterThan(0.2);
    expect(Math.min(...all)).toBeLessThan(-0.2);
  });
});

describe('dropout between layers', () => {
  const layer = recurrent({ cell: 'elman', inputSize: 3, hiddenSize: 32, layers: 2, dropout: 0.5, rng: new Random(1) });
  const xs = randoms([2, 4, 3], 9);

  test('acts in training only', () => {
    const still = bitsOf(layer.forward(xs));
    expect(bitsOf(layer.forward(xs, { rng: new Random(1) }))).toEqual(still);
    const trained = bitsOf(layer.forward(xs, { training: true, rng: new Random(1) }));
    expect(trained['ys']).not.toBe(still['ys']);
    // The first layer is before the dropout.
    expect(trained['h_l0']).toBe(still['h_l0']);
    expect(trained['h_l1']).not.toBe(still['h_l1']);
  });

  test('is drawn from the given source: the same seed, the same bits', () => {
    const of = (seed: number): string => bitsOf(layer.forward(xs, { training: true, rng: new Random(seed) }))['ys']!;
    expect(of(3)).toBe(of(3));
    expect(of(3)).not.toBe(of(4));
  });

  test('needs a source in training', () => {
    const error = errorOf(() => layer.forward(xs, { training: true }));
    expect(error.code).toBe('cells/rng');
    expect(error.message).toContain('rng');
  });

  test('draws nothing with a single layer, and needs no source', () => {
    const single = recurrent({ cell: 'elman', inputSize: 3, hiddenSize: 4, dropout: 0.5, rng: new Random(1) });
    expect(bitsOf(single.forward(xs, { training: true }))).toEqual(bitsOf(single.forward(xs)));
  });
});

describe('what does not fit is said', () => {
  const lstm = recurrent({ cell: 'lstm', inputSize: 3, hiddenSize: 4, layers: 2, rng: new Random(1) });
  const both = recurrent({ cell: 'gru', inputSize: 3, hiddenSize: 4, bidirectional: true, rng: new Random(1) });
  const own = unroll(new MinimalGatedCell(3, 4, new Random(1))) as Layer;
  const xs = zeros([2, 5, 3]);
  const h = zeros([2, 4]);
  const cell = (inputSize: number): Cell => make('elman', inputSize, 4);
  const rng = new Random(1);
  const cases: Record<string, readonly [() => unknown, code: string, ...parts: string[]]> = {
    'an input of another width': [
      () => lstm.forward(zeros([2, 5, 2])),
      'tensor/recurrent',
      '[batch, steps, 3]',
      '[2, 5, 2]',
    ],
    'an input without time': [() => own.forward(zeros([2, 3])), 'tensor/recurrent', '[batch, steps, 3]', '[2, 3]'],
    'a length beyond the steps': [
      () => own.forward(xs, { lengths: Int32Array.of(6, 1) }),
      'tensor/lengths',
      '[6, 1]',
      '0 to 5',
    ],
    'too few lengths': [() => both.forward(xs, { lengths: Int32Array.of(5) }), 'tensor/lengths', '2 whole numbers'],
    'a state that lacks a part': [
      () => lstm.forward(xs, { state: { h_l0: h, c_l0: h, h_l1: h } }),
      'cells/state',
      '"c_l1"',
    ],
    'a state that lacks a direction': [() => both.forward(xs, { state: { h_l0: h } }), 'cells/state', '"h_l0_reverse"'],
    'a state of a bare direction': [
      () => bidirectional(cell(3), cell(3)).forward(xs, { state: { h } }),
      'cells/state',
      '"h_reverse" is missing',
    ],
    "a user's cell's state": [
      () => own.forward(xs, { state: { c: h } }),
      'cells/state',
      '"h" is missing',
      '"c" is not known',
    ],
    'a state for another batch': [
      () => own.forward(xs, { state: { h: zeros([3, 4]) } }),
      'cells/state',
      '"h"',
      '[2, 4]',
      '[3, 4]',
    ],
    'layers that do not follow': [
      () => stack([unroll(cell(3)), unroll(cell(3))]),
      'cells/stack',
      'layer 1 reads 3',
      'layer 0 gives 4',
    ],
    'a stack of nothing': [() => stack([]), 'cells/stack', 'at least one layer'],
    'directions that read differently': [() => bidirectional(cell(3), cell(2)), 'cells/bidirectional', '3 and 2'],
    'a dropout of everything': [() => stack([unroll(cell(3))], { dropout: 1 }), 'config/dropout', 'got 1'],
    'a hidden size of none': [
      () => new ElmanCell({ inputSize: 3, hiddenSize: 0, rng }),
      'config/size',
      'hiddenSize',
      'got 0',
    ],
    'an input size that is broken': [
      () => new GruCell({ inputSize: 1.5, hiddenSize: 2, rng }),
      'config/size',
      'inputSize',
      'got 1.5',
    ],
    'a cell with a slip in its name': [
      () => recurrent({ cell: 'lsmt' as CellName, inputSize: 1, hiddenSize: 1, rng }),
      'config/cell',
      '"lsmt"',
      'did you mean "lstm"?',
      'gru-reset-before',
    ],
    'a forget bias for a cell without a forget gate': [
      () => recurrent({ cell: 'gru', forgetBias: 1, inputSize: 1, hiddenSize: 1, rng }),
      'config/cell-option',
      'forgetBias',
      '"lstm"',
      '"gru"',
    ],
    'a cell named like a part of every object': [
      () => recurrent({ cell: 'constructor' as CellName, inputSize: 1, hiddenSize: 1, rng }),
      'config/cell',
      '"constructor"',
    ],
  };
  for (const [name, [run, code, ...parts]] of Object.entries(cases)) {
    test(name, () => {
      const error = errorOf(run);
      expect(error.code).toBe(code);
      for (const part of parts) expect(error.message).toContain(part);
    });
  }
});

test('a time step of a batch is read where it lies: reshaping and slicing lose nothing', () => {
  const xs = randoms([2, 3, 4], 1);
  const rebuilt = concat(
    [0, 1, 2].map((t) => reshape(slice(xs, 1, t, t + 1), [2, 1, 4])),
    1,
  );
  expect(bits(rebuilt.toArray())).toBe(bits(xs.toArray()));
});
