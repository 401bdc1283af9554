import { makeOptimizer, type NamedParameters, type Optimizer } from './optimizer.ts';

export interface AdamOptions {
  readonly lr?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma and Ba 2015): m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; p ← p − lr·m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ)
 * and v̂ = v / (1 − β₂ᵗ). Weight decay is added to the gradient.
 */
export function adam(parameters: NamedParameters, options: AdamOptions = {}): Optimizer {
  return build(parameters, { weightDecay: 0, ...options }, false);
}

/** AdamW (Loshchilov and Hutter 2019): Adam, with p ← (1 − lr·λ)p beforehand in place of decay in the gradient; λ is 0.01 by default. */
export function adamw(parameters: NamedParameters, options: AdamOptions = {}): Optimizer {
  return build(parameters, { weightDecay: 0.01, ...options }, true);
}

function build(
  parameters: NamedParameters,
  { lr = 0.001, betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weightDecay = 0 }: AdamOptions,
  decoupled: boolean,
): Optimizer {
  // βᵗ as a product, one factor an update, in the same order whenever it is taken up: the power function's bits differ
  // between engines.
  let at = 0;
  let power1 = 1;
  let power2 = 1;
  return makeOptimizer(parameters, lr, ['m', 'v'], (updates) => {
    if (updates < at) [at, power1, power2] = [0, 1, 1];
    for (; at < updates; at++) {
      power1 *= beta1;
      power2 *= beta2;
    }
    return ({ parameter: p, buffers }, _updates, rate) => {
      p.engine.kernels.adamUpdate(
        p.storage.ptr,
        p.grad!.storage.ptr,
        buffers['m']!.ptr,
        buffers['v']!.ptr,
        p.size,
        rate,
        beta1,
        beta2,
        eps,
        weightDecay,
        decoupled ? 1 : 0,
        1 - power1,
        1 - power2,
      );
    };
  });
}
