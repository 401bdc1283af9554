import { blocksOf, imageShapeOf, isCount } from '../images/blocks.ts';
import { areLayersBorneOut, isRecord } from '../sections.ts';

/**
 * Whether the config of a model file can belong to so many numbers: the decoder's layers, and the convolutions, or the
 * layer that makes the decoder's first state of features, have at least the weights that follow from their sizes.
 */
export function isBorneOut(model: Readonly<Record<string, unknown>>, shape: unknown, numbers: number): boolean {
  const { attentionSize = 1, summary, summarySize, hidden } = model;
  if (!areLayersBorneOut({ ...model }, numbers) || !isCount(attentionSize) || attentionSize > numbers) return false;
  const seen = seenOf(model, shape);
  if (seen === undefined) return false;
  const all = seen.size * (summary === 'flat' ? seen.places : 1);
  if (summarySize === undefined) return seen.numbers + all * Number(hidden) <= numbers;
  return isCount(summarySize) && seen.numbers + summarySize * (all + Number(hidden)) <= numbers;
}

/** The numbers of what sees, and the places and numbers a place that it gives. */
function seenOf(
  model: Readonly<Record<string, unknown>>,
  shape: unknown,
): { readonly numbers: number; readonly places: number; readonly size: number } | undefined {
  const image = imageShapeOf(shape);
  if (image !== undefined) {
    const blocks = blocksOf(image, model);
    return blocks && { numbers: blocks.numbers, places: blocks.pixels, size: blocks.channels };
  }
  if (!isRecord(shape)) return undefined;
  const { places, size } = shape;
  return isCount(places) && isCount(size) ? { numbers: 0, places, size } : undefined;
}
