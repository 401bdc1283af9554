import { exp, pow } from '../util/portable-math.ts';
import { BLEU_ORDER, bleuCounts, sumOfCounts } from './bleu-counts.ts';
import { pairsOf } from './sentence-pairs.ts';

/** What the COCO evaluation adds above and below every division, so that none is by zero and no product is 0. */
const TINY = 1e-15;
const SMALL = 1e-9;

/**
 * BLEU-1 to BLEU-4 of captions whose words are given, from 0 to 1, as the COCO evaluation computes them: of a corpus, with
 * the reference of the nearest length. With c_k, t_k, h and r as in `bleu`:
 *
 *     BLEU-n = min(1, e^(1 − 1/ρ)) · (Π_{k≤n} (c_k + 10⁻¹⁵) / (t_k + 10⁻⁹))^(1/n),   ρ = (h + 10⁻¹⁵) / (r + 10⁻⁹)
 *
 * So they are BLEU without smoothing to about nine digits, and a little above 0 where no n-gram is right. (K. Papineni et
 * al. 2002; X. Chen et al., Microsoft COCO captions: data collection and evaluation server, 2015.)
 *
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one caption
 * and a reference for each.
 */
export function cocoBleu(
  hypotheses: readonly (readonly string[])[],
  references: readonly (readonly (readonly string[])[])[],
): number[] {
  const pairs = pairsOf(hypotheses, references);
  const { correct, total, systemLength, referenceLength } = sumOfCounts(
    pairs.map((pair) => bleuCounts(pair.hypothesis, pair.references)),
  );
  const ratio = (systemLength + TINY) / (referenceLength + SMALL);
  const brevityPenalty = ratio < 1 ? exp(1 - 1 / ratio) : 1;
  let product = 1;
  return Array.from({ length: BLEU_ORDER }, (_, n) => {
    product *= (correct[n]! + TINY) / (total[n]! + SMALL);
    return brevityPenalty * pow(product, 1 / (n + 1));
  });
}
