import { GramCounter, overlap, sumOf } from './gram-counts.ts';

/** The longest n-grams that BLEU looks at. */
export const BLEU_ORDER = 4;

/** All that BLEU needs to know of a corpus. */
export interface BleuCounts {
  /** N-grams of hypotheses that a reference has too, by order; each at most as often as in one reference. */
  readonly correct: readonly number[];
  /** N-grams of hypotheses, by order. */
  readonly total: readonly number[];
  /** Words of hypotheses. */
  readonly systemLength: number;
  /** Words of references, of each sentence the one of the nearest length; of two as near the shorter. */
  readonly referenceLength: number;
}

/** Counts of one sentence, whose words are given (Papineni 2002, sections 2.1.1 and 2.2.2). */
export function bleuCounts(hypothesis: readonly string[], references: readonly (readonly string[])[]): BleuCounts {
  const counter = new GramCounter();
  const counts = counter.count(hypothesis, BLEU_ORDER);
  const others = references.map((reference) => counter.count(reference, BLEU_ORDER));
  return {
    correct: counts.map((own, n) => overlap(own, mostOf(others.map((other) => other[n]!)))),
    total: counts.map(sumOf),
    systemLength: hypothesis.length,
    referenceLength: nearestLength(hypothesis.length, references),
  };
}

/** Counts of several sentences together. */
export function sumOfCounts(sentences: readonly BleuCounts[]): BleuCounts {
  const byOrder = (of: (counts: BleuCounts) => readonly number[]): number[] =>
    Array.from({ length: BLEU_ORDER }, (_, n) => sentences.reduce((sum, counts) => sum + of(counts)[n]!, 0));
  return {
    correct: byOrder(({ correct }) => correct),
    total: byOrder(({ total }) => total),
    systemLength: sentences.reduce((sum, counts) => sum + counts.systemLength, 0),
    referenceLength: sentences.reduce((sum, counts) => sum + counts.referenceLength, 0),
  };
}

/** How often each n-gram stands in the reference that has it most often. */
function mostOf(references: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const [first, ...rest] = references;
  if (rest.length === 0) return first!;
  const most = new Map(first);
  for (const counts of rest) {
    for (const [gram, count] of counts) most.set(gram, Math.max(count, most.get(gram) ?? 0));
  }
  return most;
}

function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const distance = (other: number): number => Math.abs(other - length);
  return references
    .map((reference) => reference.length)
    .reduce((best, other) => {
      const nearer = distance(other) - distance(best);
      return nearer < 0 || (nearer === 0 && other < best) ? other : best;
    });
}
