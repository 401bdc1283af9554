import type { Kernels, Ptr } from '../backend/backend.ts';
import type { Storage } from '../tensor/engine.ts';
import { Tensor, type Parameter } from '../tensor/tensor.ts';

/**
 * Scales all gradients together so that their joint Euclidean norm is at most `max`: g ← g · min(1, max / (‖g‖ + 1e-6)),
 * as PyTorch does (Pascanu, Mikolov and Bengio 2013).
 * @returns the norm before clipping; it may be NaN or infinite, and then nothing is scaled.
 */
export function clipGradNorm(parameters: Iterable<Parameter>, max: number): number {
  const graded = withGradients(parameters);
  const norm = gradNorm(graded);
  const factor = max / (norm + 1e-6);
  if (factor < 1 && Number.isFinite(norm)) change(graded, (k, from, to, n) => k.scale(factor, from, to, n));
  return norm;
}

/** Clamps each number of each gradient to [−max, max]. */
export function clipGradValue(parameters: Iterable<Parameter>, max: number): void {
  change(withGradients(parameters), (k, from, to, n) => k.clamp(-max, max, from, to, n));
}

/** The joint Euclidean norm of all gradients; 0 when there is none. */
export function gradNorm(parameters: Iterable<Parameter>): number {
  const graded = withGradients(parameters);
  const total = (): number =>
    graded.reduce((sum, { grad, engine }) => sum + engine.kernels.sumSquares(grad!.storage.ptr, grad!.size), 0);
  return Math.sqrt(graded[0]?.engine.op(total) ?? 0);
}

function withGradients(parameters: Iterable<Parameter>): Parameter[] {
  return [...new Set(parameters)].filter((parameter) => parameter.grad !== null);
}

/**
 * Changes gradients, in place where they lie in the step's memory, else by others in their stead. Parameters may share
 * one (both sides of a sum do): it is changed once.
 */
function change(graded: readonly Parameter[], compute: (k: Kernels, from: Ptr, to: Ptr, n: number) => void): void {
  const changed = new Map<Storage, Storage>();
  graded[0]?.engine.op(() => {
    for (const parameter of graded) {
      const { engine } = parameter;
      const { storage, shape } = parameter.grad!;
      let to = changed.get(storage);
      if (to === undefined) {
        to = storage.hostValues === null ? storage : engine.allocate(storage.length);
        compute(engine.kernels, storage.ptr, to.ptr, storage.length);
        changed.set(storage, to);
      }
      parameter.grad = new Tensor(to, shape);
    }
  });
}
