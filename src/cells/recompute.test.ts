import { describe, expect, test } from 'vitest';
import { bits, expectClose } from '../../test/support/close.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { parametersOf } from '../nn/module.ts';
import { engineOf, noGrad, step, withBackend } from '../tensor/engine.ts';
import { gradcheck } from '../tensor/gradcheck.ts';
import { add, mul } from '../tensor/ops/arithmetic.ts';
import { linear } from '../tensor/ops/linear.ts';
import { mean, sum } from '../tensor/ops/reduce.ts';
import { Parameter, tensor, Tensor, zeros } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import { bare, bitsOf, errorOf, gru, HIDDEN, INPUT, lstm, randoms } from './cells.case.ts';
import {
  cellNames,
  mapState,
  recompute,
  recurrent,
  scan,
  unroll,
  weightDrop,
  zoneout,
  type Cell,
  type CellName,
  type Layer,
  type RecurrentOptions,
  type State,
} from './index.ts';

const [BATCH, STEPS] = [3, 8];
const LENGTHS = Int32Array.of(8, 0, 5);
/** The cells that are one op over a sequence. */
const fused: readonly CellName[] = ['elman', 'elman-relu', 'lstm', 'gru', 'gru-reset-before'];

interface Result {
  readonly outputs: Record<string, string>;
  /** Of the inputs and the first state. */
  readonly inward: Record<string, Float32Array>;
  readonly weights: Record<string, Float32Array>;
}

/** What a layer gives, and the gradients of a loss over its outputs, its last states or both. */
function resultOf(
  layer: Layer,
  { lengths, of = 'both' }: { lengths?: Int32Array | undefined; of?: 'ys' | 'state' | 'both' } = {},
): Result {
  return step(() => {
    const leaf = (x: Tensor): Tensor => new Tensor(x.storage, x.shape, true);
    const xs = leaf(randoms([BATCH, STEPS, layer.inputSize], 1));
    let seed = 10;
    const state = mapState(layer.zeroState(BATCH), ({ shape }) => leaf(randoms(shape, seed++)));
    const out = layer.forward(xs, { state, lengths, training: true, rng: new Random(5) });
    const ends = Object.values(out.state).map((x) => sum(mul(x, randoms(x.shape, 70))));
    const goals = [
      ...(of === 'state' ? [] : [sum(mul(out.ys, randoms(out.ys.shape, 60)))]),
      ...(of === 'ys' ? [] : ends),
    ];
    goals.reduce((a, b) => add(a, b)).backward();
    const arrays = (named: Iterable<readonly [string, Tensor]>): Record<string, Float32Array> =>
      Object.fromEntries(Array.from(named, ([name, x]) => [name, Float32Array.from(x.grad?.toArray() ?? [])] as const));
    const result = {
      outputs: bitsOf(out),
      inward: arrays([['xs', xs], ...Object.entries(state)]),
      weights: arrays(parametersOf(layer)),
    };
    for (const [, parameter] of parametersOf(layer)) parameter.grad = null;
    return result;
  });
}

function expectSame(found: Result, wanted: Result, exactly: boolean): void {
  expect(found.outputs).toEqual(wanted.outputs);
  for (const [name, numbers] of Object.entries(wanted.inward)) {
    if (exactly) expect(bits(found.inward[name]!), name).toBe(bits(numbers));
    else expectClose(found.inward[name]!, numbers, 1e-5, name);
  }
  expect(Object.keys(found.weights)).toEqual(Object.keys(wanted.weights));
  for (const [name, numbers] of Object.entries(wanted.weights)) expectClose(found.weights[name]!, numbers, 1e-5, name);
}

const layerOf = (cell: CellName, options: Partial<RecurrentOptions>): Layer =>
  recurrent({ cell, inputSize: INPUT, hiddenSize: HIDDEN, rng: new Random(3), ...options });

