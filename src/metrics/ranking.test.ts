import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RankingMetrics, rankOf, ranksOf } from './ranking.ts';

describe('ranksOf', () => {
  test('counts the others above and equal', () => {
    expect(ranksOf([0.5, 2, 0.5, 3, 0.5], 2)).toEqual({ above: 2, equal: 2 });
    expect(ranksOf(Float32Array.of(1), 0)).toEqual({ above: 0, equal: 0 });
    expect(ranksOf([-0, 0], 0)).toEqual({ above: 0, equal: 1 });
  });

  test('NaN is worse than any number, so that a model gone to NaN scores nothing', () => {
    expect(ranksOf([NaN, NaN, NaN], 1)).toEqual({ above: 2, equal: 0 });
    expect(ranksOf([NaN, -Infinity, NaN], 1)).toEqual({ above: 0, equal: 0 });
  });

  test('a target outside is refused', () => {
    expect(() => ranksOf([1, 2], 2)).toThrow(/item 2, but there are 2 scores/);
    expect(() => ranksOf([1, 2], -1)).toThrow(/item -1/);
  });

  test('agrees with sorting, under each rule', () => {
    const case_ = fc
      .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 })
      .chain((scores) => fc.tuple(fc.constant(scores), fc.nat(scores.length - 1)));
    fc.assert(
      fc.property(case_, ([scores, target]) => {
        const counts = ranksOf(scores, target);
        const sorted = [...scores].sort((a, b) => b - a);
        const first = sorted.indexOf(scores[target]!) + 1;
        const last = sorted.lastIndexOf(scores[target]!) + 1;
        expect(rankOf(counts, 'optimistic')).toBe(first);
        expect(rankOf(counts, 'pessimistic')).toBe(last);
        expect(rankOf(counts, 'mean')).toBe((first + last) / 2);
      }),
    );
  });
});

describe('RankingMetrics', () => {
  test('an example by hand: ranks 1, 2, 4, 21', () => {
    const metrics = new RankingMetrics({ ks: [1, 3, 20] });
    for (const above of [0, 1, 3, 20]) metrics.add({ above, equal: 0 });
    expect(metrics.count).toBe(4);
    expect(metrics.results()).toEqual([
      { k: 1, recall: 0.25, mrr: 0.25 },
      { k: 3, recall: 0.5, mrr: (1 + 1 / 2) / 4 },
      { k: 20, recall: 0.75, mrr: (1 + 1 / 2 + 1 / 4) / 4 },
    ]);
  });

  test('ties: one above, three equal', () => {
    const mrr = (ties: 'optimistic' | 'mean' | 'pessimistic', k: number) => {
      const metrics = new RankingMetrics({ ks: [k], ties });
      metrics.add({ above: 1, equal: 3 });
      return metrics.results()[0]!.mrr;
    };
    expect(mrr('optimistic', 2)).toBe(1 / 2);
    expect(mrr('mean', 3)).toBe(0); // rank 3.5
    expect(mrr('mean', 4)).toBe(1 / 3.5);
    expect(mrr('pessimistic', 4)).toBe(0);
    expect(mrr('pessimistic', 5)).toBe(1 / 5);
  });

  test('agrees with averages over a list of ranks', () => {
    const rows = fc.array(fc.tuple(fc.nat(30), fc.nat(5)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom('optimistic', 'mean', 'pessimistic'),
        (pairs, k, ties) => {
          const metrics = new RankingMetrics({ ks: [k], ties });
          metrics.addRows(
            pairs.map(([above]) => above),
            pairs.map(([, equal]) => equal),
          );
          const ranks = pairs.map(
            ([above, equal]) => 1 + above + (ties === 'optimistic' ? 0 : ties === 'mean' ? equal / 2 : equal),
          );
          const hits = ranks.filter((rank) => rank <= k);
          const [result] = metrics.results();
          expect(result!.recall).toBeCloseTo(hits.length / ranks.length, 12);
          expect(result!.mrr).toBeCloseTo(hits.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length, 12);
        },
      ),
    );
  });

  test('no predictions, wrong k, ragged rows', () => {
    expect(new RankingMetrics().results()).toEqual([{ k: 20, recall: NaN, mrr: NaN }]);
    expect(() => new RankingMetrics({ ks: [0] })).toThrow(/whole k from 1 on, got 0/);
    expect(() => new RankingMetrics().addRows([1], [])).toThrow(/1 counts above but 0/);
  });
});
