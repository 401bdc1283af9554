import { expect } from '../util/errors.ts';
import { makeOptimizer, slotsOf, type NamedParameters, type Optimizer } from './optimizer.ts';

export interface SgdOptions {
  readonly lr?: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly weightDecay?: number;
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, as PyTorch's: g ← g + λp; v ← μv + (1 − τ)g (v ← g at first); p ← p − lr·v, or with
 * Nesterov's momentum p ← p − lr·(g + μv).
 * @throws `config/nesterov` for Nesterov's momentum without momentum, or with dampening.
 */
export function sgd(
  parameters: NamedParameters,
  { lr = 0.01, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false }: SgdOptions = {},
): Optimizer {
  expect(
    !nesterov || (momentum > 0 && dampening === 0),
    'config/nesterov',
    () => `nesterov needs a momentum above 0 and no dampening, got momentum ${momentum} and dampening ${dampening}`,
    { momentum, dampening },
  );
  return makeOptimizer(
    slotsOf(parameters, momentum === 0 ? {} : { momentum: 0 }),
    lr,
    ({ parameter: p, buffers, updates }, rate) => {
      p.engine.kernels.sgdUpdate(
        p.storage.ptr,
        p.grad!.storage.ptr,
        buffers['momentum']?.ptr ?? 0,
        p.size,
        rate,
        momentum,
        dampening,
        weightDecay,
        nesterov ? 1 : 0,
        updates === 1 ? 1 : 0,
      );
    },
  );
}
