import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { chrf, exactMatch } from './index.ts';

describe('chrF agrees with sacrebleu', () => {
  for (const golden of readGolden('translations').cases) {
    it(golden.name, () => {
      for (const { options, name, score, signature } of golden.chrf) {
        const result = chrf(golden.hypotheses, golden.references, options);
        expectClose([result.score], [score], 1e-12, signature);
        expect(result).toMatchObject({ name, signature: `${signature}|version:elman` });
      }
      golden.sentences.forEach((sentence, i) => {
        const found = [0, 2].map(
          (wordOrder) => chrf([golden.hypotheses[i]!], [golden.references[i]!], { wordOrder }).score,
        );
        expectClose(found, sentence.chrf, 1e-12, golden.name);
      });
    });
  }
});

const sentence = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '(', ',', '가', '🙂'), maxLength: 14 });
const corpus = fc.array(fc.tuple(sentence, fc.array(sentence, { minLength: 1, maxLength: 3 })), {
  minLength: 1,
  maxLength: 5,
});

describe('chrF', () => {
  it('lies between 0 and 100, and is 100 of a corpus that is its own reference', () => {
    fc.assert(
      fc.property(corpus, fc.constantFrom(0, 2), (pairs, wordOrder) => {
        const hypotheses = pairs.map(([hypothesis]) => hypothesis);
        const { score } = chrf(
          hypotheses,
          pairs.map(([, own]) => own),
          { wordOrder },
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const same = chrf(hypotheses, hypotheses, { wordOrder });
        expect(same.score).toBe(hypotheses.every((text) => text.trim() === '') ? 0 : 100);
      }),
    );
  });

  it('is of one sentence the same whatever the order of references', () => {
    fc.assert(
      fc.property(sentence, fc.array(sentence, { minLength: 1, maxLength: 4 }), (hypothesis, own) => {
        expect(chrf([hypothesis], [own.toReversed()])).toEqual(chrf([hypothesis], [own]));
      }),
    );
  });

  it('refuses what it cannot compare', () => {
    expect(() => chrf([], [])).toThrow(/nothing to score/);
    expect(() => chrf(['a'], [[]])).toThrow(/sentence 1 of 1 has no reference/);
    expect(() => chrf(['a'], ['a'], { wordOrder: 1.5 })).toThrow(
      /up to an order of 0 \(chrF\) or 2 \(chrF\+\+\), got 1.5/,
    );
  });
});

describe('exact match', () => {
  it('is the share of sentences that are one of their references', () => {
    expect(exactMatch(['red apple', '사과', 'a', ''], [['green apple', 'red apple'], '사과', 'A', 'b'])).toBe(0.5);
    expect(() => exactMatch(['a'], [])).toThrow(/hypotheses: 1, with references: 0/);
  });
});
