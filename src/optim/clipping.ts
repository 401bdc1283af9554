import type { Parameter } from '../tensor/tensor.ts';

/**
 * Scales all gradients together so that their joint Euclidean norm is at most `max`: g ← g · min(1, max / (‖g‖ + 1e-6)),
 * as PyTorch does (Pascanu, Mikolov and Bengio 2013).
 * @returns the norm before clipping; it may be NaN or infinite, and then nothing is scaled.
 */
export function clipGradNorm(parameters: Iterable<Parameter>, max: number): number {
  const graded = withGradients(parameters);
  const norm = gradNorm(graded);
  const factor = max / (norm + 1e-6);
  if (factor < 1 && Number.isFinite(norm)) for (const { grad, engine } of graded) engine.kernels.scale(factor, grad!.storage.ptr, grad!.storage.ptr, grad!.size);
  return norm;
}

/** Clamps each number of each gradient to [−max, max]. */
export function clipGradValue(parameters: Iterable<Parameter>, max: number): void {
  for (const { grad, engine } of withGradients(parameters)) engine.kernels.clamp(-max, max, grad!.storage.ptr, grad!.storage.ptr, grad!.size);
}

/** The joint Euclidean norm of all gradients. */
export function gradNorm(parameters: Iterable<Parameter>): number {
  let total = 0;
  for (const { grad, engine } of withGradients(parameters)) total += engine.kernels.sumSquares(grad!.storage.ptr, grad!.size);
  return Math.sqrt(total);
}

function withGradients(parameters: Iterable<Parameter>): Parameter[] {
  return [...new Set(parameters)].filter((parameter) => parameter.grad !== null);
}
