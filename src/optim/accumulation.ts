import { Tensor } from '../tensor/tensor.ts';
import type { NamedParameters } from './optimizer.ts';

/** Gradients of several batches, each computed in a step of its own, on the way to one update. */
export interface GradientSum {
  /** Adds the parameters' gradients, `weight` times, and forgets them. */
  add(weight: number): void;
  /** Gives every parameter that had a gradient the weighted mean of all that were added, and starts again from nothing. */
  take(): void;
  /** Starts again from nothing. */
  clear(): void;
}

/**
 * Sums gradients in memory of their own: g = Σ wᵢgᵢ / Σ wᵢ. With the counts of targets as weights, and losses that are
 * means over targets, this is the gradient of one batch with all rows.
 */
export function accumulateGradients(parameters: NamedParameters): GradientSum {
  const unique = new Set([...parameters].map(([, parameter]) => parameter));
  const sums = [...unique].map((parameter) => ({
    parameter,
    sum: parameter.engine.persistent(parameter.size),
    isUsed: false,
  }));
  let total = 0;
  const clear = (): void => {
    for (const slot of sums) slot.isUsed = false;
    total = 0;
  };
  return {
    add(weight) {
      total += weight;
      for (const slot of sums) {
        const { parameter, sum, isUsed } = slot;
        if (parameter.grad === null) continue;
        const from = parameter.grad;
        parameter.engine.op(() => {
          const { kernels } = parameter.engine;
          if (isUsed) kernels.axpy(weight, from.storage.ptr, sum.ptr, parameter.size);
          else kernels.scale(weight, from.storage.ptr, sum.ptr, parameter.size);
        });
        slot.isUsed = true;
        parameter.grad = null;
      }
    },
    take() {
      for (const { parameter, sum, isUsed } of sums) {
        const { engine, shape, size } = parameter;
        if (!isUsed) continue;
        parameter.grad = engine.op(() => {
          const mean = engine.allocate(size);
          engine.kernels.scale(total > 0 ? 1 / total : 0, sum.ptr, mean.ptr, size);
          return new Tensor(mean, shape);
        });
      }
      clear();
    },
    clear,
  };
}
