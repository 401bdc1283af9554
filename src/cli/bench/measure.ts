/** What rounds of repeated work took, in milliseconds a repetition. */
export interface Timing {
  readonly best: number;
  readonly median: number;
  readonly repetitions: number;
  /** Of each round, in order. */
  readonly times: readonly number[];
}

/**
 * Times `work`: warms up, finds how often it fits into a round, and repeats rounds. The best round is what the machine
 * can do, the median what it does.
 */
export function measure(work: () => void, { rounds = 5, roundMs = 1000, warmUpMs = 200 } = {}): Timing {
  const warmed = performance.now() + warmUpMs;
  let once = Infinity;
  do once = Math.min(once, time(work, 1));
  while (performance.now() < warmed);
  const repetitions = Math.max(1, Math.round(roundMs / Math.max(once, 1e-4)));
  const times = Array.from({ length: rounds }, () => time(work, repetitions) / repetitions);
  return { best: Math.min(...times), median: medianOf(times), repetitions, times };
}

function time(work: () => void, repetitions: number): number {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) work();
  return performance.now() - start;
}

/** The middle value; the mean of the two in the middle when their number is even. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