describe('recompute gives what the cell gives without it', () => {
  for (const cell of cellNames) {
    for (const [what, lengths] of Object.entries({ full: undefined, ragged: LENGTHS })) {
      test(`${cell}, ${what}`, () => {
        const plain = resultOf(layerOf(cell, {}), { lengths });
        for (const every of [1, 3, 4])
          expectSame(resultOf(layerOf(cell, { recompute: every }), { lengths }), plain, fused.includes(cell));
      });
    }
  }

  const settings: Readonly<Record<string, Partial<RecurrentOptions>>> = {
    'two layers with dropout between': { layers: 2, dropout: 0.3 },
    'two layers with locked dropout, both directions': {
      layers: 2,
      dropout: 0.3,
      lockedDropout: true,
      bidirectional: true,
    },
    'a learned first state': { learnedState: true },
    'dropped weights': { weightDrop: 0.4 },
    'no biases': { bias: false },
  };
  for (const [what, options] of Object.entries(settings)) {
    test(`LSTM, ${what}, ragged`, () => {
      const plain = resultOf(layerOf('lstm', options), { lengths: LENGTHS });
      expectSame(resultOf(layerOf('lstm', { ...options, recompute: 3 }), { lengths: LENGTHS }), plain, true);
    });
  }

  const stepped: Readonly<Record<string, readonly [CellName, Partial<RecurrentOptions>]>> = {
    'an LSTM with zoneout': ['lstm', { zoneout: { h: 0.2, c: 0.5 } }],
    'an LSTM with variational dropout': ['lstm', { recurrentDropout: 0.3 }],
    'an LSTM with all of it in both directions': [
      'lstm',
      {
        zoneout: { c: 0.3 },
        recurrentDropout: 0.3,
        weightDrop: 0.3,
        learnedState: true,
        bidirectional: true,
        layers: 2,
      },
    ],
    'a GRU with zoneout': ['gru', { zoneout: 0.3, dropout: 0.2, layers: 2 }],
  };
  for (const [what, [cell, options]] of Object.entries(stepped)) {
    test(`${what}, ragged`, () => {
      const plain = resultOf(layerOf(cell, options), { lengths: LENGTHS });
      expectSame(resultOf(layerOf(cell, { ...options, recompute: 3 }), { lengths: LENGTHS }), plain, false);
    });
  }

  for (const of of ['ys', 'state'] as const) {
    test(`when the loss hangs on ${of} alone`, () => {
      const plain = resultOf(layerOf('lstm', {}), { of });
      expectSame(resultOf(layerOf('lstm', { recompute: 3 }), { of }), plain, true);
    });
  }

  test("around a user's cell, and under combinators", () => {
    const plain = resultOf(unroll<State>(bare(gru())), { lengths: LENGTHS });
    expectSame(resultOf(unroll<State>(recompute(bare(gru()), 3)), { lengths: LENGTHS }), plain, false);
    const dropped = resultOf(unroll<State>(weightDrop(lstm(), 0.3)));
    expectSame(resultOf(unroll<State>(weightDrop(recompute(lstm(), 3), 0.3))), dropped, true);
  });

  test('in evaluation, outside of steps, and where a sequence is one segment', () => {
    const [plain, cut] = [layerOf('lstm', {}), layerOf('lstm', { recompute: 3 })];
    const xs = randoms([BATCH, STEPS, INPUT], 1);
    expect(noGrad(() => bitsOf(cut.forward(xs)))).toEqual(noGrad(() => bitsOf(plain.forward(xs))));
    const gradients = (layer: Layer): string[] => {
      const out = layer.forward(xs, { lengths: LENGTHS });
      sum(out.ys).backward();
      return [...parametersOf(layer).values()].map(({ grad }) => bits(grad!.toArray()));
    };
    expect(gradients(cut)).toEqual(step(() => gradients(layerOf('lstm', { recompute: 3 }))));
    expect(gradients(layerOf('lstm', { recompute: STEPS }))).toEqual(gradients(plain));
  });

  test('a scan of its steps', () => {
    const cell = recompute(lstm(), 3);
    const xs = randoms([BATCH, STEPS, INPUT], 1);
    expect(bitsOf(cell.fused!(xs, cell.zeroState(BATCH), LENGTHS))).toEqual(
      bitsOf(scan(cell, xs, cell.zeroState(BATCH), LENGTHS)),
    );
  });
});

describe('the gradients of recompute', () => {
  const subjects: Readonly<Record<string, readonly [CellName, Partial<RecurrentOptions>]>> = {
    LSTM: ['lstm', {}],
    'GRU, both directions': ['gru', { bidirectional: true, learnedState: true }],
    'a cell of ops with zoneout': ['lstm-peephole', { zoneout: 0.3 }],
    'dropped weights': ['elman', { weightDrop: 0.3 }],
  };
  for (const [what, [cell, options]] of Object.entries(subjects)) {
    test(`are those of differences: ${what}`, () => {
      const report = gradcheck(
        () => {
          const layer = layerOf(cell, { ...options, recompute: 2 });
          const xs = new Parameter(randoms([2, 5, INPUT], 4).toArray(), [2, 5, INPUT]);
          return {
            loss: () => {
              const out = layer.forward(xs, { lengths: Int32Array.of(5, 3), training: true, rng: new Random(9) });
              const ends = Object.values(out.state).map((x) => mean(mul(x, x)));
              return ends.reduce((a, b) => add(a, b), mean(mul(out.ys, out.ys)));
            },
            parameters: [...parametersOf(layer), ['xs', xs]],
          };
        },
        { sample: 6 },
      );
      expect(report.passed, JSON.stringify(report.worst)).toBe(true);
    });
  }
});

