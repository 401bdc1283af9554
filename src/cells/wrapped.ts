import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import type { Cell, State, StepContext } from './cell.ts';
import { scan } from './unroll.ts';

/**
 * What a combinator of cells passes on from the cell inside: sizes, first state, parameters, and what is known of its
 * state. Weights are changed inside, and `again` puts the combinator around the result.
 */
export function passedOn<S extends State>(
  cell: Cell<S>,
  again: (inside: Cell<S>) => Cell<S>,
): Pick<
  Cell<S>,
  'inputSize' | 'outputSize' | 'outputState' | 'carried' | 'zeroState' | 'namedParameters' | 'withWeights'
> {
  return {
    inputSize: cell.inputSize,
    outputSize: cell.outputSize,
    outputState: cell.outputState,
    carried: cell.carried,
    zeroState: (batch) => cell.zeroState(batch),
    namedParameters: () => cell.namedParameters(),
    ...(cell.withWeights && { withWeights: (change) => again(cell.withWeights!(change)) }),
  };
}

/** The stream of the cell inside, for a combinator that changes nothing in evaluation. */
export function streamOf<S extends State>(cell: Cell<S>): Pick<Cell<S>, 'stream'> {
  return cell.stream === undefined ? {} : { stream: (batch) => cell.stream!(batch) };
}

/**
 * A cell that computes by another, chosen at the beginning of each sequence; without a beginning, by the one that
 * `choose` gives for evaluation.
 */
export function choosing<S extends State>(
  cell: Cell<S>,
  choose: (rng: Random | undefined, training: boolean) => Cell<S>,
): Pick<Cell<S>, 'step' | 'fused'> & { begin(batch: number, rng: Random | undefined, training: boolean): StepContext } {
  interface Context {
    readonly chosen: Cell<S>;
    readonly inner: StepContext;
  }
  const begin = (batch: number, rng: Random | undefined, training: boolean): Context => {
    const chosen = choose(rng, training);
    return { chosen, inner: chosen.begin?.(batch, rng, training) };
  };
  const contextOf = (batch: number, ctx: StepContext): Context =>
    (ctx as Context | undefined) ?? begin(batch, undefined, false);
  return {
    begin,
    step(x, state, ctx) {
      const { chosen, inner } = contextOf(x.dim(0), ctx);
      return chosen.step(x, state, inner);
    },
    ...(cell.fused && {
      fused(xs, state, lengths, ctx) {
        const { chosen, inner } = contextOf(xs.dim(0), ctx);
        return chosen.fused ? chosen.fused(xs, state, lengths, inner) : scan(chosen, xs, state, lengths, inner);
      },
    }),
  };
}

/** @throws `config/state-part` for a name that is no part of the cell's state. */
export function checkParts<S extends State>(cell: Cell<S>, parts: readonly string[], what: string): void {
  const known = Object.keys(cell.zeroState(1));
  for (const part of parts)
    expect(
      known.includes(part),
      'config/state-part',
      () => `${what}: the cell's state has no part "${part}"; it has ${known.join(', ') || 'none'}`,
      { what, part, known },
    );
}
