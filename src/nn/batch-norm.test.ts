import { describe, expect, test } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { currentEngine, gradcheck, mul, Parameter, step, sum, tensor, withBackend } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { BatchNorm, loadStateInto, stateOf } from './index.ts';

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`batch normalisation agrees with PyTorch on the ${backend.name} backend`, () => {
    for (const { name, momentum, parameters, batches, answer, ...kept } of readGolden('batch-norm').cases)
      test(name, () =>
        withBackend(backend, () => {
          const norm = new BatchNorm({ size: parameters['weight']!.data.length, momentum });
          loadStateInto(norm, new Map(Object.entries(parameters)));
          for (const { x, w, y, gradients } of batches)
            step(() => {
              const given = new Parameter(x.data, x.shape);
              const found = norm.forward(given, true);
              sum(mul(found, tensor(w.data, w.shape))).backward();
              expectClose(found.toArray(), y.data, 2e-6);
              for (const [key, of] of Object.entries({ x: given, weight: norm.weight, bias: norm.bias })) {
                expectClose(of.grad!.toArray(), gradients[key]!.data, 1e-5);
                of.grad = null;
              }
              expect(norm.runningMean.grad).toBeNull();
            });
          expectClose(norm.runningMean.toArray(), kept.running_mean.data, 2e-6);
          expectClose(norm.runningVariance.toArray(), kept.running_var.data, 2e-6);
          const { x } = batches[0]!;
          expectClose(norm.forward(tensor(x.data, x.shape), false).toArray(), answer.data, 2e-6);
        }),
      );
  });
}

describe('batch normalisation', () => {
  const rng = new Random(4);
  const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => rng.normal());

  test.each([true, false])('has the gradients that numbers a little apart tell, in training: %s', (isTraining) => {
    const report = gradcheck(() => {
      const norm = new BatchNorm({ size: 3 });
      const x = new Parameter(numbers(15), [5, 3]);
      const w = tensor(numbers(15), [5, 3]);
      return {
        parameters: Object.entries({ x, weight: norm.weight, bias: norm.bias }),
        loss: () => sum(mul(norm.forward(x, isTraining), w)),
      };
    });
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
  });

  test('answers a row the same whatever it is asked beside, and keeps nothing then', () => {
    const norm = new BatchNorm({ size: 4 });
    const all = numbers(6 * 4);
    norm.forward(tensor(all, [6, 4]), true);
    const before = stateOf(norm);
    const together = norm.forward(tensor(all, [6, 4]), false).toArray();
    const alone = norm.forward(tensor(all.subarray(8, 12), [1, 4]), false).toArray();
    expect(together.subarray(8, 12)).toEqual(alone);
    expect(stateOf(norm)).toEqual(before);
  });

  test('keeps nothing of a dry run', () => {
    const norm = new BatchNorm({ size: 2 });
    const before = stateOf(norm);
    currentEngine().dryRun(() => norm.forward(tensor(numbers(8), [4, 2]), true));
    expect(stateOf(norm)).toEqual(before);
  });

  test('refuses what it cannot normalise', () => {
    const norm = new BatchNorm({ size: 2 });
    expect(() => norm.forward(tensor([1, 2, 3], [1, 3]), false)).toThrow(/expected 2 channels .* got x \[1, 3\]/);
    expect(() => norm.forward(tensor([1, 2], [1, 2]), true)).toThrow(/more than one row/);
    expect(() => new BatchNorm({ size: 0 })).toThrow(/whole number above 0/);
  });
});
