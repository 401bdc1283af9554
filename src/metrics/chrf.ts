import { expect } from '../util/errors.ts';
import { lettersOf, wordsOf } from './bleu-tokenizers.ts';
import { GramCounter, overlap, sumOf, type GramCounts } from './gram-counts.ts';
import { listsOf, pairsOf, type References, type SentencePair } from './sentence-pairs.ts';
import { caseOf, signatureOf } from './signature.ts';

export interface ChrfOptions {
  /** The longest n-grams of words that count too: 0, when not given, is chrF; 2 is chrF++. */
  readonly wordOrder?: number;
  /** Whether capitals are read as small letters; false when not given. */
  readonly lowercase?: boolean;
}

export interface ChrfResult {
  /** `chrF2`, or `chrF2++` with words. */
  readonly name: string;
  /** 0 to 100. */
  readonly score: number;
  /** How the score came to be, to be given beside it. */
  readonly signature: string;
}

const CHARACTER_ORDER = 6;
/** β²: recall counts twice as much as precision. */
const WEIGHT = 4;

/** N-grams of one order: of the hypotheses, of the references, and in common. */
interface OrderCounts {
  readonly hypothesis: number;
  readonly reference: number;
  readonly common: number;
}

/**
 * chrF2 of a corpus, as sacrebleu 2.6 computes it: precision and recall of n-grams of letters. With P and R the means of
 * the precisions and of the recalls of the orders that both sides have n-grams of (1 to 6 of letters, spaces left out, and
 * 1 to `wordOrder` of words), and β = 2:
 *
 *     chrF = 100 · (1 + β²) · P · R / (β² · P + R)
 *
 * Counts are summed over the sentences; of several references a sentence counts with the one it scores best with, of equals the first. It needs
 * no tokenizer and forgives endings, so it suits Korean, German and others that write much in one word.
 *
 * (M. Popović, chrF: character n-gram F-score for automatic MT evaluation, 2015, and chrF++: words helping character
 * n-grams, 2017; M. Post 2018 for the signature, with `version:elman` where sacrebleu has its own.)
 *
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one hypothesis and
 * a reference for each; `metrics/order` for a `wordOrder` that is no whole number from 0 on.
 */
export function chrf(hypotheses: readonly string[], references: References, options: ChrfOptions = {}): ChrfResult {
  const { wordOrder = 0, lowercase = false } = options;
  expect(
    Number.isInteger(wordOrder) && wordOrder >= 0,
    'metrics/order',
    () => `chrF counts n-grams of words up to an order of 0 (chrF) or 2 (chrF++), got ${wordOrder}`,
    { order: wordOrder },
  );
  const lists = listsOf(references);
  const read = (text: string): string => (lowercase ? text.toLowerCase() : text);
  const sums = pairsOf(hypotheses, lists)
    .map(({ hypothesis, references: own }) =>
      bestCounts({ hypothesis: read(hypothesis), references: own.map(read) }, wordOrder),
    )
    .reduce((sum, counts) => sum.map((of, n) => added(of, counts[n]!)));
  return {
    name: `chrF2${'+'.repeat(wordOrder)}`,
    score: 100 * fScore(sums),
    signature: signatureOf(lists, {
      case: caseOf(lowercase),
      eff: 'yes',
      nc: CHARACTER_ORDER,
      nw: wordOrder,
      space: 'no',
    }),
  };
}

/** Counts of a sentence and the reference that it scores best with; of several, the first. */
function bestCounts({ hypothesis, references }: SentencePair<string>, wordOrder: number): readonly OrderCounts[] {
  const [letters, words] = [new GramCounter(), new GramCounter()];
  const grams = (text: string): GramCounts => [
    ...letters.count(lettersOf(text), CHARACTER_ORDER),
    ...(wordOrder > 0 ? words.count(wordsAndSigns(text), wordOrder) : []),
  ];
  const own = grams(hypothesis);
  const candidates = references.map((reference) => grams(reference).map((counts, n) => compared(own[n]!, counts)));
  return candidates.reduce((best, counts) => (fScore(counts) > fScore(best) ? counts : best));
}

function compared(hypothesis: ReadonlyMap<number, number>, reference: ReadonlyMap<number, number>): OrderCounts {
  return {
    // An order that the reference is too short for is not held against the hypothesis.
    hypothesis: reference.size === 0 ? 0 : sumOf(hypothesis),
    reference: sumOf(reference),
    common: overlap(hypothesis, reference),
  };
}

function added(a: OrderCounts, b: OrderCounts): OrderCounts {
  return {
    hypothesis: a.hypothesis + b.hypothesis,
    reference: a.reference + b.reference,
    common: a.common + b.common,
  };
}

function fScore(counts: readonly OrderCounts[]): number {
  const both = counts.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  const mean = (of: (order: OrderCounts) => number): number =>
    both.length === 0 ? 0 : both.reduce((sum, order) => sum + of(order), 0) / both.length;
  const precision = mean(({ common, hypothesis }) => common / hypothesis);
  const recall = mean(({ common, reference }) => common / reference);
  if (precision + recall === 0) return 0;
  return ((1 + WEIGHT) * precision * recall) / (WEIGHT * precision + recall);
}

const sign = /[!-/:-@[-`{-~]/;

/**
 * Words, with one sign of ASCII set apart: the one behind a word, else the one before it. (Of `(so)` only the last is, as
 * in Popović's own program.)
 */
function wordsAndSigns(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const last = word.length - 1;
    if (last === 0) return [word];
    if (sign.test(word[last]!)) return [word.slice(0, last), word[last]!];
    return sign.test(word[0]!) ? [word[0]!, word.slice(1)] : [word];
  });
}
