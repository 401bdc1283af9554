import { makeOptimizer, slotsOf, type NamedParameters, type Optimizer } from './optimizer.ts';

export interface AdagradOptions {
  readonly lr?: number;
  readonly lrDecay?: number;
  readonly eps?: number;
  /** What the sums of squares start from. */
  readonly initialAccumulator?: number;
  readonly weightDecay?: number;
}

/**
 * Adagrad (Duchi, Hazan and Singer 2011), as PyTorch's: s ← s + g²; p ← p − lrₜ·g / (√s + ε), with
 * lrₜ = lr / (1 + (t − 1)·lrDecay) at the t-th update. Weight decay is added to the gradient.
 */
export function adagrad(
  parameters: NamedParameters,
  { lr = 0.01, lrDecay = 0, eps = 1e-10, initialAccumulator = 0, weightDecay = 0 }: AdagradOptions = {},
): Optimizer {
  const slots = slotsOf(parameters, { sum: initialAccumulator });
  return makeOptimizer(slots, lr, ({ parameter: p, buffers, updates }, rate) => {
    const falling = rate / (1 + (updates - 1) * lrDecay);
    p.engine.kernels.adagradUpdate(
      p.storage.ptr,
      p.grad!.storage.ptr,
      buffers['sum']!.ptr,
      p.size,
      falling,
      eps,
      weightDecay,
    );
  });
}
