import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../util/random.ts';
import { checkSampleRequest, sampleId, type SampleRules } from './sampling.ts';

/** How often each id comes in so many draws. */
function countsOf(scores: ArrayLike<number>, rules: SampleRules, draws: number, seed = 1): number[] {
  const rng = new Random(seed);
  const counts = Array.from(scores, () => 0);
  for (let i = 0; i < draws; i++) counts[sampleId(scores, rules, rng)]!++;
  return counts;
}

function softmax(scores: readonly number[], temperature = 1): number[] {
  const weights = scores.map((score) => Math.exp((score - Math.max(...scores)) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Pearson's χ² of counts against what was expected. */
const chiSquare = (counts: readonly number[], expected: readonly number[]): number =>
  counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);

describe('drawing', () => {
  const scores = [0.3, -1.2, 1.9, 0, 0.7, -0.4];
  const draws = 20_000;

  test.each([0.5, 1, 2])('at temperature %d goes by the softmax', (temperature) => {
    const expected = softmax(scores, temperature).map((p) => p * draws);
    // 20.5 is exceeded by chance once in a thousand seeds (5 degrees of freedom)
    expect(chiSquare(countsOf(scores, { temperature }, draws), expected)).toBeLessThan(20.5);
  });

  test('with top-k goes by the softmax of the k likeliest', () => {
    const counts = countsOf(scores, { topK: 3 }, draws);
    expect(counts.map((count) => count > 0)).toEqual([true, false, true, false, true, false]);
    const expected = softmax([0.3, 1.9, 0.7]).map((p) => p * draws);
    expect(chiSquare([counts[0]!, counts[2]!, counts[4]!], expected)).toBeLessThan(13.8); // 2 degrees of freedom
  });

  test('with top-p goes by the softmax of the fewest that reach it', () => {
    const thirds = [0.5, 0.3, 0.15, 0.05].map(Math.log);
    expect(countsOf(thirds, { topP: 0.79 }, 2000).map((count) => count > 0)).toEqual([true, true, false, false]);
    expect(countsOf(thirds, { topP: 0.81 }, 2000).map((count) => count > 0)).toEqual([true, true, true, false]);
    expect(countsOf(thirds, { topP: 1e-9 }, 100)).toEqual([100, 0, 0, 0]);
    // of what top-k leaves, 0.5 has 0.625: top-p is a share of the rest
    expect(countsOf(thirds, { topK: 2, topP: 0.6 }, 100)).toEqual([100, 0, 0, 0]);
    expect(countsOf(thirds, { topP: 0.6 }, 2000)[1]).toBeGreaterThan(0);
  });

  test('never says what is banned, and the others as if there were no such ids', () => {
    const counts = countsOf(scores, { banned: [2, 0] }, draws);
    const expected = softmax([-1.2, 0, 0.7, -0.4]).map((p) => p * draws);
    expect([counts[0], counts[2]]).toEqual([0, 0]);
    expect(chiSquare([counts[1]!, ...counts.slice(3)], expected)).toBeLessThan(16.3); // 3 degrees of freedom
    expect(countsOf(scores, { banned: [2], topK: 1 }, 10)[4]).toBe(10);
    expect(countsOf(scores, { banned: [2], temperature: 0 }, 10)[4]).toBe(10);
  });

  test('at temperature 0 takes the likeliest, of equal ones the first', () => {
    expect(sampleId([1, 3, 3, 2], { temperature: 0 }, new Random(1))).toBe(1);
    expect(countsOf([3, 3, 3], { topK: 2 }, 100)[2]).toBe(0);
  });

  test('says the same from the same seed, whatever else is asked that changes nothing', () => {
    const rng = (): Random => new Random(5);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 30 }), (some) => {
        const plain = sampleId(some, {}, rng());
        expect(sampleId(some, { topK: some.length, topP: 1, temperature: 1, banned: [] }, rng())).toBe(plain);
        expect(sampleId(some, { topK: 10_000 }, rng())).toBe(plain);
        expect(sampleId(Float64Array.from(some), {}, rng())).toBe(plain);
      }),
    );
  });
});