describe('the memory of recompute', () => {
  /** The bytes that a training step over a long sequence takes at most, its arena and the whole memory. */
  function peakOf(
    steps: number,
    options: Partial<RecurrentOptions> & { readonly cell: CellName },
  ): { step: number; memory: number } {
    const backend = createWasmBackend();
    return withBackend(backend, () => {
      const layer = recurrent({ inputSize: 2, hiddenSize: 32, rng: new Random(1), ...options });
      const xs = zeros([4, steps, 2]);
      const engine = engineOf(backend);
      engine.step(() => {
        const { state } = layer.forward(xs, { training: true, rng: new Random(2) });
        sum(state['h_l0']!).backward();
        expect(parametersOf(layer).get('weight_hh_l0')!.grad!.size).toBeGreaterThan(0);
      });
      return { step: engine.stepBytes, memory: backend.memoryBytes };
    });
  }

  test('of an LSTM over 2,000 steps falls to a fifth, ys included', () => {
    const [plain, cut] = [peakOf(2000, { cell: 'lstm' }), peakOf(2000, { cell: 'lstm', recompute: 45 })];
    expect(plain.step / cut.step).toBeGreaterThan(5.5);
    expect(plain.memory / cut.memory).toBeGreaterThan(2);
  });

  test('of a cell of ops over 400 steps falls to a tenth', () => {
    const [plain, cut] = [
      peakOf(400, { cell: 'lstm-peephole' }),
      peakOf(400, { cell: 'lstm-peephole', recompute: 20 }),
    ];
    expect(plain.step / cut.step).toBeGreaterThan(10);
    expect(plain.memory / cut.memory).toBeGreaterThan(3);
  });
});

describe('recompute refuses', () => {
  const forward = (cell: Cell): void =>
    step(() => {
      const { ys } = unroll<State>(cell).forward(randoms([2, 6, INPUT], 1), { training: true, rng: new Random(1) });
      sum(ys).backward();
    });

  test('a segment of no steps', () => {
    for (const every of [0, 1.5, NaN]) {
      const error = errorOf(() => recompute(lstm(), every));
      expect(error.code).toBe('config/recompute');
      expect(error.message).toContain(`got ${every}`);
    }
  });

  test('noise that does not come from the context', () => {
    const loose = new Random(4);
    const noisy: Cell = {
      ...bare(gru()),
      step: (x, state) => gru().step(mul(x, tensor(loose.uniform())), state),
    };
    const error = errorOf(() => forward(recompute(noisy, 2)));
    expect(error.code).toBe('cells/recompute');
    expect(error.message).toContain('steps 4 to 5, computed once more, came to another state h');
    expect(() => forward(recompute(zoneout(gru(), 0.3), 2))).not.toThrow();
  });

  test('a weight that comes into use later', () => {
    const inside = gru();
    const late = new Parameter(randoms([HIDDEN, INPUT], 8).toArray(), [HIDDEN, INPUT]);
    const cell: Cell = {
      ...bare(inside),
      begin: () => ({ steps: [] as number[] }),
      step(x, state, ctx) {
        const { steps } = ctx as { steps: number[] };
        steps.push(1);
        const h = steps.length > 3 ? add(state['h']!, linear(x, late)) : state['h']!;
        return inside.step(x, { h });
      },
    };
    expect(errorOf(() => forward(recompute(cell, 2))).code).toBe('cells/recompute');
    expect(() => forward(recompute(cell, 4))).not.toThrow();
  });
});

test('recompute passes on what is known of the cell inside', () => {
  const cell = recompute(lstm(), 2);
  expect([cell.inputSize, cell.outputSize, cell.outputState, cell.carried]).toEqual([INPUT, HIDDEN, 'h', ['c']]);
  expect('stream' in cell).toBe(true);
  expect([...cell.namedParameters()].map(([name]) => name)).toEqual(['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh']);
});
