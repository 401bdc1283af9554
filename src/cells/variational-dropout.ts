import { mul } from '../tensor/ops/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Cell, State, StepContext } from './cell.ts';
import { checkRate, dropoutMask } from './noise.ts';
import { mapState, scan } from './unroll.ts';
import { checkParts, passedOn, streamOf } from './wrapped.ts';

interface Context {
  /** By part of the state, [B, size] each; none in evaluation. */
  readonly masks: Readonly<Record<string, Tensor>> | undefined;
  readonly inner: StepContext;
}

/**
 * Recurrent dropout with one mask a sequence (Gal and Ghahramani 2016): each step sees m ⊙ h_{t−1} in place of h_{t−1},
 * m being 0 with probability `rate`, else 1/(1 − rate), and each row having its own. In training it steps; in evaluation
 * it is the cell itself, fused where that is.
 *
 * That is right for parts that a step reads through its weights and nowhere else. Masking one that is also carried on,
 * as an LSTM's c, a GRU's h or a part under zoneout, would multiply it anew at each step: such parts are refused.
 * @param parts of the state that are masked.
 * @throws `config/recurrent-dropout` for a part that the cell carries on, `config/state-part` for one that it lacks,
 *   `config/dropout` unless 0 ≤ rate < 1; in training, `cells/rng` without `rng`.
 */
export function variationalDropout<S extends State>(
  cell: Cell<S>,
  rate: number,
  parts: readonly string[] = ['h'],
): Cell<S> {
  checkRate(rate);
  if (rate === 0) return cell;
  checkParts(cell, parts, 'variationalDropout');
  const carried = parts.filter((part) => cell.carried?.includes(part));
  expect(
    carried.length === 0,
    'config/recurrent-dropout',
    () =>
      `this cell carries its state ${carried.join(', ')} on unit by unit, so a mask would multiply it anew at every step: use zoneout, or weightDrop where weight_hh is a matrix`,
    { carried },
  );
  const dropping: Cell<S> = {
    ...passedOn(cell, (inside) => variationalDropout(inside, rate, parts)),
    ...streamOf(cell),
    begin(batch, rng, training): Context {
      const sizes = Object.entries(training ? cell.zeroState(batch) : {}).filter(([part]) => parts.includes(part));
      return {
        masks: training
          ? Object.fromEntries(sizes.map(([part, { shape }]) => [part, dropoutMask(shape, rate, rng)]))
          : undefined,
        inner: cell.begin?.(batch, rng, training),
      };
    },
    step(x, state, ctx) {
      const { masks, inner } = (ctx ?? {}) as Partial<Context>;
      const seen = masks && mapState(state, (value, part) => (masks[part] ? mul(value, masks[part]) : value));
      return cell.step(x, seen ?? state, inner);
    },
    ...(cell.fused && {
      fused(xs, state, lengths, ctx) {
        const { masks, inner } = (ctx ?? {}) as Partial<Context>;
        return masks === undefined ? cell.fused!(xs, state, lengths, inner) : scan(dropping, xs, state, lengths, ctx);
      },
    }),
  };
  return dropping;
}
