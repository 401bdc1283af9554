import { expect } from '../util/errors.ts';
import { pow } from '../util/portable-math.ts';
import type { Decoder } from './decoder.ts';
import type { Memory } from './memory.ts';
import { said, speak, type Next, type Open, type Said, type SpeakOptions } from './speak.ts';

export interface BeamOptions extends SpeakOptions {
  /** K, how many sentences are followed at a time; 1 is greedy search. */
  readonly beam: number;
  /** α of the length penalty; 0 compares sums, which favours short sentences. 1 by default. */
  readonly lengthPenalty?: number | undefined;
}

/** A sentence with one more symbol, before it is known to stay. */
interface Candidate {
  readonly next: Next;
  readonly id: number;
  readonly logProbability: number;
}

/**
 * Beam search: of each row the K likeliest beginnings are followed. A sentence that ends is set aside if it is among
 * the K best of its step, and the row is done when K are and no open one can become better than the K-th. They are
 * compared by
 *
 *     log P(sentence) / ((5 + length) / 6)^α     (Wu et al., Google's Neural Machine Translation System, 2016)
 *
 * with the symbol that ends counted in the length. Of equal ones the one that stood first stays first.
 * @returns of each row of the memory at most K sentences, the best first
 */
export function beamSearch(decoder: Decoder, memory: Memory, options: BeamOptions): readonly (readonly Said[])[] {
  const { beam, lengthPenalty = 1, endId } = options;
  expect(
    Number.isInteger(beam) && beam > 0,
    'seq2seq/beam',
    () => `a beam follows a whole number of sentences above 0, got ${beam}`,
    { got: beam },
  );
  const found: Said[][] = Array.from({ length: memory.summary.dim(0) }, () => []);
  speak(decoder, memory, options, (nexts) => {
    const open: Open[] = [];
    for (let from = 0; from < nexts.length;) {
      const { row } = nexts[from]!.from;
      let to = from;
      while (to < nexts.length && nexts[to]!.from.row === row) to++;
      const goOn: Open[] = [];
      const best = likeliestOf(nexts.slice(from, to), 2 * beam);
      for (const [rank, { next, id, logProbability }] of best.entries()) {
        if (id !== endId) {
          if (goOn.length < beam) goOn.push(next.add(id));
        } else if (rank < beam) {
          const ended = next.add(id);
          found[row]!.push(said(ended, logProbability / penalty(ended.ids.length, lengthPenalty)));
        }
      }
      if (couldBeBetter(goOn, found[row]!, row)) open.push(...goOn);
      from = to;
    }
    return open;
  });
  return found.map((sentences) => sentences.toSorted(byScore).slice(0, beam));

  // A sum only falls from here on, and no sentence is divided by more than one of the greatest length.
  function couldBeBetter(goOn: readonly Open[], ended: readonly Said[], row: number): boolean {
    const likeliest = goOn[0];
    if (likeliest === undefined || ended.length < beam) return likeliest !== undefined;
    // A beam of one is greedy search, which has come to its end.
    if (beam === 1) return false;
    const most = likeliest.logProbability / penalty(options.maxLength(row) + 1, lengthPenalty);
    return most > ended.toSorted(byScore)[beam - 1]!.score;
  }
}

function byScore(a: Said, b: Said): number {
  return b.score - a.score;
}

function penalty(length: number, alpha: number): number {
  return pow((5 + length) / 6, alpha);
}

/** The `count` likeliest sentences of one symbol more, the best first. */
function likeliestOf(nexts: readonly Next[], count: number): Candidate[] {
  const best: Candidate[] = [];
  for (const next of nexts) {
    const { logProbabilities, from } = next;
    let least = best.length < count ? -Infinity : best.at(-1)!.logProbability;
    for (let id = 0; id < logProbabilities.length; id++) {
      const logProbability = from.logProbability + logProbabilities[id]!;
      if (!(logProbability > least)) continue;
      let place = best.length;
      while (place > 0 && best[place - 1]!.logProbability < logProbability) place--;
      best.splice(place, 0, { next, id, logProbability });
      if (best.length > count) best.pop();
      if (best.length === count) least = best.at(-1)!.logProbability;
    }
  }
  return best;
}
