import { exp, log } from '../util/portable-math.ts';
import { GramCounter, type GramCounts } from './gram-counts.ts';
import { chosen, pairsOf } from './sentence-pairs.ts';

/** N-grams of 1 to 4 words count, each order as much as another. */
const ORDER = 4;
/** 2σ², with σ = 6 words. */
const WIDTH = 72;

/** A caption as CIDEr compares it. */
interface Caption {
  readonly counts: GramCounts;
  /** In words. */
  readonly length: number;
}

export interface CiderOptions {
  /** 'd', CIDEr-D, when not given; 'original' is the figure that it was made from. */
  readonly variant?: 'd' | 'original';
}

/**
 * CIDEr of captions whose words are given, from 0 to 10: how near a caption is to what people say of the same image, where
 * what they say of all images counts little. With g_n(x) the vector of tf · idf of the n-grams of order n of a caption,
 *
 *     g_n(x)_w = (how often w stands in x) · ln(I / max(1, images with a reference that has w))
 *
 * over I images, and s_1 … s_m the references of the image of caption c:
 *
 *     CIDEr(c)   = 10/m · Σ_j 1/4 · Σ_{n=1..4} cos(g_n(c), g_n(s_j))
 *     CIDEr-D(c) = 10/m · Σ_j e^(−(|c| − |s_j|)² / 2σ²) · 1/4 · Σ_n min(g_n(c), g_n(s_j)) · g_n(s_j) / (‖g_n(c)‖ ‖g_n(s_j)‖)
 *
 * with σ = 6, and the mean over captions. CIDEr-D is less easily won by a caption that repeats the right words; it is what
 * the COCO evaluation prints under the name CIDEr, and the default here.
 *
 * The images that are given are those that the frequencies are counted in: figures of other sets do not compare, a single
 * image scores 0, and so does an order in which all n-grams of a caption are said of every image or which it is too short
 * for. As in the COCO evaluation tf is a plain count (the paper divides by their sum, which cosines do not notice), and
 * words are not stemmed. (R. Vedantam, C. L. Zitnick and D. Parikh, CIDEr: consensus-based image description evaluation,
 * 2015.)
 *
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one caption
 * and a reference for each; `metrics/choice` for a variant that there is not.
 */
export function cider(
  hypotheses: readonly (readonly string[])[],
  references: readonly (readonly (readonly string[])[])[],
  { variant = 'd' }: CiderOptions = {},
): number {
  const similarity = chosen(similarities, variant, 'variant of CIDEr');
  const pairs = pairsOf(hypotheses, references);
  const counter = new GramCounter();
  const counted = (words: readonly string[]): Caption => ({
    counts: counter.count(words, ORDER),
    length: words.length,
  });
  const images = pairs.map((pair) => ({
    hypothesis: counted(pair.hypothesis),
    references: pair.references.map(counted),
  }));
  const rarity = rarityOf(
    images.map((image) => image.references),
    counter.size,
  );
  const scores = images.map(({ hypothesis, references: own }) => {
    const near = own.map((reference) => similarity(hypothesis, reference, rarity));
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
  return (10 * scores.reduce((sum, score) => sum + score, 0)) / scores.length;
}

/** ln(images / images in whose references it stands), by number of the n-gram. */
function rarityOf(images: readonly (readonly Caption[])[], grams: number): Float64Array {
  const frequency = new Float64Array(grams);
  for (const references of images) {
    const said = new Set<number>();
    for (const { counts } of references) for (const of of counts) for (const gram of of.keys()) said.add(gram);
    for (const gram of said) frequency[gram]!++;
  }
  const most = log(images.length);
  return frequency.map((count) => most - log(Math.max(1, count)));
}

/** How near a caption is to a reference, 0 to 1. */
const similarities: Readonly<
  Record<'d' | 'original', (own: Caption, reference: Caption, rarity: Float64Array) => number>
> = {
  d: (own, reference, rarity) => {
    const apart = own.length - reference.length;
    return exp(-(apart * apart) / WIDTH) * meanCosine(own, reference, rarity, Math.min);
  },
  original: (own, reference, rarity) => meanCosine(own, reference, rarity, (count) => count),
};

/** The mean over orders of the cosine of count · rarity, the counts of the caption taken through `clip`. */
function meanCosine(
  own: Caption,
  other: Caption,
  rarity: Float64Array,
  clip: (count: number, limit: number) => number,
): number {
  let sum = 0;
  for (let n = 0; n < ORDER; n++) {
    const [counts, others] = [own.counts[n]!, other.counts[n]!];
    const norms = normOf(counts, rarity) * normOf(others, rarity);
    if (norms === 0) continue;
    let product = 0;
    for (const [gram, count] of counts) {
      const limit = others.get(gram) ?? 0;
      product += clip(count, limit) * limit * rarity[gram]! * rarity[gram]!;
    }
    sum += product / norms;
  }
  return sum / ORDER;
}

function normOf(counts: ReadonlyMap<number, number>, rarity: Float64Array): number {
  let squares = 0;
  for (const [gram, count] of counts) squares += count * count * rarity[gram]! * rarity[gram]!;
  return Math.sqrt(squares);
}
