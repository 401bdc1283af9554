import { pow } from '../util/portable-math.ts';
import { exchange, moveTowards } from './average.ts';
import { makeOptimizer, slotsOf, type NamedParameters, type Optimizer } from './optimizer.ts';

export interface AsgdOptions {
  readonly lr?: number;
  readonly lambd?: number;
  readonly alpha?: number;
  /** After how many updates the averages begin to run; until then they follow the weights. */
  readonly t0?: number;
  readonly weightDecay?: number;
}

export interface AveragingOptimizer extends Optimizer {
  readonly swap: () => void;
}

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992), as PyTorch's: ηₜ = lr / (1 + λ·lr·(t − 1))^α at the
 * t-th update; p ← p − ηₜ·(g + (λ + weightDecay)·p); a ← a + μₜ(p − a), with μₜ = 1 / max(1, t − 1 − t0). The weights that
 * the method arrives at are the averages a. Where a schedule changes lr, ηₜ follows at once (PyTorch: an update later).
 */
export function asgd(
  parameters: NamedParameters,
  { lr = 0.01, lambd = 1e-4, alpha = 0.75, t0 = 1e6, weightDecay = 0 }: AsgdOptions = {},
): AveragingOptimizer {
  const slots = slotsOf(parameters, { average: 0 });
  const optimizer = makeOptimizer(slots, lr, ({ parameter: p, buffers, updates }, rate) => {
    const before = updates - 1;
    const eta = rate / pow(1 + lambd * rate * before, alpha);
    // (1 − ηλ)p − η(g + decay·p) = p − η(g + (λ + decay)·p)
    p.engine.kernels.sgdUpdate(p.storage.ptr, p.grad!.storage.ptr, 0, p.size, eta, 0, 0, weightDecay + lambd, 0, 0);
    moveTowards(buffers['average']!, p, 1 / Math.max(1, before - t0));
  });
  return Object.assign(optimizer, {
    swap(): void {
      // One without an update has no average.
      const begun = slots.filter(({ updates }) => updates > 0);
      exchange(begun.map(({ parameter, buffers }) => ({ parameter, mean: buffers['average']! })));
    },
  });
}
