import { add, mul, scale } from '../tensor/ops/arithmetic.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import type { Cell, State, StepContext } from './cell.ts';
import { checkRate, choice, seedFrom } from './noise.ts';
import { mapState } from './unroll.ts';
import { checkParts, passedOn } from './wrapped.ts';

interface Context {
  /** The seeds of the masks, drawn step by step; none in evaluation. */
  readonly noise: Random | undefined;
  readonly inner: StepContext;
}

/**
 * Zoneout (Krueger 2017): some units keep the value that they had. In training ŝ_t = m_t ⊙ s_{t−1} + (1 − m_t) ⊙ s_t, the
 * numbers of m_t being 1 with probability `rate`, drawn anew at each step; in evaluation the expectation,
 * ŝ_t = rate·s_{t−1} + (1 − rate)·s_t. It acts in both, so the cell is stepped always.
 *
 * A cell whose y is a part of its state (`outputState`, or the very tensor) gives the zoned-out part as y; the y of
 * another cell is left as it is, made by the step before zoneout acts.
 * @param rates one for every part of the state, or by part: `{ h: 0.05, c: 0.5 }`; parts not named have 0.
 * @throws `config/dropout` unless 0 ≤ rate < 1, `config/state-part` for a part that the cell lacks; in training,
 *   `cells/rng` without `rng`.
 */
export function zoneout<S extends State>(
  cell: Cell<S>,
  rates: number | Readonly<Partial<Record<keyof S & string, number | undefined>>>,
): Cell<S> {
  const given: readonly (readonly [string, number | undefined])[] =
    typeof rates === 'number'
      ? Object.keys(cell.zeroState(1)).map((part) => [part, rates])
      : Object.entries<number | undefined>(rates);
  const active = new Map<string, number>();
  for (const [part, rate = 0] of given) {
    checkRate(rate);
    if (rate > 0) active.set(part, rate);
  }
  checkParts(
    cell,
    given.map(([part]) => part),
    'zoneout',
  );
  if (active.size === 0) return cell;
  return {
    ...passedOn(cell, (inside) => zoneout(inside, rates)),
    carried: [...new Set([...(cell.carried ?? []), ...active.keys()])],
    begin: (batch, rng, training): Context => ({
      noise: training ? new Random(seedFrom(rng)) : undefined,
      inner: cell.begin?.(batch, rng, training),
    }),
    step(x, state, ctx) {
      const { noise, inner } = (ctx ?? {}) as Partial<Context>;
      const out = cell.step(x, state, inner);
      const next = mapState(out.state, (value, part) => {
        const rate = active.get(part);
        return rate === undefined ? value : mixed(state[part]!, value, rate, noise);
      });
      const { outputState = Object.keys(out.state).find((part) => out.state[part] === out.y) } = cell;
      return { y: typeof outputState === 'string' ? next[outputState]! : out.y, state: next };
    },
  };
}

/** Old values with probability `rate`, to the bit; without noise, what is to be expected. */
function mixed(old: Tensor, next: Tensor, rate: number, noise: Random | undefined): Tensor {
  if (noise === undefined) return add(scale(old, rate), scale(next, 1 - rate));
  const [kept, changed] = choice(next.shape, rate, noise.bits());
  return add(mul(old, kept), mul(next, changed));
}
