import { expect } from '../util/errors.ts';
import type { RankCounts } from './ranking.ts';

/** A scored item, as `top` lists them. */
export interface ScoredItem {
  readonly item: number;
  readonly probability: number;
}

/**
 * The baseline that always predicts what is most frequent, whatever came before: score(i) = how often item i occurs.
 * Items are whole numbers from 0 to `items` - 1.
 */
export class Popularity {
  /** How often each item occurs, [items]. */
  readonly counts: Float64Array;
  readonly #total: number;
  /** All items, the most frequent first, then by number. */
  readonly #order: Int32Array;
  /** For each item the counts of `ranks`, [items]. */
  readonly #above: Int32Array;
  readonly #equal: Int32Array;

  private constructor(counts: Float64Array) {
    this.counts = counts;
    this.#total = counts.reduce((sum, count) => sum + count, 0);
    this.#order = Int32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
    this.#above = new Int32Array(counts.length);
    this.#equal = new Int32Array(counts.length);
    for (let start = 0, end = 0; start < counts.length; start = end) {
      const count = counts[this.#order[start]!]!;
      while (end < counts.length && counts[this.#order[end]!] === count) end++;
      for (let i = start; i < end; i++) {
        this.#above[this.#order[i]!] = start;
        this.#equal[this.#order[i]!] = end - start - 1;
      }
    }
  }

  /** Counts the items of all sequences. `items`: how many there are in all, seen or not; by default, the highest seen + 1. */
  static fit(sequences: Iterable<Int32Array>, { items }: { items?: number } = {}): Popularity {
    const all = [...sequences];
    const size = items ?? highest(all) + 1;
    const counts = new Float64Array(size);
    for (const sequence of all) {
      for (const item of sequence) {
        checkItem(item, size);
        counts[item]! += 1;
      }
    }
    return new Popularity(counts);
  }

  get items(): number {
    return this.counts.length;
  }

  /** How many other items occur more often than `target`, and how many exactly as often. */
  ranks(target: number): RankCounts {
    checkItem(target, this.items);
    return { above: this.#above[target]!, equal: this.#equal[target]! };
  }

  /** The share of `item` among all occurrences; 0 when nothing was seen. */
  probability(item: number): number {
    checkItem(item, this.items);
    return this.#total === 0 ? 0 : this.counts[item]! / this.#total;
  }

  /** The k most frequent items that occur at all, the lower number first among equals. */
  top(k: number): ScoredItem[] {
    return Array.from(this.#order.subarray(0, Math.max(0, k)), (item) => ({
      item,
      probability: this.probability(item),
    })).filter(({ probability }) => probability > 0);
  }
}

export function checkItem(item: number, items: number): void {
  expect(
    Number.isInteger(item) && item >= 0 && item < items,
    'metrics/item',
    () => `an item should be one of 0 to ${items - 1}, got ${item}`,
    {
      item,
      items,
    },
  );
}

function highest(sequences: readonly Int32Array[]): number {
  let high = -1;
  for (const sequence of sequences) for (const item of sequence) if (item > high) high = item;
  return high;
}
