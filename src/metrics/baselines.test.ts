import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Markov } from './markov.ts';
import { Popularity } from './popularity.ts';
import { RankingMetrics, ranksOf, type TieRule } from './ranking.ts';

const sequencesOf = (...rows: number[][]) => rows.map((row) => Int32Array.from(row));

describe('by hand', () => {
  const sequences = sequencesOf([0, 1, 2, 1], [0, 1, 3], [2, 1]);

  test('popularity', () => {
    const popularity = Popularity.fit(sequences, { items: 5 });
    expect([...popularity.counts]).toEqual([2, 4, 2, 1, 0]);
    expect(popularity.ranks(1)).toEqual({ above: 0, equal: 0 });
    expect(popularity.ranks(2)).toEqual({ above: 1, equal: 1 });
    expect(popularity.ranks(4)).toEqual({ above: 4, equal: 0 });
    expect(popularity.probability(1)).toBe(4 / 9);
    expect(popularity.top(3).map(({ item }) => item)).toEqual([1, 0, 2]);
    expect(popularity.top(9).map(({ item }) => item)).toEqual([1, 0, 2, 3]); // nobody ever chose 4
  });

  test('Markov', () => {
    const markov = Markov.fit(sequences, { items: 5 });
    // 1 is followed by 2, then by 3, once each; by nothing else
    expect(markov.top(1, 5)).toEqual([
      { item: 2, probability: 0.5 },
      { item: 3, probability: 0.5 },
    ]);
    expect(markov.ranks(1, 2)).toEqual({ above: 0, equal: 0 });
    expect(markov.ranks(1, 3)).toEqual({ above: 1, equal: 0 });
    expect(markov.ranks(1, 0)).toEqual({ above: 2, equal: 2 });
    expect(markov.probability(1, 0)).toBe(0);
    expect(markov.probability(0, 1)).toBe(1);
  });

  test('Markov knows nothing after 3, or at the beginning: popularity', () => {
    const markov = Markov.fit(sequences, { items: 5 });
    for (const previous of [3, undefined]) {
      expect(markov.top(previous, 2)).toEqual(markov.popularity.top(2));
      expect(markov.ranks(previous, 2)).toEqual(markov.popularity.ranks(2));
      expect(markov.probability(previous, 2)).toBe(2 / 9);
    }
  });

  test('items that are none are refused; nothing to fit is not', () => {
    expect(() => Popularity.fit(sequences, { items: 3 })).toThrow(/one of 0 to 2, got 3/);
    expect(() => Popularity.fit(sequencesOf([-1]))).toThrow(/got -1/);
    const markov = Markov.fit(sequences);
    expect(markov.items).toBe(4);
    expect(() => markov.ranks(4, 0)).toThrow(/got 4/);
    expect(() => markov.ranks(1, 4)).toThrow(/got 4/);
    expect(() => markov.ranks(3, 4)).toThrow(/got 4/);
    expect(Markov.fit([], { items: 2 }).top(undefined, 2)).toEqual([]);
    expect(Markov.fit([], { items: 2 }).probability(undefined, 1)).toBe(0);
  });
});

test('agrees with dense scores, sorted', () => {
  const items = 6;
  const sequences = fc.array(fc.array(fc.nat(items - 1), { maxLength: 8 }), { maxLength: 8 });
  fc.assert(
    fc.property(sequences, fc.nat(items - 1), fc.nat(items - 1), (rows, previous, target) => {
      const fitted = sequencesOf(...rows);
      const popularity = Popularity.fit(fitted, { items });
      expect(popularity.ranks(target)).toEqual(ranksOf(popularity.counts, target));

      const steps = rows.flatMap((row) => row.slice(1).map((item, t) => [row[t]!, item] as const));
      const followers = steps.filter(([from]) => from === previous).map(([, to]) => to);
      const markov = Markov.fit(fitted, { items });
      if (followers.length === 0) {
        expect(markov.ranks(previous, target)).toEqual(popularity.ranks(target));
        return;
      }
      const scores = Array.from({ length: items }, (_, item) => followers.filter((to) => to === item).length);
      // An item first seen earlier is a little better than one with the same count.
      const nudged = scores.map((count, item) => (count === 0 ? 0 : count - followers.indexOf(item) / 1000));
      expect(markov.ranks(previous, target)).toEqual(ranksOf(nudged, target));
      expect(markov.probability(previous, target)).toBe(scores[target]! / followers.length);
      const top = markov.top(previous, 3);
      top.forEach(({ item, probability }, place) => {
        expect(markov.ranks(previous, item).above).toBe(place);
        expect(probability).toBe(markov.probability(previous, item));
      });
    }),
  );
});

test('25,000 items and 10,000 predictions take no time to speak of', () => {
  const items = 25_000;
  const next = (() => {
    let state = 1;
    return () => (state = (state * 48271) % 2147483647);
  })();
  const sequences = Array.from({ length: 20_000 }, () =>
    Int32Array.from({ length: 10 }, () => Math.floor((next() % items) / (1 + (next() % 50)))),
  );
  const markov = Markov.fit(sequences, { items });
  const start = performance.now();
  let above = 0;
  for (let i = 0; i < 10_000; i++) above += markov.ranks(next() % items, next() % items).above;
  expect(above).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(2000); // about 5 ms
});

const folder = process.env['ELMAN_DATA'];
const file = (part: string) => join(folder ?? '', 'rsc15-100k', `yoochoose-clicks-100k_${part}.txt.gz`);
const missing =
  folder === undefined
    ? 'ELMAN_DATA names no folder of data sets'
    : existsSync(file('test'))
      ? undefined
      : `there is no ${file('test')}`;

describe.skipIf(missing !== undefined)(`YooChoose 100k${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  /** Item ids by session, in the order of the file. */
  function sessionsOf(part: string): string[][] {
    const sessions = new Map<string, string[]>();
    const lines = gunzipSync(readFileSync(file(part)))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    for (const line of lines.slice(1)) {
      const [session, item] = line.split('\t');
      const items = sessions.get(session!) ?? [];
      items.push(item!);
      sessions.set(session!, items);
    }
    return [...sessions.values()];
  }

  test('recall and MRR at 20: popularity .0894/.0264, Markov .5784/.3475 on 10,152 predictions', () => {
    const train = sessionsOf('train_full');
    const numbers = new Map<string, number>();
    for (const item of train.flat()) if (!numbers.has(item)) numbers.set(item, numbers.size);
    const numbered = (sessions: string[][]) =>
      sessions.map((items) => Int32Array.from(items, (item) => numbers.get(item)!));
    const markov = Markov.fit(numbered(train));
    expect(markov.items).toBe(2933);

    const test_ = numbered(sessionsOf('test'));
    const evaluate = (ties: TieRule, ranks: (previous: number, target: number) => { above: number; equal: number }) => {
      const metrics = new RankingMetrics({ ks: [20], ties });
      for (const session of test_)
        for (let t = 1; t < session.length; t++) metrics.add(ranks(session[t - 1]!, session[t]!));
      expect(metrics.count).toBe(10152);
      const { recall, mrr } = metrics.results()[0]!;
      return [recall.toFixed(4), mrr.toFixed(4)];
    };
    for (const ties of ['mean', 'pessimistic'] as const) {
      expect(evaluate(ties, (_, target) => markov.popularity.ranks(target))).toEqual(['0.0894', '0.0264']);
      expect(evaluate(ties, (previous, target) => markov.ranks(previous, target))).toEqual(['0.5784', '0.3475']);
    }
  });
});
