import { exp } from '../util/portable-math.ts';
import type { Crf } from './crf.ts';

/** Which labels may follow which, begin and end; all without it. */
export interface CrfConstraints {
  /** Whether `to` may stand behind `from`. */
  follows(from: number, to: number): boolean;
  begins(label: number): boolean;
  ends(label: number): boolean;
}

/**
 * Decodes with the present weights of a {@link Crf}, in plain loops over plain numbers: emissions of one sequence are
 * [T · K], row by row, T at least 1. Equally good ways are decided for the label with the lower number, last step first.
 */
export class CrfDecoder {
  readonly labels: number;
  /** −∞ for what may not be. */
  readonly #moves: Float64Array;
  readonly #start: Float64Array;
  readonly #end: Float64Array;

  constructor(crf: Crf, constraints?: CrfConstraints) {
    const count = crf.labels;
    const scores = (values: ArrayLike<number>, may: (i: number) => boolean): Float64Array =>
      Float64Array.from(values, (value, i) => (constraints === undefined || may(i) ? value : -Infinity));
    this.labels = count;
    this.#moves = scores(crf.transitions.toArray(), (i) => constraints!.follows(Math.floor(i / count), i % count));
    this.#start = scores(crf.start.toArray(), (i) => constraints!.begins(i));
    this.#end = scores(crf.end.toArray(), (i) => constraints!.ends(i));
  }

  /** The likeliest labels of a sequence and their score s(y) (Viterbi 1967). */
  decode(emissions: ArrayLike<number>): { readonly labels: Int32Array; readonly score: number } {
    const count = this.labels;
    const steps = emissions.length / count;
    const from = new Int32Array(steps * count);
    let best = this.#start.map((start, j) => start + emissions[j]!);
    for (let t = 1; t < steps; t++) {
      const next = new Float64Array(count).fill(-Infinity);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          const score = best[i]! + this.#moves[i * count + j]!;
          if (score <= next[j]!) continue;
          next[j] = score;
          from[t * count + j] = i;
        }
      }
      for (let j = 0; j < count; j++) next[j]! += emissions[t * count + j]!;
      best = next;
    }
    let at = 0;
    for (let j = 0; j < count; j++) {
      best[j]! += this.#end[j]!;
      if (best[j]! > best[at]!) at = j;
    }
    const labels = new Int32Array(steps);
    const score = best[at]!;
    for (let t = steps - 1; t >= 0; t--) {
      labels[t] = at;
      at = from[t * count + at]!;
    }
    return { labels, score };
  }

  /** How likely each label is at each step, over all ways to label: [T · K] (the forward-backward algorithm, each step scaled to a sum of 1). */
  marginals(emissions: ArrayLike<number>): Float64Array {
    const count = this.labels;
    const steps = emissions.length / count;
    const moves = this.#moves.map(exp);
    const weights = new Float64Array(steps * count);
    for (let t = 0; t < steps; t++) {
      let most = -Infinity;
      for (let j = 0; j < count; j++) most = Math.max(most, emissions[t * count + j]!);
      for (let j = 0; j < count; j++) weights[t * count + j] = exp(emissions[t * count + j]! - most);
    }
    const ahead = new Float64Array(steps * count);
    for (let j = 0; j < count; j++) ahead[j] = exp(this.#start[j]!) * weights[j]!;
    toSumOne(ahead, 0, count);
    for (let t = 1; t < steps; t++) {
      const [now, before] = [t * count, (t - 1) * count];
      for (let i = 0; i < count; i++)
        for (let j = 0; j < count; j++) ahead[now + j]! += ahead[before + i]! * moves[i * count + j]!;
      for (let j = 0; j < count; j++) ahead[now + j]! *= weights[now + j]!;
      toSumOne(ahead, now, count);
    }
    let back = this.#end.map(exp);
    for (let t = steps - 1; t >= 0; t--) {
      const now = t * count;
      const weighed = back.map((value, j) => value * weights[now + j]!);
      for (let j = 0; j < count; j++) ahead[now + j]! *= back[j]!;
      toSumOne(ahead, now, count);
      back = new Float64Array(count);
      for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) back[i]! += moves[i * count + j]! * weighed[j]!;
      toSumOne(back, 0, count);
    }
    return ahead;
  }
}

/** Scales `count` numbers from `at` on to a sum of 1; all of zeros stay so. */
function toSumOne(numbers: Float64Array, at: number, count: number): void {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += numbers[at + j]!;
  if (sum > 0) for (let j = 0; j < count; j++) numbers[at + j]! /= sum;
}
