import { expect, fail } from '../util/errors.ts';

/**
 * How well the one right item was ranked among all items.
 *
 * With rank r of the right item, counted from 1, over the N predictions asked:
 *
 *     recall@k = (1/N) Σ [r ≤ k]
 *     MRR@k    = (1/N) Σ [r ≤ k] / r
 *
 * (B. Hidasi et al., Session-based Recommendations with Recurrent Neural Networks, ICLR 2016, section 4). A rank is found
 * by counting, not by sorting: how many other items score higher, and how many exactly the same.
 */
export interface RankCounts {
  /** Other items with a higher score. */
  readonly above: number;
  /** Other items with exactly the same score. */
  readonly equal: number;
}

/**
 * Where the right item stands among those with its score. A model that gives every item the same score has recall 1
 * under `optimistic`, so that rule is for comparing with figures from elsewhere only.
 *
 * | rule | rank | in the evaluation of GRU4Rec |
 * |---|---|---|
 * | `optimistic` | 1 + above | `standard` |
 * | `mean` | 1 + above + equal / 2: the middle of the ties; may end in ½, and is then within k only when it is ≤ k | `median` |
 * | `pessimistic` | 1 + above + equal | `conservative` |
 */
export type TieRule = 'optimistic' | 'mean' | 'pessimistic';

const SHARE_OF_EQUAL: { readonly [R in TieRule]: number } = { optimistic: 0, mean: 0.5, pessimistic: 1 };

/** The rank, counted from 1, that a tie rule gives. */
export function rankOf(counts: RankCounts, ties: TieRule): number {
  return 1 + counts.above + counts.equal * SHARE_OF_EQUAL[ties];
}

/**
 * Counts the other scores above and equal to that of `target`. NaN is worse than any number: a target without a number
 * for a score stands last, and others without one count for nothing.
 */
export function ranksOf(scores: ArrayLike<number>, target: number): RankCounts {
  const score = scores[target];
  if (score === undefined) {
    return fail(
      'metrics/target',
      `the target is item ${target}, but there are ${scores.length} scores: 0 to ${scores.length - 1}`,
      {
        target,
        scores: scores.length,
      },
    );
  }
  if (Number.isNaN(score)) return { above: scores.length - 1, equal: 0 };
  let above = 0;
  let equal = -1; // the target equals itself
  for (let i = 0; i < scores.length; i++) {
    const other = scores[i]!;
    if (other > score) above++;
    else if (other === score) equal++;
  }
  return { above, equal };
}

export interface RankingResult {
  readonly k: number;
  readonly recall: number;
  readonly mrr: number;
}

/** Collects ranks and gives recall@k and MRR@k for several k. Both are NaN before the first prediction. */
export class RankingMetrics {
  readonly ks: readonly number[];
  readonly ties: TieRule;
  readonly #hits: Float64Array;
  readonly #reciprocals: Float64Array;
  #count = 0;

  constructor({ ks = [20], ties = 'mean' }: { ks?: readonly number[]; ties?: TieRule } = {}) {
    for (const k of ks) {
      expect(
        Number.isInteger(k) && k >= 1,
        'metrics/k',
        () => `recall@k and MRR@k take a whole k from 1 on, got ${k}`,
        { k },
      );
    }
    this.ks = [...ks];
    this.ties = ties;
    this.#hits = new Float64Array(ks.length);
    this.#reciprocals = new Float64Array(ks.length);
  }

  /** How many predictions were added. */
  get count(): number {
    return this.#count;
  }

  /** Adds one prediction. */
  add(counts: RankCounts): void {
    const rank = rankOf(counts, this.ties);
    this.#count++;
    for (let i = 0; i < this.ks.length; i++) {
      if (rank > this.ks[i]!) continue;
      this.#hits[i]! += 1;
      this.#reciprocals[i]! += 1 / rank;
    }
  }

  /** Adds a prediction a row: `above[i]` and `equal[i]` are the counts of row i. */
  addRows(above: ArrayLike<number>, equal: ArrayLike<number>): void {
    expect(
      above.length === equal.length,
      'metrics/length',
      () => `there are ${above.length} counts above but ${equal.length} counts equal`,
      {
        above: above.length,
        equal: equal.length,
      },
    );
    for (let i = 0; i < above.length; i++) this.add({ above: above[i]!, equal: equal[i]! });
  }

  /** The figures for each k, in the order of `ks`. */
  results(): RankingResult[] {
    return this.ks.map((k, i) => ({
      k,
      recall: this.#hits[i]! / this.#count,
      mrr: this.#reciprocals[i]! / this.#count,
    }));
  }
}
