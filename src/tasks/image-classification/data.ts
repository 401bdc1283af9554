import { imageSize, labelsNameOf, readImages, type Images } from '../../data/images/index.ts';
import { stratifiedSplit } from '../../data/labelled/index.ts';
import { partNames, type PartName, type Split } from '../../data/split.ts';
import { expect } from '../../util/errors.ts';
import { newSha256 } from '../../util/sha256.ts';
import { Labels } from '../labels/labels.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import type { ImageShape } from './reader.ts';

/** Some of the images that a file or folder holds, with the number of each one's label. */
export interface Part {
  readonly images: Images;
  readonly chosen: Int32Array;
  readonly targets: Int32Array;
}

/** What was read for the task. */
export interface ImageData {
  readonly labels: Labels;
  readonly shape: ImageShape;
  readonly parts: Parts;
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

export type Parts = { readonly [Name in keyof Split<unknown>]: Part };

/** With fewer images than this and no word of a split, all of them are learnt from. */
const FEWEST_TO_SPLIT = 30;
const DEFAULT_SPLIT = { validation: 0.1 };

/**
 * Reads the images that a data section names, and parts them.
 * @param known the labels of a model; those of the training part by default.
 */
export async function readData(config: DataConfig, context: TaskContext, known?: Labels): Promise<ImageData> {
  const own = await readFile(config, config.file, context, config.labels);
  const shape: ImageShape = { height: own.height, width: own.width, channels: own.channels };
  const separate = async (file: string | undefined): Promise<Images | undefined> =>
    file === undefined ? undefined : sameShape(await readFile(config, file, context), shape, file);
  const apart = { validation: await separate(config.validation), test: await separate(config.test) };
  const places = placesOf(own, config, context);
  const labels =
    known ??
    Labels.of(
      places.train.map((i) => own.labels[i]!),
      config.file,
    );
  const part = (name: PartName): Part => {
    const images = name === 'train' ? undefined : apart[name];
    return images === undefined ? partOf(own, places[name], labels) : wholeOf(images, labels);
  };
  const parts = { train: part('train'), validation: part('validation'), test: part('test') };
  return {
    labels,
    shape,
    parts,
    hash: hashOf(labels, shape, parts),
    summary: {
      labels: labels.size,
      ...Object.fromEntries(partNames.map((name) => [name, parts[name].chosen.length])),
    },
  };
}

/** All images of another file or folder, for a model that reads images of `shape` and knows some labels. */
export async function readWhole(
  config: DataConfig,
  file: string,
  labels: Labels,
  shape: ImageShape,
  context: TaskContext,
): Promise<Part> {
  return wholeOf(sameShape(await readFile(config, file, context), shape, file), labels);
}

async function readFile(config: DataConfig, file: string, context: TaskContext, labels?: string): Promise<Images> {
  const path = await context.resolve(file);
  // What a data set holds need not lie beside one another; what a person names does.
  const name = labels ?? (file.startsWith('dataset:') ? labelsNameOf(file) : undefined);
  return readImages(context.host, path, {
    file,
    size: config.size,
    channels: config.channels,
    ...(name !== undefined && { labels: { path: await context.resolve(name), file: name } }),
  });
}

/** The images, which must look like those of the training part. */
function sameShape(images: Images, { height, width, channels }: ImageShape, file: string): Images {
  expect(
    images.height === height && images.width === width && images.channels === channels,
    'data/other-size',
    () =>
      `${file} holds images of ${images.height} × ${images.width} pixels; those that the model learns from have ${height} × ${width}`,
    { file, got: [images.height, images.width], height, width },
  );
  return images;
}

function placesOf(own: Images, config: DataConfig, context: TaskContext): Split<number> {
  const asked = config.split ?? (own.count < FEWEST_TO_SPLIT ? {} : DEFAULT_SPLIT);
  const { parts, lone } = stratifiedSplit(own.labels, {
    ...asked,
    ...(config.validation !== undefined && { validation: 0 }),
    ...(config.test !== undefined && { test: 0 }),
  });
  if (lone.length > 0 && parts.train.length < own.count) {
    const labels = lone.slice(0, 5).join(', ');
    context.note(
      'data/single-example',
      `${config.file}: of the labels ${labels}${lone.length > 5 ? ' …' : ''} there is one example each, which stays in the training part`,
      { file: config.file, labels, count: lone.length },
    );
  }
  return parts;
}

/** @throws `data/unseen-label` for a label that is not among them. */
function partOf(images: Images, chosen: readonly number[], labels: Labels): Part {
  return {
    images,
    chosen: Int32Array.from(chosen),
    targets: Int32Array.from(chosen, (i) => labels.encode(images.labels[i]!, { file: images.fileOf(i) })),
  };
}

function wholeOf(images: Images, labels: Labels): Part {
  return partOf(
    images,
    Array.from({ length: images.count }, (_, i) => i),
    labels,
  );
}

function hashOf(labels: Labels, shape: ImageShape, parts: Parts): string {
  const hash = newSha256();
  const text = new TextEncoder();
  hash.update(text.encode(JSON.stringify([labels.names, shape])));
  for (const name of partNames) {
    const { images, chosen, targets } = parts[name];
    const size = imageSize(images);
    hash.update(text.encode(`${name} ${chosen.length};`));
    hash.update(new Uint8Array(targets.buffer, targets.byteOffset, targets.byteLength));
    for (const i of chosen) hash.update(images.pixels.subarray(i * size, (i + 1) * size));
  }
  return hash.hex();
}
