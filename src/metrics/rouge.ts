import { pairsOf } from './sentence-pairs.ts';

/** β² of the COCO evaluation, β = 1.2: recall counts somewhat more than precision. */
const WEIGHT = 1.44;

/**
 * ROUGE-L of captions whose words are given, from 0 to 1, as the COCO evaluation computes it: the mean over captions of
 * an F of the longest common subsequence of words. With c the caption and s_j its references, and β = 1.2:
 *
 *     P = max_j LCS(c, s_j) / |c|,   R = max_j LCS(c, s_j) / |s_j|,   F = (1 + β²) · P · R / (R + β² · P)
 *
 * P and R may come from two references. 0 where nothing is common. (C.-Y. Lin, ROUGE: a package for automatic evaluation
 * of summaries, 2004, section 3.1; X. Chen et al. 2015.)
 *
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one caption
 * and a reference for each.
 */
export function rougeL(
  hypotheses: readonly (readonly string[])[],
  references: readonly (readonly (readonly string[])[])[],
): number {
  const pairs = pairsOf(hypotheses, references);
  return pairs.reduce((sum, pair) => sum + fScore(pair.hypothesis, pair.references), 0) / pairs.length;
}

function fScore(hypothesis: readonly string[], references: readonly (readonly string[])[]): number {
  const common = references.map((reference) => longestCommon(hypothesis, reference));
  const recall = Math.max(...common.map((length, j) => (length === 0 ? 0 : length / references[j]!.length)));
  if (recall === 0) return 0;
  const precision = Math.max(...common) / hypothesis.length;
  return ((1 + WEIGHT) * precision * recall) / (recall + WEIGHT * precision);
}

/** The length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  // Entry j: of what has been read of a, and the first j words of b.
  const lengths = new Int32Array(b.length + 1);
  for (const word of a) {
    for (let j = 1, corner = 0; j <= b.length; j++) {
      const above = lengths[j]!;
      lengths[j] = word === b[j - 1] ? corner + 1 : Math.max(above, lengths[j - 1]!);
      corner = above;
    }
  }
  return lengths[b.length]!;
}
