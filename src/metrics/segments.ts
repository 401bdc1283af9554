import { expect } from '../util/errors.ts';

/** Steps `start` … `end` − 1, as many as follow one another with one label. */
export interface Segment {
  readonly label: number;
  readonly start: number;
  readonly end: number;
}

/** The runs of equal labels, in order. */
export function segmentsOf(labels: ArrayLike<number>): Segment[] {
  const segments: Segment[] = [];
  for (let start = 0, t = 1; t <= labels.length; t++) {
    if (t < labels.length && labels[t] === labels[start]) continue;
    segments.push({ label: labels[start]!, start, end: t });
    start = t;
  }
  return segments;
}

export interface SegmentResult {
  /** The share of frames with the right label; NaN when there are none. */
  readonly accuracy: number;
  /** The mean edit score over the sequences. */
  readonly edit: number;
  /** F1 of segments at each overlap asked for, in order. */
  readonly f1: readonly number[];
}

/**
 * How well the segments of sequences of frames are found (C. Lea et al., Temporal Convolutional Networks for Action
 * Segmentation and Detection, 2017), which a flickering answer spoils though nearly all of its frames are right:
 *
 * - F1 at an overlap k: a predicted segment is right when its overlap (intersection over union) with the segment of the
 *   same label that it overlaps most is at least k, and no predicted segment before it was right by that one. Counts
 *   are summed over sequences.
 * - edit score: 1 − d / n, where d is the least number of segments to insert, delete or change to get from the labels
 *   of the predicted segments to those of the actual ones (Levenshtein), and n the larger number of segments.
 */
export class SegmentMetrics {
  readonly #overlaps: readonly number[];
  readonly #right: number[];
  #predicted = 0;
  #actual = 0;
  #edit = 0;
  #sequences = 0;
  #frames = 0;
  #rightFrames = 0;

  /** @param overlaps shares of the union, as 0.5 */
  constructor(overlaps: readonly number[] = [0.1, 0.25, 0.5]) {
    this.#overlaps = overlaps;
    this.#right = overlaps.map(() => 0);
  }

  /** Adds a sequence. Throws `metrics/length` unless there is a predicted label for each actual one. */
  add(predicted: ArrayLike<number>, actual: ArrayLike<number>): void {
    expect(
      predicted.length === actual.length,
      'metrics/length',
      () => `there are ${predicted.length} predicted but ${actual.length} actual labels`,
      { predicted: predicted.length, actual: actual.length },
    );
    if (actual.length === 0) return;
    for (let t = 0; t < actual.length; t++) if (predicted[t] === actual[t]) this.#rightFrames++;
    const [found, there] = [segmentsOf(predicted), segmentsOf(actual)];
    this.#overlaps.forEach((overlap, i) => (this.#right[i]! += matches(found, there, overlap)));
    this.#predicted += found.length;
    this.#actual += there.length;
    const apart = distance(
      found.map(({ label }) => label),
      there.map(({ label }) => label),
    );
    this.#edit += 1 - apart / Math.max(found.length, there.length);
    this.#sequences++;
    this.#frames += actual.length;
  }

  result(): SegmentResult {
    const segments = this.#predicted + this.#actual;
    return {
      accuracy: this.#rightFrames / this.#frames,
      edit: this.#edit / this.#sequences,
      f1: this.#right.map((right) => (segments === 0 ? Number.NaN : (2 * right) / segments)),
    };
  }
}

/** How many predicted segments are right, each actual one making at most one so. */
function matches(found: readonly Segment[], there: readonly Segment[], overlap: number): number {
  const taken = new Set<Segment>();
  for (const segment of found) {
    let best: Segment | undefined;
    let most = 0;
    for (const actual of there) {
      if (actual.label !== segment.label) continue;
      const shared = Math.min(segment.end, actual.end) - Math.max(segment.start, actual.start);
      const share = shared / (Math.max(segment.end, actual.end) - Math.min(segment.start, actual.start));
      if (share > most) [best, most] = [actual, share];
    }
    if (best !== undefined && most >= overlap) taken.add(best);
  }
  return taken.size;
}

/** The least number of insertions, deletions and changes between two lists (Levenshtein 1966). */
function distance(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, x] of a.entries()) {
    const next = [i + 1];
    for (const [j, y] of b.entries()) next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (x === y ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
