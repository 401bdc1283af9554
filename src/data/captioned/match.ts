import { expect, fail } from '../../util/errors.ts';
import { nearest, suggestion } from '../../util/nearest.ts';
import { placeOf, type Captioned } from './captioned.ts';

/** A file with a row for each of many images: their pixels, or their features. */
export interface ImageRows {
  /** For messages. */
  readonly file: string;
  readonly count: number;
  readonly names?: readonly string[] | undefined;
}

/**
 * Which row of a file belongs to which captions, [captioned.length]. Rows that have names are found by them; else images
 * that captions number are taken by their number, from 0; and where captions name images otherwise, row i is that of the
 * i-th image in the captions.
 * @throws `data/caption-image` for an image without a row, `data/caption-count` where there are not as many rows as images.
 */
export function rowsOfImages(captioned: readonly Captioned[], rows: ImageRows): Int32Array {
  const { file, count, names } = rows;
  if (names !== undefined) {
    const byName = new Map(names.map((name, i) => [name, i]));
    return Int32Array.from(captioned, (one) => byName.get(one.image) ?? noRow(one, rows));
  }
  if (captioned.every(({ image }) => /^\d+$/.test(image)))
    return Int32Array.from(captioned, (one) => (Number(one.image) < count ? Number(one.image) : noRow(one, rows)));
  const [first] = captioned;
  expect(
    captioned.length === count,
    'data/caption-count',
    () =>
      `${file} has ${count} rows, but ${first!.file} captions of ${captioned.length} images; row i has to be that of image i, so both must have as many`,
    { file, rows: count, captionsFile: first!.file, images: captioned.length },
  );
  return Int32Array.from({ length: count }, (_, i) => i);
}

function noRow(one: Captioned, { file: folder, count, names }: ImageRows): never {
  const { image, file, line } = one;
  const near = names === undefined ? [] : nearest(image, names, 1);
  const what = names === undefined ? `image ${image}: it has ${count}, from 0` : `"${image}"${suggestion(near)}`;
  return fail('data/caption-image', `${placeOf(one)}: ${folder} has no row of ${what}`, {
    file,
    line,
    image,
    folder,
    count: names === undefined ? count : undefined,
    nearest: near[0],
  });
}
