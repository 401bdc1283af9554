import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import type { Cell, State } from './cell.ts';
import { ElmanCell } from './elman.ts';
import { GruCell } from './gru.ts';
import { LstmCell } from './lstm.ts';
import { traceStep } from './trace.ts';
import type { CellOptions } from './weights.ts';
import { zoneout } from './zoneout.ts';

const kinds: Readonly<Record<string, { readonly make: (options: CellOptions) => Cell; readonly gates: number }>> = {
  'elman, tanh': { make: (options) => new ElmanCell(options), gates: 1 },
  'elman, relu': { make: (options) => new ElmanCell({ ...options, activation: 'relu' }), gates: 1 },
  lstm: { make: (options) => new LstmCell(options), gates: 4 },
  gru: { make: (options) => new GruCell(options), gates: 3 },
};

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 9 }),
  inputSize: fc.integer({ min: 1, max: 40 }),
  hiddenSize: fc.integer({ min: 1, max: 40 }),
  bias: fc.boolean(),
  seed: fc.integer({ min: 0, max: 1 << 30 }),
});

function drawn(rng: Random, shape: readonly [number, number]): Tensor {
  return tensor(
    Float32Array.from({ length: shape[0] * shape[1] }, () => 2 * rng.normal()),
    [...shape],
  );
}

const bits = (x: Tensor): readonly number[] => [...new Int32Array(Float32Array.from(x.toArray()).buffer)];

describe.each(Object.entries(kinds))('a traced step: %s', (_, { make, gates }) => {
  it('comes to the bits of the step, from any state', () => {
    fc.assert(
      fc.property(sizes, ({ batch, inputSize, hiddenSize, bias, seed }) => {
        const rng = new Random(seed);
        const cell = make({ inputSize, hiddenSize, bias, rng });
        let state: State = Object.fromEntries(
          Object.keys(cell.zeroState(batch)).map((part) => [part, drawn(rng, [batch, hiddenSize])]),
        );
        for (let t = 0; t < 3; t++) {
          const x = drawn(rng, [batch, inputSize]);
          const [traced, plain] = [traceStep(cell, x, state), cell.step(x, state)];
          expect(bits(traced.y)).toEqual(bits(plain.y));
          for (const [part, value] of Object.entries(plain.state))
            expect(bits(traced.state[part]!)).toEqual(bits(value));
          state = plain.state;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('also where a sum is longer than one block of the product', () => {
    const rng = new Random(7);
    const cell = make({ inputSize: 700, hiddenSize: 12, rng });
    const x = drawn(rng, [2, 700]);
    const state = cell.zeroState(2);
    expect(bits(traceStep(cell, x, state).y)).toEqual(bits(cell.step(x, state).y));
  });

  it('has its parts in their shapes, and they add up', () => {
    const rng = new Random(3);
    const cell = make({ inputSize: 5, hiddenSize: 4, rng });
    const state = Object.fromEntries(Object.keys(cell.zeroState(2)).map((part) => [part, drawn(rng, [2, 4])]));
    const { parts, y } = traceStep(cell, drawn(rng, [2, 5]), state);
    expect(parts['W_ih·x']!.shape).toEqual([2, gates * 4]);
    expect(parts['W_hh·h']!.shape).toEqual([2, gates * 4]);
    expect(parts['b']!.shape).toEqual([gates * 4]);
    expect(parts["h'"]).toBe(y);
    const whole = parts['a'];
    if (whole === undefined) return; // a GRU's two sides are not added but in r and z
    const [fromX, fromH, bias] = ['W_ih·x', 'W_hh·h', 'b'].map((name) => parts[name]!.toArray());
    whole.toArray().forEach((value, i) => {
      expect(value).toBeCloseTo(fromX![i]! + fromH![i]! + bias![i % (gates * 4)]!, 5);
    });
  });
});

describe('a traced step', () => {
  it('of a GRU puts its gates together as the equations say', () => {
    const rng = new Random(5);
    const cell = new GruCell({ inputSize: 3, hiddenSize: 4, rng });
    const { parts } = traceStep(cell, drawn(rng, [1, 3]), { h: drawn(rng, [1, 4]) });
    const [r, n, ax, ah] = ['r', 'n', 'W_ih·x + b_ih', 'W_hh·h + b_hh'].map((name) => parts[name]!.toArray());
    for (let j = 0; j < 4; j++) {
      expect(r![j]).toBeCloseTo(1 / (1 + Math.exp(-(ax![j]! + ah![j]!))), 6);
      expect(n![j]).toBeCloseTo(Math.tanh(ax![8 + j]! + r![j]! * ah![8 + j]!), 6);
    }
  });

  it('refuses a cell that it cannot take apart', () => {
    const options = { inputSize: 2, hiddenSize: 3, rng: new Random(1) };
    const x = tensor([[1, 0]]);
    for (const cell of [new GruCell({ ...options, reset: 'before' }), zoneout(new ElmanCell(options), { h: 0.1 })])
      expect(() => traceStep(cell, x, cell.zeroState(1))).toThrow(expect.objectContaining({ code: 'cells/trace' }));
  });
});
