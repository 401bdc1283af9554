import type { Decoder } from './decoder.ts';
import type { Memory } from './memory.ts';
import { said, speak, type Said, type SpeakOptions } from './speak.ts';

/** Picks the next symbol from the log-probabilities of all; `row` is that of the memory. */
export type Pick = (logProbabilities: ArrayLike<number>, row: number) => number;

/** The likeliest symbol, of equal ones the first: greedy search. */
export const likeliest: Pick = (logProbabilities) => {
  let best = 0;
  for (let id = 1; id < logProbabilities.length; id++) if (logProbabilities[id]! > logProbabilities[best]!) best = id;
  return best;
};

/** One sentence a row of the memory, symbol by symbol: greedy by default, or as `pick` draws. */
export function oneByOne(
  decoder: Decoder,
  memory: Memory,
  options: SpeakOptions,
  pick: Pick = likeliest,
): readonly Said[] {
  const found: Said[] = [];
  const { endId } = options;
  speak(decoder, memory, options, (nexts) =>
    nexts
      .map((next) => next.add(pick(next.logProbabilities, next.from.row)))
      .filter((open) => {
        if (open.ids.at(-1) !== endId) return true;
        found[open.row] = said(open);
        return false;
      }),
  );
  return found;
}
