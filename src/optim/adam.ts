import { makeOptimizer, slotsOf, type NamedParameters, type Optimizer, type Slot } from './optimizer.ts';

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
  const powers = new WeakMap<Slot, Powers>();
  return makeOptimizer(slotsOf(parameters, { m: 0, v: 0 }), lr, (slot, rate) => {
    const { parameter: p, buffers, updates } = slot;
    const reached = advance(powers.get(slot), updates, beta1, beta2);
    powers.set(slot, reached);
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
      1 - reached.power1,
      1 - reached.power2,
    );
  });
}

/** β₁ᵗ and β₂ᵗ. */
interface Powers {
  readonly t: number;
  readonly power1: number;
  readonly power2: number;
}

/**
 * βᵗ as a product, one factor an update, in the same order whenever it is taken up: the power function's bits differ
 * between engines. Once both corrections are 1 to the last bit, further factors change nothing.
 */
function advance(from: Powers | undefined, t: number, beta1: number, beta2: number): Powers {
  let { t: at, power1, power2 } = from !== undefined && from.t <= t ? from : { t: 0, power1: 1, power2: 1 };
  for (; at < t && (1 - power1 < 1 || 1 - power2 < 1); at++) {
    power1 *= beta1;
    power2 *= beta2;
  }
  return { t, power1, power2 };
}
