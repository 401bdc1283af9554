import { listsOf, pairsOf, type References } from './sentence-pairs.ts';

/**
 * The share of sentences, from 0 to 1, that are one of their references letter for letter. Where case or spacing should
 * not count, give texts in which they don't differ.
 *
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one
 * hypothesis and a reference for each.
 */
export function exactMatch(hypotheses: readonly string[], references: References): number {
  const pairs = pairsOf(hypotheses, listsOf(references));
  return pairs.filter((pair) => pair.references.includes(pair.hypothesis)).length / pairs.length;
}
