import { ElmanError, expect, fail } from '../../util/errors.ts';
import type { FrameSize, Host } from '../../util/host.ts';
import { unpackedBytes } from '../text-source.ts';
import { readIdx, type IdxArray } from './idx.ts';
import type { Images } from './images.ts';

export interface ReadImagesOptions {
  /** What the person calls the file or folder, for messages. */
  readonly file: string;
  /** The path and name of the labels that belong to an IDX file; found by its name (`labelsNameOf`) without it. */
  readonly labels?: { readonly path: string; readonly file: string } | undefined;
  /** What the images of a folder are brought to, and what those of an IDX file must have; their own there by default, 32 × 32 in a folder. */
  readonly size?: readonly [height: number, width: number] | undefined;
  /** 1: grey (the default), 3: red, green and blue. */
  readonly channels?: 1 | 3 | undefined;
}

const FOLDER_SIZE: readonly [number, number] = [32, 32];

/** What names of files end in that are taken for images. */
const endings = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.tif', '.tiff'];

/** The labels of `…-images-idx3-ubyte` are called `…-labels-idx1-ubyte`; undefined where a name does not say. */
export function labelsNameOf(images: string): string | undefined {
  const at = images.lastIndexOf('images');
  if (at < 0) return undefined;
  return `${images.slice(0, at)}labels${images.slice(at + 'images'.length).replace('idx3', 'idx1')}`;
}

/**
 * Reads images with their labels: an IDX file (also gzipped) and the one with its labels, or a folder that holds a folder
 * of images a class, whose names are the labels. The order is that of the file, or by code point of the names.
 * @throws `io/not-found`, `data/idx`, `data/idx-pair`, `data/no-idx-labels`, `data/image-size`, `data/no-images`,
 *   `data/not-image`.
 */
export async function readImages(host: Host, path: string, options: ReadImagesOptions): Promise<Images> {
  const names = await namesIn(host, path);
  return names === undefined ? readIdxImages(host, path, options) : readFolder(host, path, names, options);
}

/** The names in a folder, or undefined for a file. */
async function namesIn(host: Host, path: string): Promise<string[] | undefined> {
  try {
    const names = await host.list(path);
    // A folder that is not there lists nothing; opening it says so, with the nearest name.
    return names.length === 0 && !(await host.exists(path)) ? undefined : names;
  } catch (error) {
    if (error instanceof ElmanError && error.code === 'io/not-folder') return undefined;
    throw error;
  }
}

/** The names of the files of a folder that are taken for images, hidden ones left out. */
export function imageNames(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith('.') && endings.some((ending) => name.toLowerCase().endsWith(ending)));
}

async function readIdxImages(
  host: Host,
  path: string,
  { file, labels: named, size, channels = 1 }: ReadImagesOptions,
): Promise<Images> {
  const images = await readIdxFile(host, path, file);
  const [count = 0, height = 0, width = 0] = images.shape;
  expect(
    images.shape.length === 3,
    'data/idx',
    () =>
      `${file} is not an IDX file of bytes, as MNIST's are: images have three extents [count, height, width], got [${images.shape.join(', ')}]`,
    { file, problem: `[${images.shape.join(', ')}]` },
  );
  expect(
    channels === 1 && (size === undefined || (size[0] === height && size[1] === width)),
    'data/image-size',
    () =>
      `${file} holds grey images of ${height} × ${width} pixels, and an IDX file is read as it is: leave out data.size, and data.channels unless it is 1`,
    { file, height, width },
  );
  const labels = named ?? beside(path, file);
  const found = await readIdxFile(host, labels.path, labels.file);
  expect(
    found.shape.length === 1 && found.shape[0] === count,
    'data/idx-pair',
    () =>
      `${file} holds ${count} images, and ${labels.file} [${found.shape.join(', ')}] labels: there must be one an image`,
    { images: images.shape, labels: found.shape, file, labelsFile: labels.file },
  );
  return {
    pixels: images.data,
    count,
    height,
    width,
    channels: 1,
    labels: Array.from(found.data, String),
    fileOf: (i) => `${labels.file} [${i}]`,
  };
}

function beside(path: string, file: string): { path: string; file: string } {
  const [there, name] = [labelsNameOf(path), labelsNameOf(file)];
  return there === undefined || name === undefined
    ? fail(
        'data/no-idx-labels',
        `the name of ${file} does not say which file holds its labels (as …-images-idx3-ubyte and …-labels-idx1-ubyte do): name it in data.labels`,
        { file },
      )
    : { path: there, file: name };
}

/** Reads an IDX file, also gzipped. Throws as {@link readIdx}. */
export async function readIdxFile(host: Host, path: string, file: string): Promise<IdxArray> {
  return readIdx(await unpackedBytes(host.open(path), file), file);
}

interface Found {
  readonly path: string;
  /** What the person would call it. */
  readonly file: string;
  readonly label: string;
}

/** The images of a folder with a folder a class, in the order of their names. Throws `data/no-images` for none. */
async function imagesIn(host: Host, path: string, classes: readonly string[], file: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const label of classes) {
    if (label.startsWith('.')) continue;
    const folder = host.join(path, label);
    for (const name of imageNames((await namesIn(host, folder)) ?? []))
      found.push({ path: host.join(folder, name), file: host.join(file, label, name), label });
  }
  expect(
    found.length > 0,
    'data/no-images',
    () =>
      `${file} holds no images: expected is a folder a class with images in it, such as ${host.join(file, 'cat', '1.png')} (${endings.join(', ')})`,
    { file, endings },
  );
  return found;
}

/** How many images and classes there are, and in what; the images of a folder are not decoded. */
export async function surveyImages(
  host: Host,
  path: string,
  file: string,
): Promise<{ readonly kind: 'idx' | 'folder'; readonly images: number; readonly classes: number }> {
  const names = await namesIn(host, path);
  const labels =
    names === undefined
      ? (await readIdxImages(host, path, { file })).labels
      : (await imagesIn(host, path, names, file)).map(({ label }) => label);
  return { kind: names === undefined ? 'idx' : 'folder', images: labels.length, classes: new Set(labels).size };
}

async function readFolder(
  host: Host,
  path: string,
  classes: readonly string[],
  { file, size = FOLDER_SIZE, channels = 1 }: ReadImagesOptions,
): Promise<Images> {
  const [height, width] = size;
  const shape: FrameSize = { height, width, channels };
  const found = await imagesIn(host, path, classes, file);
  const pixels = await decodeImages(host, found, shape);
  return {
    pixels,
    count: found.length,
    height,
    width,
    channels,
    labels: found.map(({ label }) => label),
    fileOf: (i) => found[i]!.file,
  };
}

/** The pixels of images that lie anywhere, [images, height, width, channels]. Throws as `Host.decodeImage`. */
export async function decodeImages(
  host: Host,
  images: readonly { readonly path: string; readonly file: string }[],
  shape: FrameSize,
): Promise<Uint8Array> {
  const one = shape.height * shape.width * shape.channels;
  const pixels = new Uint8Array(images.length * one);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < images.length; i = next++) {
      const { path, file } = images[i]!;
      pixels.set(await host.decodeImage(await host.read(path), file, shape), i * one);
    }
  };
  // Several at a time, for decoding has threads of its own; in whatever order they come, each has its place.
  await Promise.all(Array.from({ length: 4 }, work));
  return pixels;
}
