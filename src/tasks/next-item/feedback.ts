import { mapState, type State } from '../../cells/index.ts';
import { argmaxRows, noGrad, step, type Tensor } from '../../tensor/index.ts';
import type { SymbolNetwork } from '../symbols/network.ts';

/** Steps a segment, at most: the state goes on from one to the next, so that sequences of any length fit into memory. */
const SEGMENT = 64;

/** A stretch of a batch of sequences, read in one go. */
export interface Segment {
  readonly start: number;
  readonly steps: number;
  /** Inputs [B, steps], gaps filled. */
  readonly ids: Int32Array;
  /** Valid steps of each row in this segment. */
  readonly lengths: Int32Array;
}

/**
 * Reads sequences off the tape from the first step to the last with the model's own prediction where an input is missing (−1): the
 * segments end before each gap, for what goes into it is known only then. A gap at the very start stays empty.
 * @param read runs the model on a segment from a state, and gives ys [B, steps, H] and the state after it.
 */
export function readWithFeedback(
  model: SymbolNetwork,
  inputs: readonly Int32Array[],
  read: (segment: Segment, state: State | undefined) => { ys: Tensor; state: State },
): void {
  const batch = inputs.length;
  const longest = inputs.reduce((most, { length }) => Math.max(most, length), 0);
  const gapsAt = (t: number): number[] => inputs.flatMap((ids, b) => (t < ids.length && ids[t]! < 0 ? [b] : []));
  let state: State | undefined;
  let filled = new Map<number, number>();
  for (let start = 0, end: number; start < longest; start = end) {
    end = start + 1;
    while (end < longest && end - start < SEGMENT && gapsAt(end).length === 0) end++;
    const steps = end - start;
    const ids = new Int32Array(batch * steps).fill(-1);
    inputs.forEach((row, b) => ids.set(row.subarray(start, end), b * steps));
    for (const [b, id] of filled) ids[b * steps] = id;
    const segment = {
      start,
      steps,
      ids,
      lengths: Int32Array.from(inputs, ({ length }) => Math.min(steps, Math.max(0, length - start))),
    };
    const gaps = end < longest ? gapsAt(end) : [];
    const last = gaps.map((b) => b * steps + steps - 1); // a row that goes on behind the segment fills it
    // Unless the caller is in a step already, each segment is one of its own: memory then holds one of them at a time.
    const predicted = step(() =>
      noGrad(() => {
        const out = read(segment, state);
        state = mapState(out.state, (value) => value.keep());
        return gaps.length === 0 ? null : argmaxRows(model.scores(out.ys, last));
      }),
    );
    filled = new Map(gaps.map((b, i) => [b, predicted![i]!]));
  }
}

/**
 * Fills the gaps of inputs with what the model itself predicts from what came before, without
 * dropout. No gradient goes through a prediction that is fed back, so that training on the filled inputs afterwards, all
 * steps at once, is the same function as feeding them back on the way.
 */
export function fillGaps(model: SymbolNetwork, inputs: readonly Int32Array[]): Int32Array[] {
  const filled = inputs.map((ids) => Int32Array.from(ids));
  // What comes after the last gap need not be read, but the gap itself must be, to be written down.
  const needed = inputs.map((ids) => ids.subarray(0, ids.lastIndexOf(-1) + 1));
  readWithFeedback(model, needed, ({ start, steps, ids, lengths }, state) => {
    lengths.forEach((n, b) => filled[b]!.set(ids.subarray(b * steps, b * steps + n), start));
    return model.forward(ids, inputs.length, { state, lengths });
  });
  return filled;
}
