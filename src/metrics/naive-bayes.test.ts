import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { NaiveBayes } from './index.ts';

describe('naive Bayes', () => {
  it.each(readGolden('naive-bayes').cases)('agrees with scikit-learn: $name', (golden) => {
    const ids = new Map<string, number>();
    const split = (text: string): string[] => (golden.analyzer === 'char' ? Array.from(text) : text.split(' '));
    const learn = (text: string): Int32Array =>
      Int32Array.from(split(text), (symbol) => ids.get(symbol) ?? (ids.set(symbol, ids.size), ids.size - 1));
    const model = NaiveBayes.fit(
      golden.texts.map((text, i) => ({ symbols: learn(text), label: golden.labels[i]! })),
      { classes: Math.max(...golden.labels) + 1, order: golden.order },
    );
    golden.asked.forEach((text, i) => {
      const symbols = Int32Array.from(split(text), (symbol) => ids.get(symbol) ?? -1);
      expectClose(model.logProbabilities(symbols), golden.answers[i]!, 1e-12, text);
      expect(model.predict(symbols)).toBe(golden.answers[i]!.indexOf(Math.max(...golden.answers[i]!)));
    });
  });

  it('counts what a count by hand counts, however many n-grams there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }), { minLength: 2, maxLength: 40 }),
        fc.array(fc.integer({ min: -1, max: 45 }), { minLength: 1, maxLength: 20 }),
        (texts, asked) => {
          const grams = (text: readonly number[]): string[] =>
            text
              .flatMap((_, i) => [1, 2, 3].map((n) => text.slice(i, i + n)))
              .filter((gram, i) => gram.length === (i % 3) + 1 && !gram.includes(-1))
              .map(String);
          const model = NaiveBayes.fit(
            texts.map((text, i) => ({ symbols: Int32Array.from(text), label: i % 2 })),
            { classes: 2, order: 3 },
          );
          const counts = [0, 1].map((label) => texts.filter((_, i) => i % 2 === label).flatMap(grams));
          const known = new Set(counts.flat());
          expect(model.size).toBe(known.size);
          const scores = counts.map((own, label) =>
            grams(asked)
              .filter((gram) => known.has(gram))
              .reduce(
                (sum, gram) =>
                  sum + Math.log((own.filter((other) => other === gram).length + 1) / (own.length + known.size)),
                Math.log(texts.filter((_, i) => i % 2 === label).length / texts.length),
              ),
          );
          const norm = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - Math.max(...scores)), 0));
          expectClose(
            model.logProbabilities(Int32Array.from(asked)),
            scores.map((score) => score - Math.max(...scores) - norm),
            1e-9,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('goes by what is frequent where it knows nothing, and never chooses a class without an example', () => {
    const fitted = [
      { symbols: Int32Array.of(0), label: 2 },
      { symbols: Int32Array.of(1), label: 0 },
      { symbols: Int32Array.of(2), label: 2 },
    ];
    const model = NaiveBayes.fit(fitted, { classes: 4, order: 1 });
    expect(model.predict(Int32Array.of(-1, 9))).toBe(2);
    expect(model.logProbabilities(new Int32Array(0))[1]).toBe(-Infinity);
  });

  it('refuses classes and orders that there are not', () => {
    const symbols = Int32Array.of(0);
    expect(() => NaiveBayes.fit([{ symbols, label: 2 }], { classes: 2, order: 1 })).toThrow(/one of 0 to 1, got 2/);
    expect(() => NaiveBayes.fit([{ symbols, label: 0 }], { classes: 2, order: 0 })).toThrow(/at least 1, got 0/);
  });
});
