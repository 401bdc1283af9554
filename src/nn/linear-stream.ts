import type { FloatArray } from '../backend/backend.ts';
import type { Parameter } from '../tensor/tensor.ts';
import { Window } from '../tensor/window.ts';
import { expect } from '../util/errors.ts';

/** y = x·Wᵀ + b for one row after another. */
export interface LinearStream {
  /** x [inputSize] → y [outputSize]: an array that the next step overwrites. Allocates nothing. */
  step(x: ArrayLike<number>): FloatArray;
}

/**
 * Steps a linear layer, with the same bits as `linear` on any batch. The weight [out, in] is packed once, and again when
 * it has changed.
 */
export function linearStream(weight: Parameter, bias: Parameter | undefined): LinearStream {
  const { engine } = weight;
  const { kernels: k } = engine;
  const [outputs, inputs] = weight.shape as [number, number];
  const [x, y, packed] = [
    engine.persistent(inputs),
    engine.persistent(outputs),
    engine.persistent(k.packedSize(outputs, inputs)),
  ];
  const [row, result] = [new Window(x), new Window(y)];
  let packedAt = -1;
  return {
    step(values) {
      expect(values.length === inputs, 'nn/stream', () => `a step takes ${inputs} numbers, got ${values.length}`);
      if (packedAt !== weight.version) {
        k.pack(1, outputs, inputs, weight.storage.ptr, inputs, packed.ptr);
        packedAt = weight.version;
      }
      row.numbers.set(values);
      if (bias !== undefined) k.copy(bias.storage.ptr, y.ptr, outputs);
      k.gemmPacked(0, 1, outputs, inputs, x.ptr, inputs, packed.ptr, y.ptr, outputs, bias === undefined ? 0 : 1);
      return result.numbers;
    },
  };
}
