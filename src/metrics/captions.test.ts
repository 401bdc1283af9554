import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { bleu, captionScores, captionTokens, cider, cocoBleu, rougeL, type CaptionScores } from './index.ts';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

describe('figures of captions agree with their equations', () => {
  it.each(readGolden('captions').cases)('$name', (golden) => {
    const scores = captionScores(golden.hypotheses, golden.references, { tokenize: words });
    const { bleu1, bleu2, bleu3, bleu4 } = scores;
    const found = [bleu1, bleu2, bleu3, bleu4, scores.rougeL, scores.cider, scores.ciderOriginal];
    expectClose(found, [...golden.bleu, golden.rougeL, golden.cider, golden.ciderOriginal], 1e-12);
  });
});

describe('words of captions', () => {
  it.each(readGolden('caption-tokens').cases)('as the Penn Treebank has them: $text', ({ text, tokens }) =>
    expect(captionTokens(text)).toEqual(tokens),
  );

  it.each([
    ['강아지가 눈밭을 달린다. (겨울)', ['강아지가', '눈밭을', '달린다', '겨울']],
    ['「빨간 사과」, 2개!', ['빨간', '사과', '2개']],
    ['Ein Mann — groß, „Müller“ — fährt Straßenbahn…', ['ein', 'mann', 'groß', 'müller', 'fährt', 'straßenbahn']],
    ['“It’s” 3.5 km', ['it', "'s", '3.5', 'km']],
    ['flag: Côte d’Ivoire', ['flag', 'côte', "d'ivoire"]],
    ['🙂 & #1', ['🙂', '&', '#', '1']],
    ['  …!? ', []],
    ["n't 's", ["n't", 's']],
  ])('%s', (text, tokens) => expect(captionTokens(text)).toEqual(tokens));

  test('of Hangul nothing but spaces and signs is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('가', '힣', 'ㅋ', '\u1100\u1161', ' ', '.', '(') }), (text) => {
        expect(captionTokens(text).join('')).toBe(text.replaceAll(/[ .(]/g, ''));
      }),
    );
  });
});

const caption = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 9 });
const images = fc.array(fc.tuple(caption, fc.array(caption, { minLength: 1, maxLength: 3 })), {
  minLength: 1,
  maxLength: 6,
});
type Sentences = readonly (readonly string[])[];

/** All figures of captions whose words are given. */
function scoresOf(hypotheses: Sentences, references: readonly Sentences[]): CaptionScores {
  const text = (some: readonly string[]): string => some.join(' ');
  return captionScores(
    hypotheses.map(text),
    references.map((own) => own.map(text)),
  );
}

describe('figures of captions', () => {
  it('stay in their ranges, and order of references does not count', () => {
    fc.assert(
      fc.property(images, (pairs) => {
        const hypotheses = pairs.map(([own]) => own);
        const references = pairs.map(([, own]) => own);
        const scores = scoresOf(hypotheses, references);
        const turned = scoresOf(
          hypotheses,
          references.map((own) => own.toReversed()),
        );
        for (const [name, score] of Object.entries(scores)) {
          expect(score, name).toBeGreaterThanOrEqual(0);
          expect(score, name).toBeLessThanOrEqual(name.startsWith('cider') ? 10 + 1e-12 : 1);
          expect(turned[name as keyof CaptionScores], name).toBeCloseTo(score, 12);
        }
        expect(scores.cider).toBeLessThanOrEqual(scores.ciderOriginal + 1e-12);
      }),
    );
  });

  it('are highest of a caption that is the only reference', () => {
    fc.assert(
      fc.property(images, fc.constantFrom('d', 'original'), (pairs, variant) => {
        const references = pairs.map(([, own]) => [own[0]!]);
        const same = references.map(([own]) => own!);
        const others = pairs.map(([own]) => own);
        const highest = cider(same, references, { variant });
        expect(cider(others, references, { variant })).toBeLessThanOrEqual(highest + 1e-12);
        expect(rougeL(same, references)).toBeGreaterThanOrEqual(rougeL(others, references));
      }),
    );
  });

  it('are 10 of CIDEr and 1 of the others at the best', () => {
    const [first, second] = [words('two cats sleep on a chair'), words('the old bridge crosses our river')];
    const scores = scoresOf([first, second], [[first], [second]]);
    expect(scores.cider).toBeCloseTo(10, 12);
    expect(scores.ciderOriginal).toBeCloseTo(10, 12);
    expect(scores.rougeL).toBe(1);
    expect(scores.bleu4).toBeCloseTo(1, 8);
  });

  it('are of BLEU-4 those of BLEU without smoothing, but for what keeps the division from 0', () => {
    fc.assert(
      fc.property(images, (pairs) => {
        const hypotheses = [words('a b c d e'), ...pairs.map(([own]) => own)];
        const references = [[words('a b c d f e')], ...pairs.map(([, own]) => own)];
        const text = (some: readonly string[]): string => some.join(' ');
        const { score } = bleu(
          hypotheses.map(text),
          references.map((own) => own.map(text)),
          { tokenize: 'none', smooth: 'none' },
        );
        expect(100 * cocoBleu(hypotheses, references)[3]!).toBeCloseTo(score, 5);
      }),
    );
  });

  it('say nothing of a caption of no words, and a single image has no CIDEr', () => {
    expect(rougeL([[], []], [[['a']], [[]]])).toBe(0);
    expect(cider([[], ['a']], [[['b']], [[]]])).toBe(0);
    expect(cider([['a', 'b']], [[['a', 'b']]])).toBe(0);
  });

  it('refuse what cannot be compared', () => {
    expect(() => captionScores([], [])).toThrow(/nothing to score/);
    expect(() => captionScores(['a'], [])).toThrow(/hypotheses: 1, with references: 0/);
    expect(() => captionScores(['a'], [[]])).toThrow(/sentence 1 of 1 has no reference/);
    expect(() => cider([['a']], [[['a']]], { variant: 'r' as 'd' })).toThrow(
      /no variant of CIDEr "r", only d, original/,
    );
  });
});
