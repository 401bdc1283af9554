import { describe, expect, test } from 'vitest';
import { step, tensor, type Tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { bidirectional, cellNames, ElmanCell, recurrent, stream, unroll, type Cell } from './index.ts';

const numbers = (n: number, seed: number): Float32Array => {
  const rng = new Random(seed);
  return Float32Array.from({ length: n }, () => rng.normal());
};

const unreachable = (): never => {
  throw new Error('the layer has no parameters');
};

describe('a stream', () => {
  for (const cell of cellNames) {
    for (const [layers, batch] of [
      [1, 1],
      [2, 1],
      [2, 3],
    ] as const) {
      test(`of ${layers} ${cell} layers, batch ${batch}, gives the same bits as the whole sequence`, () => {
        const [steps, input] = [6, 5];
        const layer = recurrent({ cell, inputSize: input, hiddenSize: 9, layers, rng: new Random(3) });
        const hidden = layer.outputSize;
        const xs = numbers(batch * steps * input, 4);
        const { ys, state } = step(() => {
          const out = layer.forward(tensor(xs, [batch, steps, input]));
          return {
            ys: out.ys.toArray(),
            state: Object.fromEntries(
              Object.entries(out.state).map(([name, value]: [string, Tensor]) => [name, value.toArray()]),
            ),
          };
        });
        const stepped = stream(layer, batch);
        for (let round = 0; round < 2; round++) {
          for (let t = 0; t < steps; t++) {
            const x = Float32Array.from(
              { length: batch * input },
              (_, i) => xs[(Math.floor(i / input) * steps + t) * input + (i % input)]!,
            );
            const y = stepped.step(x);
            for (let b = 0; b < batch; b++) {
              expect(Array.from(y.subarray(b * hidden, (b + 1) * hidden))).toEqual(
                Array.from(ys.subarray((b * steps + t) * hidden, (b * steps + t + 1) * hidden)),
              );
            }
          }
          expect(stepped.save()).toEqual(state);
          stepped.reset();
        }
      });
    }
  }

  test('takes up weights that were changed', () => {
    const layer = recurrent({ cell: 'lstm', inputSize: 2, hiddenSize: 3, rng: new Random(1) });
    const stepped = stream(layer);
    const before = Array.from(stepped.step([1, 2]));
    stepped.reset();
    const [[, weight] = unreachable()] = [...layer.namedParameters()];
    weight.assign(numbers(weight.size, 9));
    expect(Array.from(stepped.step([1, 2]))).not.toEqual(before);
  });

  test('goes on from a saved state', () => {
    const layer = recurrent({ cell: 'gru', inputSize: 2, hiddenSize: 3, rng: new Random(1) });
    const stepped = stream(layer);
    stepped.step([1, 2]);
    const saved = stepped.save();
    const next = Array.from(stepped.step([3, 4]));
    stepped.reset();
    stepped.load(saved);
    expect(Array.from(stepped.step([3, 4]))).toEqual(next);
  });

  test('serves a cell that has only step', () => {
    const inner = new ElmanCell({ inputSize: 2, hiddenSize: 3, rng: new Random(1) });
    const plain: Cell<{ h: Tensor }> = {
      inputSize: 2,
      outputSize: 3,
      zeroState: (batch) => inner.zeroState(batch),
      namedParameters: () => inner.namedParameters(),
      step: (x, state) => inner.step(x, state),
    };
    const [fast, slow] = [stream(unroll(inner)), stream(unroll(plain))];
    for (const x of [
      [1, 2],
      [0.5, -1],
      [0, 0],
    ])
      expect(Array.from(slow.step(x))).toEqual(Array.from(fast.step(x)));
  });

  test('of a bidirectional layer is refused', () => {
    const make = (): ElmanCell => new ElmanCell({ inputSize: 2, hiddenSize: 3, rng: new Random(1) });
    expect(() => stream(bidirectional(make(), make()))).toThrow(/bidirectional/);
  });

  test('refuses an input of another size', () => {
    const layer = recurrent({ cell: 'lstm', inputSize: 2, hiddenSize: 3, rng: new Random(1) });
    expect(() => stream(layer).step([1])).toThrow(/takes 2 numbers, got 1/);
  });
});
