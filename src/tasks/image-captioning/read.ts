import {
  decodeCaptioned,
  readCaptions,
  readFeatures,
  readImageStack,
  rowsOfImages,
  type Captioned,
  type ImageStack,
} from '../../data/captioned/index.ts';
import { imageNames } from '../../data/images/index.ts';
import { decodeImages } from '../../data/images/read-images.ts';
import { ElmanError, expect } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import { extentsOf, isOfFeatures, shapeText, type Numbers, type Shape } from './seen.ts';

/** Images, or features of them, one after another. */
export interface Pictures {
  readonly numbers: readonly Numbers[];
  readonly shape: Shape;
}

/** An image with what was said of it. */
export interface Seen extends Captioned {
  readonly numbers: Numbers;
}

const FOLDER_SIZE: readonly [number, number] = [32, 32];

/** A file or folder, and what the person calls it. */
interface Place {
  readonly path: string;
  readonly file: string;
}

export interface ReadSeenOptions {
  /** Where the images or features of this file are, if not where those of `data.file` are. */
  readonly images?: string | undefined;
  /** Whether the file says which parts there are. */
  readonly isParted?: boolean;
  /** Whether images are wanted, whatever was said of them, or not. */
  readonly onlyImages?: boolean;
}

/**
 * The captions of a file with their images, or features.
 * @throws what the readers throw: of captions, of images, of features.
 */
export async function readSeen(
  config: DataConfig,
  file: string,
  context: TaskContext,
  { images, isParted = false, onlyImages = false }: ReadSeenOptions = {},
): Promise<{ readonly seen: readonly Seen[]; readonly shape: Shape }> {
  const { host } = context;
  const { format, delimiter, quotes, image, part, missing } = config;
  let skipped = 0;
  const rule = { missing, onSkip: () => skipped++ };
  const path = await context.resolve(file);
  const read = await readCaptions(host, path, {
    file,
    format,
    delimiter,
    quotes,
    image,
    // What is still to be captioned needs no caption: its name serves.
    caption: onlyImages ? image : config.caption,
    part: isParted ? part : undefined,
    ...rule,
  });
  const named = images ?? config.features ?? config.images;
  const where: Place =
    named === undefined
      ? { path: host.join(path, '..'), file: folderOf(file) }
      : { path: await context.resolve(named), file: named };
  const { captioned, pictures } = await picturesOf(config, read, where, context, rule);
  if (skipped > 0)
    context.note(
      'data/captions-left-out',
      `${file}: ${skipped} captions or images that lack the other are left out (data.missing: skip)`,
      { file, rows: skipped },
    );
  return {
    seen: captioned.map((one, i) => ({ ...one, numbers: pictures.numbers[i]! })),
    shape: pictures.shape,
  };
}

/** What the images that have captions look like, row by row. */
async function picturesOf(
  config: DataConfig,
  captioned: readonly Captioned[],
  where: Place,
  { host }: TaskContext,
  rule: { readonly missing: 'error' | 'skip'; readonly onSkip: () => void },
): Promise<{ readonly captioned: readonly Captioned[]; readonly pictures: Pictures }> {
  const all =
    config.features === undefined
      ? (await namesIn(host, where.path)) === undefined
        ? await stackOf(config, where, host)
        : undefined
      : await featuresOf(where, host);
  if (all !== undefined) {
    const rows = rowsOfImages(captioned, { file: where.file, count: all.numbers.length, names: all.names });
    return { captioned, pictures: { shape: all.shape, numbers: Array.from(rows, (row) => all.numbers[row]!) } };
  }
  const { size = FOLDER_SIZE, channels = 3 } = config;
  const found = await decodeCaptioned(host, captioned, { folder: where, size, channels, ...rule });
  return { captioned: found.captioned, pictures: picturesIn(found.stack) };
}

