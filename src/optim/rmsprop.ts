import { makeOptimizer, slotsOf, type NamedParameters, type Optimizer } from './optimizer.ts';

export interface RmspropOptions {
  readonly lr?: number;
  readonly alpha?: number;
  readonly eps?: number;
  readonly momentum?: number;
  readonly centered?: boolean;
  readonly weightDecay?: number;
}

/**
 * RMSprop (Tieleman and Hinton 2012), as PyTorch's: v ← αv + (1 − α)g²; p ← p − lr·g / (√v + ε). Centred (Graves
 * 2013), the variance v − m² stands for v, with m ← αm + (1 − α)g; with momentum b ← μb + g / (√v + ε), p ← p − lr·b.
 * Weight decay is added to the gradient.
 */
export function rmsprop(
  parameters: NamedParameters,
  { lr = 0.01, alpha = 0.99, eps = 1e-8, momentum = 0, centered = false, weightDecay = 0 }: RmspropOptions = {},
): Optimizer {
  const kept = { square: 0, ...(centered && { mean: 0 }), ...(momentum !== 0 && { momentum: 0 }) };
  return makeOptimizer(slotsOf(parameters, kept), lr, ({ parameter: p, buffers }, rate) => {
    p.engine.kernels.rmspropUpdate(
      p.storage.ptr,
      p.grad!.storage.ptr,
      buffers['square']!.ptr,
      buffers['mean']?.ptr ?? 0,
      buffers['momentum']?.ptr ?? 0,
      p.size,
      rate,
      alpha,
      eps,
      momentum,
      weightDecay,
    );
  });
}