describe('for any scores and rules', () => {
  const some = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), fc.constant(-Infinity)), {
    minLength: 1,
    maxLength: 40,
  });
  const rules = fc.record({
    temperature: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e308, noNaN: true })),
    topK: fc.integer({ min: 1, max: 50 }),
    topP: fc.double({ min: 5e-324, max: 1, noNaN: true }),
  });

  test('the id is one of the k likeliest, and has a score', () => {
    fc.assert(
      fc.property(some, rules, fc.integer(), (scores, rule, seed) => {
        fc.pre(scores.some((score) => score > -Infinity));
        const id = sampleId(scores, rule, new Random(seed));
        expect(scores[id]).toBeGreaterThan(-Infinity);
        const better = scores.filter((score, other) => score > scores[id]! || (score === scores[id] && other < id));
        expect(better.length).toBeLessThan(rule.topK);
        // What is likelier does not reach top-p of what top-k leaves by itself.
        const left = [...scores].sort((a, b) => b - a).slice(0, rule.topK);
        const shares = rule.temperature === 0 ? [] : softmax(left, rule.temperature).slice(0, better.length);
        expect(shares.reduce((sum, p) => sum + p, 0)).toBeLessThan(rule.topP + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  test('extreme temperatures are the likeliest and the uniform', () => {
    expect(countsOf([1, 1.001, 0.999], { temperature: 5e-324 }, 50)).toEqual([0, 50, 0]);
    const counts = countsOf([700, -700, 0, -Infinity], { temperature: 1e308 }, 9000);
    expect(chiSquare(counts.slice(0, 3), [3000, 3000, 3000])).toBeLessThan(13.8);
    expect(counts[3]).toBe(0);
  });
});

describe('what makes no sense is refused', () => {
  const cases: [string, SampleRules, string][] = [
    ['a temperature below 0', { temperature: -0.1 }, 'usage/temperature'],
    ['a temperature that is no number', { temperature: NaN }, 'usage/temperature'],
    ['an infinite temperature', { temperature: Infinity }, 'usage/temperature'],
    ['top-k 0', { topK: 0 }, 'usage/top-k'],
    ['top-k 1.5', { topK: 1.5 }, 'usage/top-k'],
    ['top-p 0', { topP: 0 }, 'usage/top-p'],
    ['top-p above 1', { topP: 1.01 }, 'usage/top-p'],
    ['top-p that is no number', { topP: NaN }, 'usage/top-p'],
  ];
  test.each(cases)('%s', (_, rules, code) => {
    expect(() => sampleId([1, 2], rules, new Random(1))).toThrow(expect.objectContaining({ code }));
    expect(() => checkSampleRequest(rules)).toThrow(expect.objectContaining({ code }));
  });

  test.each([[[1, NaN, 0]], [[Infinity, 0]], [[-Infinity, -Infinity]]])('the scores %j of a broken model', (scores) => {
    for (const temperature of [0, 1])
      expect(() => sampleId(scores, { temperature }, new Random(1))).toThrow(
        expect.objectContaining({ code: 'model/scores' }),
      );
  });

  test('nothing left to draw from', () => {
    for (const [scores, banned] of [
      [
        [1, 2],
        [0, 1],
      ],
      [[], []],
    ] as const)
      expect(() => sampleId(scores, { banned }, new Random(1))).toThrow(
        expect.objectContaining({ code: 'usage/banned' }),
      );
  });

  test('lengths and seeds', () => {
    for (const length of [0, -1, 2.5, NaN])
      expect(() => checkSampleRequest({ length })).toThrow(expect.objectContaining({ code: 'usage/length' }));
    for (const seed of [0.5, NaN, 2 ** 60])
      expect(() => checkSampleRequest({ seed })).toThrow(expect.objectContaining({ code: 'usage/seed' }));
  });
});

test('a request gets its defaults', () => {
  expect(checkSampleRequest({})).toEqual({ length: 200, temperature: 1, seed: 1 });
  const request = { prompt: 'a', length: 3, temperature: 0, topK: 2, topP: 0.5, seed: 0 };
  expect(checkSampleRequest(request)).toEqual(request);
});
