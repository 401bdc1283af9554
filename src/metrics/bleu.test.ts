import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGolden, type BleuGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { bleu, bleuTokenizers, sentenceBleu, type BleuResult } from './index.ts';

const numbers = ({ score, precisions, brevityPenalty, systemLength, referenceLength }: BleuResult): number[] => [
  score,
  ...precisions,
  brevityPenalty,
  systemLength,
  referenceLength,
];
const wanted = ({ score, precisions, bp, lengths }: BleuGolden): number[] => [score, ...precisions, bp, ...lengths];

describe('BLEU agrees with sacrebleu', () => {
  for (const golden of readGolden('translations').cases) {
    it(`of a corpus: ${golden.name}`, () => {
      for (const { options, signature, ...numbersOf } of golden.bleu) {
        const result = bleu(golden.hypotheses, golden.references, options);
        expectClose(numbers(result), wanted(numbersOf), 1e-12, signature);
        expect(result.signature).toBe(`${signature}|version:elman`);
      }
    });

    it(`of each sentence: ${golden.name}`, () => {
      golden.sentences.forEach((sentence, i) => {
        const text = golden.hypotheses[i]!;
        expectClose(numbers(sentenceBleu(text, golden.references[i]!)), wanted(sentence.bleu), 1e-12, text);
      });
    });
  }

  it.each(readGolden('bleu-tokens').cases)('in the words of $text', ({ text, ...words }) => {
    for (const name of ['none', '13a', 'char'] as const) expect(bleuTokenizers[name](text), name).toEqual(words[name]);
  });
});

const sentence = fc
  .array(fc.constantFrom('a', 'b', 'c', 'D', '.', '나무'), { maxLength: 9 })
  .map((words) => words.join(' '));
const corpus = fc.array(fc.tuple(sentence, fc.array(sentence, { minLength: 1, maxLength: 3 })), {
  minLength: 1,
  maxLength: 6,
});
const options = fc.record({
  tokenize: fc.constantFrom('none', '13a', 'char'),
  lowercase: fc.boolean(),
  smooth: fc.constantFrom('exp', 'none', 'floor', 'add-k'),
  effectiveOrder: fc.boolean(),
});

describe('BLEU', () => {
  it('lies between 0 and 100, whatever the order of references and of sentences', () => {
    fc.assert(
      fc.property(corpus, options, (pairs, chosen) => {
        const hypotheses = pairs.map(([hypothesis]) => hypothesis);
        const references = pairs.map(([, own]) => own);
        const result = bleu(hypotheses, references, chosen);
        expect(result.score).toBeGreaterThanOrEqual(0);
        expect(result.score).toBeLessThanOrEqual(100);
        const turned = references.map((own) => own.toReversed());
        expect(bleu(hypotheses, turned, chosen)).toEqual(result);
        expect(bleu(hypotheses.toReversed(), turned.toReversed(), chosen)).toEqual(result);
      }),
    );
  });

  it('is 100 of a corpus that is its own reference, if a sentence has four words', () => {
    fc.assert(
      fc.property(corpus, options, (pairs, chosen) => {
        const hypotheses = ['b c a c', ...pairs.map(([hypothesis]) => hypothesis)];
        const references = hypotheses.map((hypothesis, i) => [pairs[i - 1]?.[0] ?? 'a', hypothesis]);
        expect(bleu(hypotheses, references, chosen).score).toBeCloseTo(100, 10);
      }),
    );
  });

  it('takes one reference as it is, and says that it had one', () => {
    const result = bleu(['The sea is calm today.'], ['The sea is calm today.']);
    expect(result).toMatchObject({ brevityPenalty: 1, systemLength: 6, referenceLength: 6 });
    expect(result.score).toBe(100);
    expect(result.signature).toBe('nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:elman');
  });

  it('refuses what it cannot compare', () => {
    expect(() => bleu([], [])).toThrow(/nothing to score/);
    expect(() => bleu(['a', 'b'], ['a'])).toThrow(/hypotheses: 2, with references: 1/);
    expect(() => bleu(['a', 'b'], ['a', []])).toThrow(/sentence 2 of 2 has no reference/);
    expect(() => bleu(['a'], ['a'], { tokenize: 'zh' as 'char' })).toThrow(/no tokenizer of BLEU "zh", only none, 13a/);
    expect(() => bleu(['a'], ['a'], { smooth: 'toString' as 'exp' })).toThrow(/no smoothing of BLEU "toString"/);
  });
});
