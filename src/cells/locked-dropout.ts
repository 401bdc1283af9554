import { mul } from '../tensor/ops/arithmetic.ts';
import { reshape } from '../tensor/ops/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Cell, State, StepContext } from './cell.ts';
import { checkRate, dropoutMask } from './noise.ts';
import { passedOn, streamOf } from './wrapped.ts';

export interface LockedDropoutRates {
  /** On what goes into the cell; 0 by default. */
  readonly input?: number | undefined;
  /** On what comes out of it, y; the state is left alone. 0 by default. */
  readonly output?: number | undefined;
}

interface Context {
  /** [B, inputSize], or none. */
  readonly input: Tensor | undefined;
  /** [B, outputSize], or none. */
  readonly output: Tensor | undefined;
  readonly inner: StepContext;
}

/**
 * Dropout whose mask is drawn once a sequence, for each row its own, and holds for all its steps (Gal and Ghahramani
 * 2016; "locked" in Merity 2018): x̂_t = m ⊙ x_t and ŷ_t = m' ⊙ y_t, m being 0 with probability `rate`, else
 * 1/(1 − rate). In training only. A fused cell stays fused.
 * @throws `config/dropout` unless 0 ≤ rate < 1; in training, `cells/rng` without `rng`.
 */
export function lockedDropout<S extends State>(cell: Cell<S>, rates: LockedDropoutRates): Cell<S> {
  const { input = 0, output = 0 } = rates;
  checkRate(input);
  checkRate(output);
  if (input === 0 && output === 0) return cell;
  return {
    ...passedOn(cell, (inside) => lockedDropout(inside, rates)),
    ...streamOf(cell),
    // A masked y is no part of the state, nor may it be one in evaluation alone.
    outputState: output === 0 ? cell.outputState : null,
    begin(batch, rng, training): Context {
      const mask = (rate: number, size: number): Tensor | undefined =>
        training && rate > 0 ? dropoutMask([batch, size], rate, rng) : undefined;
      return {
        input: mask(input, cell.inputSize),
        output: mask(output, cell.outputSize),
        inner: cell.begin?.(batch, rng, training),
      };
    },
    step(x, state, ctx) {
      const { input: before, output: after, inner } = (ctx ?? {}) as Partial<Context>;
      const out = cell.step(masked(x, before), state, inner);
      return { y: masked(out.y, after), state: out.state };
    },
    ...(cell.fused && {
      fused(xs, state, lengths, ctx) {
        const { input: before, output: after, inner } = (ctx ?? {}) as Partial<Context>;
        const out = cell.fused!(overTime(xs, before), state, lengths, inner);
        return { ys: overTime(out.ys, after), state: out.state };
      },
    }),
  };
}

function masked(x: Tensor, mask: Tensor | undefined): Tensor {
  return mask === undefined ? x : mul(x, mask);
}

/** xs [B, T, F] by one mask [B, F] for all steps. */
export function overTime(xs: Tensor, mask: Tensor | undefined): Tensor {
  return mask === undefined ? xs : mul(xs, reshape(mask, [mask.dim(0), 1, mask.dim(1)])); // [B, F] → [B, 1, F]
}
