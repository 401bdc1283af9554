import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden, type PoolingGolden } from '../../test/goldens/golden.ts';
import { bits, expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { gradcheck, mul, Parameter, slice, step, sum, tensor, withBackend, type Tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { AttentionPooling, lastOverTime, loadStateInto, maxOverTime, meanOverTime, parametersOf } from './index.ts';

type Pool = (ys: Tensor, lengths?: Int32Array) => Tensor;

const plain: Readonly<Record<Exclude<PoolingGolden, 'attention'>, Pool>> = {
  last1: lastOverTime,
  last2: (ys, lengths) => lastOverTime(ys, lengths, 2),
  max: maxOverTime,
  mean: meanOverTime,
};

const numbers = (count: number, rng: Random): Float32Array => Float32Array.from({ length: count }, () => rng.normal());

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`pooling over time agrees with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of readGolden('pooling').cases) {
      const lengths = golden.lengths.data;
      const inStep = (run: () => void) => () => withBackend(backend, () => step(run));
      const upstream = (): Tensor => tensor(golden.upstream.data, golden.upstream.shape);

      for (const [name, pool] of Object.entries(plain) as [keyof typeof plain, Pool][]) {
        test(
          `${name}, ${golden.name}`,
          inStep(() => {
            const ys = new Parameter(golden.ys.data, golden.ys.shape);
            const pooled = pool(ys, lengths);
            sum(mul(pooled, upstream())).backward();
            expectClose(pooled.toArray(), golden.pooled[name].data, 1e-6);
            expectClose(ys.grad!.toArray(), golden.gradients[name]['ys']!.data, 1e-6);
          }),
        );
      }

      test(
        `attention, ${golden.name}`,
        inStep(() => {
          const ys = new Parameter(golden.ys.data, golden.ys.shape);
          const [size, inputSize] = golden.attention['weight']!.shape as [number, number];
          const pooling = new AttentionPooling({ inputSize, size, rng: new Random(1) });
          const { weight, bias, query } = golden.attention;
          loadStateInto(
            pooling,
            new Map([
              ['project.weight', weight!],
              ['project.bias', bias!],
              ['query', query!],
            ]),
          );
          const { pooled, weights } = pooling.forward(ys, lengths);
          sum(mul(pooled, upstream())).backward();
          expectClose(pooled.toArray(), golden.pooled.attention.data, 1e-6);
          expectClose(weights.toArray(), golden.weights.data, 1e-6);
          const wanted = golden.gradients.attention;
          expectClose(ys.grad!.toArray(), wanted['ys']!.data, 2e-6);
          const found = parametersOf(pooling);
          for (const [name, key] of [
            ['project.weight', 'weight'],
            ['project.bias', 'bias'],
            ['query', 'query'],
          ] as const)
            expectClose(found.get(name)!.grad!.toArray(), wanted[key]!.data, 2e-6, name);
        }),
      );
    }
  });
}

describe('pooling over time', () => {
  const pools: Readonly<Record<string, (size: number, rng: Random) => Pool>> = {
    last: () => (ys, lengths) => lastOverTime(ys, lengths, 2),
    max: () => maxOverTime,
    mean: () => meanOverTime,
    attention: (inputSize, rng) => {
      const pooling = new AttentionPooling({ inputSize, size: 3, rng });
      return (ys, lengths) => pooling.forward(ys, lengths).pooled;
    },
  };

  test.each(Object.keys(pools))('%s has the gradients of central differences', (name) => {
    const report = gradcheck(() => {
      const rng = new Random(3);
      const ys = new Parameter(numbers(3 * 5 * 4, rng), [3, 5, 4]);
      const lengths = Int32Array.of(5, 2, 1);
      const upstream = tensor(numbers(12, rng), [3, 4]);
      if (name !== 'attention') {
        const pool = pools[name]!(4, rng);
        return { parameters: [['ys', ys]], loss: () => sum(mul(pool(ys, lengths), upstream)) };
      }
      const pooling = new AttentionPooling({ inputSize: 4, size: 3, rng });
      return {
        parameters: [['ys', ys], ...pooling.namedParameters()],
        loss: () => sum(mul(pooling.forward(ys, lengths).pooled, upstream)),
      };
    });
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
  });

  test.each(Object.keys(pools))('%s gives a row alone what it gives it in a batch, bit for bit', (name) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer(),
        (lengths, half, seed) => {
          const rng = new Random(seed);
          const [batch, steps, features] = [lengths.length, Math.max(...lengths), half * 2];
          const pool = pools[name]!(features, rng);
          const ys = tensor(numbers(batch * steps * features, rng), [batch, steps, features]);
          const together = pool(ys, Int32Array.from(lengths)).toArray();
          lengths.forEach((length, b) => {
            const alone = pool(slice(slice(ys, 0, b, b + 1), 1, 0, length));
            expect(bits(alone.toArray())).toBe(bits(together.subarray(b * features, (b + 1) * features)));
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('max takes the first of equals, and numbers below 0 where all are', () => {
    const ys = new Parameter([-1, -1, -2, 9], [1, 4, 1]);
    step(() => {
      const pooled = maxOverTime(ys, Int32Array.of(3));
      sum(pooled).backward();
      expect(pooled.toArray()).toEqual(Float32Array.of(-1));
      expect(ys.grad!.toArray()).toEqual(Float32Array.of(1, 0, 0, 0));
    });
  });

  test('attention weighs the steps of a row, and no others', () => {
    const pooling = new AttentionPooling({ inputSize: 2, size: 4, rng: new Random(5) });
    const { weights } = pooling.forward(tensor(numbers(12, new Random(6)), [2, 3, 2]), Int32Array.of(3, 1));
    const found = weights.toArray();
    expect(found[0]! + found[1]! + found[2]!).toBeCloseTo(1, 6);
    expect([...found.subarray(3)]).toEqual([1, 0, 0]);
  });

  test('refuses what it cannot pool, by row', () => {
    for (const [, make] of Object.entries(pools)) {
      const pool = make(2, new Random(1));
      expect(() => pool(tensor([1, 2], [1, 2]))).toThrow(/\[B, T, F\], got a tensor of shape \[1, 2\]/);
      expect(() => pool(tensor([1, 2, 3, 4], [2, 1, 2]), Int32Array.of(1, 0))).toThrow(/row 1 has no steps/);
      expect(() => pool(tensor([], [1, 0, 2]))).toThrow(/row 0 has no steps/);
      expect(() => pool(tensor([1, 2], [1, 1, 2]), Int32Array.of(2))).toThrow(/lengths must be 1 whole numbers/);
    }
  });
});
