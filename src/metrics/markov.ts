import { checkItem, Popularity, type ScoredItem } from './popularity.ts';
import type { RankCounts } from './ranking.ts';

/**
 * The baseline that looks at the last item only, a Markov chain of first order: score(j | i) = how often j followed i.
 * Where nothing ever followed i (or nothing came before) it is {@link Popularity}.
 *
 * **Ties.** Among items that followed i equally often, the one that first did so earlier in the training data stands
 * first (as Python's `Counter.most_common` orders). Items that never followed i score 0; they tie with each other, below
 * all that did, and `top` does not name them. The sequences are visited in the order given.
 *
 * On YooChoose 100k (session-rec's sample, train_full and test in the order of the files; 2,933 items, 10,152
 * predictions) this gives recall@20 .5784 and MRR@20 .3475, under `mean` and `pessimistic` alike. Other orders among
 * equals give recall .578 to .584 and MRR .343 to .349; counting equals as ties gives .579 and .340 under `mean`.
 */
export class Markov {
  readonly popularity: Popularity;
  /** The followers of item i stand at #starts[i] to #starts[i + 1] of #followers and #counts, the best first. */
  readonly #starts: Int32Array;
  readonly #followers: Int32Array;
  readonly #counts: Int32Array;

  private constructor(popularity: Popularity, rows: readonly (ReadonlyMap<number, number> | undefined)[]) {
    this.popularity = popularity;
    const { items } = popularity;
    this.#starts = new Int32Array(items + 1);
    for (let i = 0; i < items; i++) this.#starts[i + 1] = this.#starts[i]! + (rows[i]?.size ?? 0);
    this.#followers = new Int32Array(this.#starts[items]!);
    this.#counts = new Int32Array(this.#starts[items]!);
    for (let i = 0; i < items; i++) {
      // A Map keeps the order of first insertion and a sort keeps the order of equals: ties stay in order of first sight.
      const row = [...(rows[i] ?? [])].sort(([, a], [, b]) => b - a);
      row.forEach(([follower, count], k) => {
        this.#followers[this.#starts[i]! + k] = follower;
        this.#counts[this.#starts[i]! + k] = count;
      });
    }
  }

  /** Counts which item follows which. `items`: how many there are in all; by default, the highest seen + 1. */
  static fit(sequences: Iterable<Int32Array>, options: { items?: number } = {}): Markov {
    const all = [...sequences];
    const popularity = Popularity.fit(all, options);
    const rows: (Map<number, number> | undefined)[] = Array.from({ length: popularity.items });
    for (const sequence of all) {
      for (let t = 1; t < sequence.length; t++) {
        const row = (rows[sequence[t - 1]!] ??= new Map<number, number>());
        row.set(sequence[t]!, (row.get(sequence[t]!) ?? 0) + 1);
      }
    }
    return new Markov(popularity, rows);
  }

  get items(): number {
    return this.popularity.items;
  }

  /** How many other items stand before `target` after `previous`, and how many beside it (see Ties above). */
  ranks(previous: number | undefined, target: number): RankCounts {
    const [start, end] = this.#row(previous);
    if (start === end) return this.popularity.ranks(target);
    checkItem(target, this.items);
    const place = this.#followers.subarray(start, end).indexOf(target);
    if (place >= 0) return { above: place, equal: 0 };
    return { above: end - start, equal: this.items - (end - start) - 1 };
  }

  /** The share of `item` among all that followed `previous`. */
  probability(previous: number | undefined, item: number): number {
    const [start, end] = this.#row(previous);
    if (start === end) return this.popularity.probability(item);
    checkItem(item, this.items);
    const place = this.#followers.subarray(start, end).indexOf(item);
    return place < 0 ? 0 : this.#counts[start + place]! / this.#rowTotal(start, end);
  }

  /** The k items that most often followed `previous`; fewer when fewer ever did. */
  top(previous: number | undefined, k: number): ScoredItem[] {
    const [start, end] = this.#row(previous);
    if (start === end) return this.popularity.top(k);
    const total = this.#rowTotal(start, end);
    return Array.from(this.#followers.subarray(start, Math.min(end, start + Math.max(0, k))), (item, i) => ({
      item,
      probability: this.#counts[start + i]! / total,
    }));
  }

  /** Where the followers of `previous` stand; an empty range when there is no such item or nothing followed it. */
  #row(previous: number | undefined): readonly [start: number, end: number] {
    if (previous === undefined) return [0, 0];
    checkItem(previous, this.items);
    return [this.#starts[previous]!, this.#starts[previous + 1]!];
  }

  #rowTotal(start: number, end: number): number {
    let total = 0;
    for (let i = start; i < end; i++) total += this.#counts[i]!;
    return total;
  }
}
