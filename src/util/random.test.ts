import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, Random } from './random.ts';

const take = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);
const seed = fc.maxSafeInteger();

describe('Random', () => {
  // Every saved seed depends on these. They are those of the first implementation; the test exists to fail when an edit
  // changes them.
  it('keeps its numbers', () => {
    const random = new Random(7);
    expect(take(4, () => random.bits())).toMatchInlineSnapshot(`
      [
        3964942539,
        2701583624,
        967034670,
        3810470345,
      ]
    `);
    expect(take(2, () => random.uniform())).toMatchInlineSnapshot(`
      [
        0.9780552005252586,
        0.22318255570686607,
      ]
    `);
    expect(take(3, () => random.normal())).toMatchInlineSnapshot(`
      [
        -1.3755491352278655,
        -0.22338852890211103,
        -0.9749167164089141,
      ]
    `);
    expect(random.shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toMatchInlineSnapshot(`
      [
        7,
        5,
        2,
        6,
        3,
        1,
        4,
        0,
      ]
    `);
    expect(Random.derive(7, 'shuffle', 3).bits()).toMatchInlineSnapshot(`980862292`);
    expect([hash32(0, 0), hash32(7, 1), hash32(0xdeadbeef, 4294967295)]).toMatchInlineSnapshot(`
      [
        340428713,
        76420022,
        774652356,
      ]
    `);
  });

  it('is xoshiro128** of its four words', () => {
    // The reference program of Blackman and Vigna, from the state 1, 2, 3, 4.
    const random = new Random(0);
    random.state = [1, 2, 3, 4];
    expect(take(6, () => random.bits())).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it('gives the same stream for the same seed, another for another', () => {
    fc.assert(
      fc.property(seed, seed, (a, b) => {
        const [first, again, other] = [new Random(a), new Random(a), new Random(b)];
        const numbers = take(8, () => first.bits());
        expect(take(8, () => again.bits())).toEqual(numbers);
        if (a !== b) expect(take(8, () => other.bits())).not.toEqual(numbers);
      }),
      { numRuns: 500 },
    );
  });

  it('takes whole numbers as seeds, and nothing else', () => {
    for (const wrong of [0.5, NaN, Infinity, 2 ** 53, -(2 ** 53)])
      expect(() => new Random(wrong)).toThrow(expect.objectContaining({ code: 'random/seed' }));
    expect(new Random(-1).bits()).not.toBe(new Random(1).bits());
    expect(new Random(2 ** 32).bits()).not.toBe(new Random(0).bits());
  });

  it('goes on from a saved state', () => {
    const random = new Random(3);
    take(5, () => random.normal());
    const saved = [...random.state];
    const numbers = take(5, () => random.uniform());
    const other = new Random(99);
    other.state = saved;
    expect(take(5, () => other.uniform())).toEqual(numbers);
  });
});

describe('derive', () => {
  it('is a function of its seed and path', () => {
    const path = fc.array(fc.oneof(fc.string(), fc.nat()), { maxLength: 4 });
    fc.assert(
      fc.property(seed, path, (seed, path) => {
        expect(Random.derive(seed, ...path).state).toEqual(Random.derive(seed, ...path).state);
      }),
    );
  });

  it('keeps apart the streams of different names, counters and seeds', () => {
    const paths: (string | number)[][] = [
      [],
      [''],
      [0],
      ['a'],
      ['b'],
      ['ab'],
      ['a', 'b'],
      ['b', 'a'],
      ['a', 0],
      ['a', 1],
    ];
    for (let i = 0; i < 2000; i++) paths.push(['dropout', i], ['shuffle', i]);
    const states = [1, 2, -1].flatMap((seed) => paths.map((path) => Random.derive(seed, ...path).state.join()));
    expect(new Set(states).size).toBe(states.length);
  });

  it('gives neighbouring counters unrelated numbers', () => {
    // The first uniform of each of 4000 streams, in pairs: were they related, their correlation would show it.
    const numbers = Array.from({ length: 4000 }, (_, step) => Random.derive(5, 'dropout', step).uniform() - 0.5);
    const products = numbers.slice(1).map((x, i) => x * numbers[i]!);
    expect(Math.abs(mean(numbers))).toBeLessThan(4 / Math.sqrt(12 * 4000));
    expect(Math.abs(mean(products)) * 12).toBeLessThan(4 / Math.sqrt(4000));
  });
});

describe('distributions', () => {
  const n = 40_000;

  it('uniform is in [0, 1), with the moments and the even spread of one', () => {
    const random = new Random(1);
    const numbers = take(n, () => random.uniform());
    expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(mean(numbers)).toBeCloseTo(0.5, 2);
    expect(mean(numbers.map((x) => x * x))).toBeCloseTo(1 / 3, 2);
    expect(
      chiSquared(
        numbers.map((x) => Math.floor(x * 100)),
        100,
      ),
    ).toBeLessThan(149); // 99 degrees, p = 0.001
  });

  it('below is even', () => {
    const random = new Random(2);
    const numbers = take(n, () => random.below(7));
    expect(numbers.every((x) => Number.isInteger(x) && x >= 0 && x < 7)).toBe(true);
    expect(chiSquared(numbers, 7)).toBeLessThan(22.5); // 6 degrees, p = 0.001
    expect(random.below(1)).toBe(0);
  });

  it('normal has the moments and the tails of one', () => {
    const random = new Random(3);
    const numbers = take(n, () => random.normal());
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(Math.abs(mean(numbers))).toBeLessThan(0.02);
    expect(mean(numbers.map((x) => x * x))).toBeCloseTo(1, 1);
    expect(Math.abs(mean(numbers.map((x) => x ** 3)))).toBeLessThan(0.1);
    expect(mean(numbers.map((x) => x ** 4))).toBeCloseTo(3, 0);
    const beyond = (limit: number) => numbers.filter((x) => Math.abs(x) > limit).length / n;
    expect([beyond(1), beyond(2)]).toEqual([expect.closeTo(0.3173, 2), expect.closeTo(0.0455, 2)]);
  });

  it('shuffle gives each order alike, in place, of any array', () => {
    const random = new Random(4);
    const orders = take(12_000, () => {
      const [a, b, c] = random.shuffle([0, 1, 2]);
      return a * 2 + (b > c ? 1 : 0);
    });
    expect(chiSquared(orders, 6)).toBeLessThan(20.5); // 5 degrees, p = 0.001
    const items = Int32Array.from({ length: 50 }, (_, i) => i);
    expect(random.shuffle(items)).toBe(items);
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(random.shuffle([])).toEqual([]);
  });
});

describe('hash32', () => {
  it('is a whole number of 32 bits that takes seed and index as uint32', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4294967295 }), fc.nat({ max: 4294967295 }), (seed, index) => {
        const hash = hash32(seed, index);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 4294967296).toBe(true);
        expect(hash32(seed | 0, index | 0)).toBe(hash);
      }),
    );
  });

  it('spreads evenly over indices, and flips half of its bits when one of the input flips', () => {
    const top = Array.from({ length: 40_000 }, (_, i) => hash32(9, i) >>> 26);
    expect(chiSquared(top, 64)).toBeLessThan(103.5); // 63 degrees, p = 0.001
    for (let bit = 0; bit < 32; bit++) {
      const flips = Array.from({ length: 500 }, (_, i) => [
        ones(hash32(9, i) ^ hash32(9, (i ^ (1 << bit)) >>> 0)),
        ones(hash32(i, 9) ^ hash32((i ^ (1 << bit)) >>> 0, 9)),
      ]);
      for (const side of [0, 1]) expect(Math.abs(mean(flips.map((pair) => pair[side]!)) - 16)).toBeLessThan(1);
    }
  });
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits >>> 0; left > 0; left = Math.floor(left / 2)) count += left % 2;
  return count;
}

/** Pearson's statistic that whole numbers in [0, bins) are spread evenly. */
function chiSquared(numbers: readonly number[], bins: number): number {
  const counts = Array.from({ length: bins }, () => 0);
  for (const x of numbers) counts[x]!++;
  const expected = numbers.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
