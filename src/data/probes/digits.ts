import { expect } from '../../util/errors.ts';
import type { IdxArray } from '../images/idx.ts';

export interface DigitImages {
  /** [N, rows, columns], 0 to 255. */
  readonly images: IdxArray;
  /** [N], 0 to 9. */
  readonly labels: IdxArray;
}

/** Pairs images with their labels. Throws `data/idx-pair` when they do not belong together. */
export function digitImages(images: IdxArray, labels: IdxArray): DigitImages {
  expect(
    images.shape.length === 3 && labels.shape.length === 1 && images.shape[0] === labels.shape[0],
    'data/idx-pair',
    () =>
      `images [N, rows, columns] need labels [N], got [${images.shape.join(', ')}] and [${labels.shape.join(', ')}]`,
    { images: images.shape, labels: labels.shape },
  );
  return { images, labels };
}

export interface RowsBatch {
  /** [B, rows, columns], 0 to 1. */
  readonly inputs: Float32Array;
  /** [B] */
  readonly targets: Int32Array;
}

/**
 * Images as sequences, a row of pixels a step (Le, Jaitly and Hinton 2015 take single pixels; by rows it is 28 steps of
 * 28): the digit is asked for after the last.
 * @param chosen which images
 * @throws `data/idx-index` for one that is not there.
 */
export function imageRows({ images, labels }: DigitImages, chosen: ArrayLike<number>): RowsBatch {
  const [count = 0, rows = 0, columns = 0] = images.shape;
  const size = rows * columns;
  const inputs = new Float32Array(chosen.length * size);
  const targets = new Int32Array(chosen.length);
  for (let b = 0; b < chosen.length; b++) {
    const index = chosen[b]!;
    expect(
      Number.isInteger(index) && index >= 0 && index < count,
      'data/idx-index',
      () => `there is no image ${index}: there are ${count}, from 0`,
      { index, count },
    );
    for (let i = 0; i < size; i++) inputs[b * size + i] = images.data[index * size + i]! / 255;
    targets[b] = labels.data[index]!;
  }
  return { inputs, targets };
}
