import { GramTable, ROOT } from './gram-table.ts';

/** How often each n-gram stands in a sequence, by number of the n-gram; entry n − 1 are those of n symbols. */
export type GramCounts = readonly ReadonlyMap<number, number>[];

/** Numbers the n-grams of sequences of words or letters: the same n-gram has the same number in all that one of these counts. */
export class GramCounter {
  readonly #table = new GramTable();
  readonly #symbols = new Map<string, number>();

  /** The number that the next n-gram will have that was not met before. */
  get size(): number {
    return this.#table.size;
  }

  /** Counts the n-grams of all orders from 1 to `order`. */
  count(sequence: readonly string[], order: number): GramCounts {
    const counts = Array.from({ length: order }, () => new Map<number, number>());
    const symbols = sequence.map((symbol) => this.#numberOf(symbol));
    for (let start = 0; start < symbols.length; start++) {
      let gram = ROOT;
      for (let n = 0; n < order && start + n < symbols.length; n++) {
        gram = this.#table.child(gram, symbols[start + n]!);
        counts[n]!.set(gram, (counts[n]!.get(gram) ?? 0) + 1);
      }
    }
    return counts;
  }

  #numberOf(symbol: string): number {
    let number = this.#symbols.get(symbol);
    if (number === undefined) this.#symbols.set(symbol, (number = this.#symbols.size));
    return number;
  }
}

/** How many n-grams two counts have in common: Σ min. */
export function overlap(counts: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>): number {
  let common = 0;
  for (const [gram, count] of counts) common += Math.min(count, others.get(gram) ?? 0);
  return common;
}

/** Σ of counts. */
export function sumOf(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
