import { exp, log } from '../util/portable-math.ts';
import { BLEU_ORDER, bleuCounts, sumOfCounts, type BleuCounts } from './bleu-counts.ts';
import { bleuTokenizers, type BleuTokenizer } from './bleu-tokenizers.ts';
import { chosen, listsOf, pairsOf, type References } from './sentence-pairs.ts';
import { caseOf, signatureOf } from './signature.ts';

/** What is done with an order of which no n-gram is right (Chen and Cherry 2014, numbers of their methods in brackets). */
export type BleuSmoothing = 'exp' | 'floor' | 'add-k' | 'none';

export interface BleuOptions {
  /** How sentences become words; '13a' when not given. */
  readonly tokenize?: BleuTokenizer;
  /** Whether capitals are read as small letters; false when not given. */
  readonly lowercase?: boolean;
  /**
   * 'exp' when not given: the k-th order without a right n-gram counts as if 1/2^k of one were right (method 3). 'floor':
   * as if `smoothValue` of one were (1). 'add-k': `smoothValue` is added to right and all n-grams of each order above 1
   * (2). 'none': the score is 0.
   */
  readonly smooth?: BleuSmoothing;
  /** 0.1 of 'floor', 1 of 'add-k' when not given. */
  readonly smoothValue?: number;
  /** Whether only orders count that the hypotheses are long enough for; false when not given. */
  readonly effectiveOrder?: boolean;
}

export interface BleuResult {
  /** 0 to 100. */
  readonly score: number;
  /** In percent, of orders 1 to 4, smoothed; all 0 when nothing is right at all. */
  readonly precisions: readonly number[];
  /** 1, or less when the hypotheses are shorter than the references. */
  readonly brevityPenalty: number;
  /** Words of all hypotheses. */
  readonly systemLength: number;
  /** Words of the references of the nearest length. */
  readonly referenceLength: number;
  /** How the score came to be, to be given beside it. */
  readonly signature: string;
}

/**
 * BLEU of a corpus, as sacrebleu 2.6 computes it. With c_n the n-grams of all hypotheses that stand in a reference too
 * (each at most as often as in the reference that has it most often), t_n all n-grams of the hypotheses, h the words of
 * the hypotheses and r those of the references (of each sentence, the one of the nearest length):
 *
 *     BLEU = 100 · min(1, e^(1 − r/h)) · (p_1 · p_2 · p_3 · p_4)^(1/4),   p_n = c_n / t_n
 *
 * It is a figure of a corpus: the counts are summed over all sentences before anything is divided, so it is no mean of
 * sentence scores. Only scores with the same signature compare. Sentences are to be given as people write them, the
 * tokenizer does the rest; `signature` is sacrebleu's, with `version:elman` where it has its own version.
 *
 * (K. Papineni et al., BLEU: a method for automatic evaluation of machine translation, 2002; M. Post, A call for clarity
 * in reporting BLEU scores, 2018; B. Chen and C. Cherry, A systematic comparison of smoothing techniques for
 * sentence-level BLEU, 2014.)
 *
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one hypothesis and
 * a reference for each; `metrics/choice` for a tokenizer or a smoothing that there is not.
 */
export function bleu(hypotheses: readonly string[], references: References, options: BleuOptions = {}): BleuResult {
  const { tokenize = '13a', lowercase = false, smooth = 'exp', effectiveOrder = false } = options;
  const split = chosen(bleuTokenizers, tokenize, 'tokenizer of BLEU');
  const smoothing = chosen(smoothings, smooth, 'smoothing of BLEU');
  const value = options.smoothValue ?? smoothing.value;
  const words = (text: string): string[] => split(lowercase ? text.toLowerCase() : text);
  const lists = listsOf(references);
  const pairs = pairsOf(hypotheses, lists);
  const counts = sumOfCounts(pairs.map((pair) => bleuCounts(words(pair.hypothesis), pair.references.map(words))));
  const valueShown = smoothing.value === undefined ? '' : `[${value!.toFixed(2)}]`;
  return {
    ...scoreOf(counts, smoothing, value ?? 0, effectiveOrder),
    systemLength: counts.systemLength,
    referenceLength: counts.referenceLength,
    signature: signatureOf(lists, {
      case: caseOf(lowercase),
      eff: effectiveOrder ? 'yes' : 'no',
      tok: tokenize,
      smooth: smooth + valueShown,
    }),
  };
}

/**
 * BLEU of one sentence, of the orders alone that it is long enough for (sacrebleu's `effective_order`). It is coarse: a
 * sentence of which no two words are right gets nearly nothing.
 * @throws as {@link bleu} does.
 */
export function sentenceBleu(
  hypothesis: string,
  references: string | readonly string[],
  options: BleuOptions = {},
): BleuResult {
  return bleu([hypothesis], [references], { effectiveOrder: true, ...options });
}

interface Smoothing {
  /** The value where none is given; undefined where it takes none. */
  readonly value: number | undefined;
  /** What is added to the counts of orders above 1. */
  readonly added: (value: number) => number;
  /** How many n-grams count as right where none is, in the k-th order of that kind. */
  readonly instead: (value: number, k: number) => number;
}

const nothing = (): number => 0;

const smoothings: Readonly<Record<BleuSmoothing, Smoothing>> = {
  none: { value: undefined, added: nothing, instead: nothing },
  floor: { value: 0.1, added: nothing, instead: (value) => value },
  'add-k': { value: 1, added: (value) => value, instead: nothing },
  exp: { value: undefined, added: nothing, instead: (_, k) => 1 / (1 << k) },
};

function scoreOf(
  { correct, total, systemLength, referenceLength }: BleuCounts,
  { added, instead }: Smoothing,
  value: number,
  effectiveOrder: boolean,
): Pick<BleuResult, 'score' | 'precisions' | 'brevityPenalty'> {
  const brevityPenalty = brevityPenaltyOf(systemLength, referenceLength);
  const precisions = Array.from({ length: BLEU_ORDER }, () => 0);
  if (correct.every((count) => count === 0)) return { score: 0, precisions, brevityPenalty };
  let order = BLEU_ORDER;
  for (let n = 0, without = 0; n < BLEU_ORDER; n++) {
    const more = n === 0 ? 0 : added(value);
    const [right, all] = [correct[n]! + more, total[n]! + more];
    if (all === 0) break;
    if (effectiveOrder) order = n + 1;
    precisions[n] = (100 * (right === 0 ? instead(value, ++without) : right)) / all;
  }
  const logs = precisions.slice(0, order).reduce((sum, precision) => sum + log(precision), 0);
  // The logarithm of 100 and back is a little more than 100.
  return { score: Math.min(100, brevityPenalty * exp(logs / order)), precisions, brevityPenalty };
}

function brevityPenaltyOf(systemLength: number, referenceLength: number): number {
  if (systemLength >= referenceLength) return 1;
  return systemLength === 0 ? 0 : exp(1 - referenceLength / systemLength);
}
