import { captionTokens } from './caption-tokens.ts';
import { cider } from './cider.ts';
import { cocoBleu } from './coco-bleu.ts';
import { rougeL } from './rouge.ts';
import { listsOf, type References } from './sentence-pairs.ts';

/** Figures of captions, all but CIDEr from 0 to 1. */
export interface CaptionScores {
  readonly bleu1: number;
  readonly bleu2: number;
  readonly bleu3: number;
  readonly bleu4: number;
  readonly rougeL: number;
  /** What the COCO evaluation prints as CIDEr, which is CIDEr-D; 0 to 10. */
  readonly cider: number;
  /** CIDEr as the paper first defines it, without clipping and length penalty; 0 to 10. */
  readonly ciderOriginal: number;
}

/**
 * The figures that captions of images are compared by, each as the COCO caption evaluation computes it (Chen et al. 2015):
 * see {@link cocoBleu}, {@link rougeL} and {@link cider}. METEOR and SPICE are not among them, they need data of one
 * language.
 *
 * @param hypotheses one caption an image
 * @param references those that people gave each image
 * @param options.tokenize how a caption becomes words; {@link captionTokens} when not given
 * @throws `metrics/no-sentences`, `metrics/sentence-count`, `metrics/no-references` when there is not at least one caption
 * and a reference for each.
 */
export function captionScores(
  hypotheses: readonly string[],
  references: References,
  { tokenize = captionTokens }: { tokenize?: (text: string) => string[] } = {},
): CaptionScores {
  const own = hypotheses.map((text) => tokenize(text));
  const others = listsOf(references).map((some) => some.map((text) => tokenize(text)));
  const [bleu1, bleu2, bleu3, bleu4] = cocoBleu(own, others) as [number, number, number, number];
  return {
    bleu1,
    bleu2,
    bleu3,
    bleu4,
    rougeL: rougeL(own, others),
    cider: cider(own, others),
    ciderOriginal: cider(own, others, { variant: 'original' }),
  };
}
