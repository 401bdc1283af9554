import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NGram } from './ngram.ts';

const sequencesOf = (...rows: number[][]) => rows.map((row) => Int32Array.from(row));

describe('by hand', () => {
  // 0 1 2 | 0 1 0: after nothing 0 ×3, 1 ×2, 2 ×1; after 0: 1 ×2; after 1: 2, 0; after 0 1: 2, 0; after 1 2: nothing
  const model = NGram.fit(sequencesOf([0, 1, 2], [0, 1, 0]), { items: 4 });
  const unigram = [3, 2, 1, 0].map((count) => (count + 3 / 4) / (6 + 3));

  test('unigrams: counts, with three kinds’ worth of the uniform', () => {
    unigram.forEach((p, symbol) => expect(model.probability([], symbol)).toBeCloseTo(p, 15));
    expect(model.probability([], 3)).toBeCloseTo(1 / 12, 15);
  });

  test('bigrams and trigrams: counts, with as many kinds’ worth of the shorter history', () => {
    const after0 = (count: number, symbol: number) => (count + unigram[symbol]!) / (2 + 1);
    expect(model.probability([0], 1)).toBeCloseTo(after0(2, 1), 15);
    expect(model.probability([0], 2)).toBeCloseTo(after0(0, 2), 15);
    const after1 = (count: number, symbol: number) => (count + 2 * unigram[symbol]!) / (2 + 2);
    expect(model.probability([1], 0)).toBeCloseTo(after1(1, 0), 15);
    expect(model.probability([0, 1], 0)).toBeCloseTo((1 + 2 * after1(1, 0)) / 4, 15);
    expect(model.probability([0, 1], 1)).toBeCloseTo((0 + 2 * after1(0, 1)) / 4, 15);
  });

  test('a history that nothing followed says what the shorter one says', () => {
    expect(model.probability([2], 1)).toBe(model.probability([], 1)); // 2 ends a sequence: no n-gram spans two
    expect(model.probability([3, 1], 0)).toBe(model.probability([1], 0));
    expect(model.probability([3, 3, 0, 1], 0)).toBe(model.probability([0, 1], 0)); // two back is as far as it sees
  });

  test('the surprise of a sequence is the sum over its positions', () => {
    const sequence = Int32Array.from([1, 0, 1, 3]);
    const each = [
      model.probability([], 1),
      model.probability([1], 0),
      model.probability([1, 0], 1),
      model.probability([0, 1], 3),
    ].map((p) => -Math.log(p));
    expect(model.surprise(sequence)).toBeCloseTo(each[0]! + each[1]! + each[2]! + each[3]!, 13);
    expect(model.surprise(sequence, { from: 1 })).toBeCloseTo(each[1]! + each[2]! + each[3]!, 13);
    expect(model.surprise(sequence, { from: 4 })).toBe(0);
    expect(model.surprise(new Int32Array(0))).toBe(0);
  });

  test('of nothing seen, all symbols are alike', () => {
    const empty = NGram.fit([], { items: 8 });
    expect(empty.probability([1, 2], 3)).toBe(1 / 8);
    expect(empty.surprise(Int32Array.from([0, 1]))).toBeCloseTo(2 * Math.log(8), 14);
  });

  test('what is no symbol, and no order, is refused', () => {
    expect(NGram.fit(sequencesOf([0, 5])).items).toBe(6);
    expect(() => NGram.fit(sequencesOf([0, 4]), { items: 4 })).toThrow(/one of 0 to 3, got 4/);
    expect(() => NGram.fit(sequencesOf([-1]))).toThrow(/got -1/);
    expect(() => model.probability([0], 4)).toThrow(/got 4/);
    expect(() => model.probability([9, 1], 0)).toThrow(/got 9/);
    expect(() => model.surprise(Int32Array.from([7]))).toThrow(/got 7/);
    expect(() => NGram.fit([], { order: 0 })).toThrow(/from 1 on, got 0/);
    expect(() => model.surprise(new Int32Array(0), { order: 4 })).toThrow(/order 1 to 3, got 4/);
    expect(() => model.probability([], 0, 1.5)).toThrow(/got 1.5/);
  });
});

/** The formula as it stands, over maps. */
function slow(sequences: readonly Int32Array[], items: number, history: readonly number[], symbol: number): number {
  if (history.length === 0) return interpolate([], 1 / items);
  return interpolate(history, slow(sequences, items, history.slice(1), symbol));

  function interpolate(h: readonly number[], shorter: number): number {
    const after = new Map<number, number>();
    for (const sequence of sequences) {
      for (let t = h.length; t < sequence.length; t++) {
        if (h.every((one, i) => sequence[t - h.length + i] === one))
          after.set(sequence[t]!, (after.get(sequence[t]!) ?? 0) + 1);
      }
    }
    const total = [...after.values()].reduce((sum, count) => sum + count, 0);
    return total === 0 ? shorter : ((after.get(symbol) ?? 0) + after.size * shorter) / (total + after.size);
  }
}

describe('for any data', () => {
  const items = 5;
  const row = fc.array(fc.nat({ max: items - 1 }), { maxLength: 30 });
  const rows = fc.array(row, { maxLength: 6 });
  const order = fc.integer({ min: 1, max: 4 });

  test('probabilities are those of the formula, and sum to 1', () => {
    fc.assert(
      fc.property(rows, row, order, (data, history, n) => {
        const sequences = sequencesOf(...data);
        const model = NGram.fit(sequences, { order: n, items });
        const seen = n === 1 ? [] : history.slice(1 - n);
        const all = Array.from({ length: items }, (_, symbol) => model.probability(history, symbol));
        all.forEach((p, symbol) => expect(p).toBeCloseTo(slow(sequences, items, seen, symbol), 12));
        expect(all.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...all)).toBeGreaterThan(0);
      }),
    );
  });

  test('a model of a higher order answers as each lower one, to the bit', () => {
    fc.assert(
      fc.property(rows, row, order, (data, sequence, n) => {
        const sequences = sequencesOf(...data);
        const [high, low] = [4, n].map((each) => NGram.fit(sequences, { order: each, items })) as [NGram, NGram];
        const text = Int32Array.from(sequence);
        expect(high.surprise(text, { order: n })).toBe(low.surprise(text));
        const nats = sequence.reduce(
          (sum, symbol, t) => sum - Math.log(high.probability(text.subarray(0, t), symbol, n)),
          0,
        );
        expect(low.surprise(text)).toBeCloseTo(nats, 10);
      }),
    );
  });
});

test('many n-grams are found again after the table has grown', () => {
  // Every pair of 200 symbols, each followed by one symbol of its own.
  const items = 200;
  const rows = Array.from({ length: items * items }, (_, i) =>
    Int32Array.from([Math.floor(i / items), i % items, (i * 7) % items]),
  );
  const model = NGram.fit(rows, { items });
  for (let i = 0; i < rows.length; i += 97) {
    const [a, b, c] = rows[i]!;
    expect(model.probability([a!, b!], c!)).toBeCloseTo((1 + model.probability([b!], c!)) / 2, 12);
  }
});
