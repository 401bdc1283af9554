/** How much of what is newly seen goes into what is known of a thread's speed. */
const learning = 0.1;
/** How fast a thread of which nothing was seen is taken to be like the others again. */
const forgetting = 0.01;
/** Milliseconds: parts that took less say little. */
const telling = 0.05;

/**
 * How large a part each thread gets. Cores of one machine are not alike, least of all where others work too: a thread
 * that was slower gets less, so that all are done at about the same time. Bits do not depend on it where a part has the
 * bits that it has in the whole; elsewhere (`adapts` false) parts stay equal.
 */
export class Shares {
  readonly #adapts: boolean;
  readonly #weights: Float64Array;

  constructor(threads: number, adapts: boolean) {
    this.#adapts = adapts;
    this.#weights = new Float64Array(threads).fill(1);
  }

  /** Where the parts of `all` for the first `threads` threads begin, in multiples of `grain`, and where the last ends. */
  bounds(all: number, grain: number, threads: number): number[] {
    let total = 0;
    for (let i = 0; i < threads; i++) total += this.#weights[i]!;
    const bounds = [0];
    let sum = 0;
    for (let i = 0; i < threads - 1; i++) {
      sum += this.#weights[i]!;
      bounds.push(Math.min(all, Math.round(((sum / total) * all) / grain) * grain));
    }
    bounds.push(all);
    return bounds;
  }

  /** Learns from parts between `bounds` that took so many milliseconds. */
  learn(bounds: readonly number[], times: readonly number[]): void {
    if (!this.#adapts) return;
    let [seen, time] = [0, 0];
    for (const [i, took] of times.entries()) {
      if (took < telling || bounds[i + 1] === bounds[i]) continue;
      seen += bounds[i + 1]! - bounds[i]!;
      time += took;
    }
    for (const [i, took] of times.entries()) {
      const count = bounds[i + 1]! - bounds[i]!;
      const told = took >= telling && count > 0;
      const speed = told ? (count / took) * (time / seen) : 1;
      this.#weights[i]! += (speed - this.#weights[i]!) * (told ? learning : forgetting);
    }
  }
}