/** All that an IDX file, a folder, or a file of features shows, with the names of its images. */
export async function readPictures(
  config: DataConfig,
  file: string,
  context: TaskContext,
): Promise<Pictures & { readonly names: readonly string[] }> {
  const { host } = context;
  const where = { path: await context.resolve(file), file };
  const found = config.features === undefined ? undefined : await featuresOf(where, host);
  const numbered = (pictures: Pictures): readonly string[] => pictures.numbers.map((_, i) => `${file} [${i}]`);
  if (found !== undefined) return { ...found, names: found.names ?? numbered(found) };
  const inside = await namesIn(host, where.path);
  if (inside === undefined) {
    const stack = await stackOf(config, where, host);
    return { ...stack, names: numbered(stack) };
  }
  const names = imageNames(inside);
  expect(names.length > 0, 'data/no-pictures', () => `${file} holds no images`, { file });
  const { size = FOLDER_SIZE, channels = 3 } = config;
  const shape = { height: size[0], width: size[1], channels };
  const images = names.map((name) => ({ path: host.join(where.path, name), file: host.join(file, name) }));
  const pixels = await decodeImages(host, images, shape);
  return {
    ...picturesIn({ pixels, count: names.length, ...shape }),
    names: images.map((image) => image.file),
  };
}

/** Whether a file is one of pictures alone, by its form or name; else it names images, or what was said of them. */
export async function isOfPictures(config: DataConfig, file: string, context: TaskContext): Promise<boolean> {
  if (config.features !== undefined || isStackName(file)) return true;
  return (await namesIn(context.host, await context.resolve(file))) !== undefined;
}

/** @throws `data/other-shape` where images are not like those that a model learnt from. */
export function checkShape(shape: Shape, wanted: Shape, file: string): void {
  const [got, expected] = [extentsOf(shape), extentsOf(wanted)];
  expect(
    isOfFeatures(shape) === isOfFeatures(wanted) && got.join() === expected.join(),
    'data/other-shape',
    () => `${file} holds ${shapeText(shape)}; the model learns from ${shapeText(wanted)}`,
    { file, got, wanted: expected },
  );
}

async function featuresOf(
  { path, file }: Place,
  host: Host,
): Promise<Pictures & { readonly names: readonly string[] | undefined }> {
  const { values, count, regions, size, names } = await readFeatures(host, path, file);
  return { numbers: rowsIn(values, count), shape: { places: regions, size }, names };
}

/** The images of an IDX file, which are read as they are. */
async function stackOf(
  { size, channels }: DataConfig,
  { path, file }: Place,
  host: Host,
): Promise<Pictures & { readonly names?: undefined }> {
  const stack = await readImageStack(host, path, file);
  const { height, width } = stack;
  expect(
    (size === undefined || (size[0] === height && size[1] === width)) &&
      (channels === undefined || channels === stack.channels),
    'data/stack-shape',
    () => `${file} holds ${shapeText(stack)}, and an IDX file is read as it is: leave out data.size and data.channels`,
    { file, height, width, channels: stack.channels },
  );
  return picturesIn(stack);
}

function picturesIn({ pixels, count, height, width, channels }: ImageStack): Pictures {
  return { numbers: rowsIn(pixels, count), shape: { height, width, channels } };
}

/** Views of rows of the same size. */
function rowsIn<N extends Numbers>(values: N, count: number): N[] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size) as N);
}

/** The names in a folder; undefined for what is none. */
async function namesIn(host: Host, path: string): Promise<string[] | undefined> {
  try {
    const names = await host.list(path);
    // A folder that is not there lists nothing; opening it as a file says so.
    return names.length === 0 && !(await host.exists(path)) ? undefined : names;
  } catch (error) {
    if (error instanceof ElmanError && error.code === 'io/not-folder') return undefined;
    throw error;
  }
}

/** Whether a name is one of IDX files. */
export function isStackName(file: string): boolean {
  return /(?:-ubyte|\.idx)(?:\.gz)?$/i.test(file);
}

/** The folder of a file, as a person names it. */
export function folderOf(file: string): string {
  return /^(.*)[/\\]/.exec(file)?.[1] ?? '.';
}
