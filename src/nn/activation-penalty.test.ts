import { describe, expect, test } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { add, gradcheck, Parameter, scale, step, tensor, withBackend, zeros } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { activationPenalty, temporalPenalty } from './index.ts';

const penalties = { activation: activationPenalty, temporal: temporalPenalty };

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`penalties on activations agree with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of readGolden('penalties').cases) {
      for (const kind of ['activation', 'temporal'] as const) {
        test(`${kind}, ${golden.name}`, () =>
          withBackend(backend, () =>
            step(() => {
              const ys = new Parameter(golden.ys.data, golden.ys.shape);
              const lengths = golden.lengths === null ? undefined : golden.lengths.data;
              const penalty = penalties[kind](ys, lengths);
              penalty.backward();
              expectClose([penalty.item()], [golden[kind]], 1e-6);
              expectClose(ys.grad!.toArray(), golden.gradients[kind]!.data, 1e-6);
            }),
          ));
      }
    }
  });
}

describe('penalties on activations', () => {
  test('have the gradients of central differences', () => {
    const report = gradcheck(() => {
      const rng = new Random(6);
      const ys = new Parameter(
        Float32Array.from({ length: 3 * 4 * 2 }, () => rng.normal()),
        [3, 4, 2],
      );
      const lengths = Int32Array.of(4, 2, 1);
      return {
        parameters: [['ys', ys]],
        loss: () => add(scale(activationPenalty(ys, lengths), 2), temporalPenalty(ys, lengths)),
      };
    });
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
  });

  test('are 0 where there is no step, and no change', () => {
    expect(activationPenalty(zeros([2, 0, 3])).item()).toBe(0);
    expect(activationPenalty(zeros([2, 3, 3]), Int32Array.of(0, 0)).item()).toBe(0);
    expect(temporalPenalty(tensor([5, 6], [2, 1, 1])).item()).toBe(0);
    expect(temporalPenalty(tensor([5, 6, 7, 8], [2, 2, 1]), Int32Array.of(1, 0)).item()).toBe(0);
  });

  test('take rows without steps too, where all are valid', () => {
    expect(activationPenalty(tensor([1, 2, 3], [3, 1])).item()).toBeCloseTo(14 / 3, 6);
  });

  test('refuse what has no steps, and lengths that do not fit', () => {
    expect(() => temporalPenalty(zeros([3, 4]))).toThrow(
      /temporalPenalty reads the steps of outputs \[B, T, F\], got .*\[3, 4\]/,
    );
    expect(() => activationPenalty(zeros([3, 4]), Int32Array.of(1, 1, 1))).toThrow(/activationPenalty reads the steps/);
    for (const penalty of Object.values(penalties))
      expect(() => penalty(zeros([2, 3, 1]), Int32Array.of(3, 4))).toThrow(
        /lengths must be 2 whole numbers from 0 to 3/,
      );
  });
});
