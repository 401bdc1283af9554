import { expect, fail } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import { nearest, suggestion } from '../../util/nearest.ts';
import { decodeImages, readIdxFile } from '../images/read-images.ts';
import { placeOf, type Captioned } from './captioned.ts';

/** Images of one size in memory. */
export interface ImageStack {
  /** [count, height, width, channels], 0 to 255. */
  readonly pixels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1: grey, 3: red, green and blue. */
  readonly channels: 1 | 3;
}

/**
 * The images of an IDX file of bytes, also gzipped: [count, height, width] in grey, or [count, height, width, 1 or 3].
 * @throws `data/idx`
 */
export async function readImageStack(host: Host, path: string, file: string): Promise<ImageStack> {
  const { shape, data } = await readIdxFile(host, path, file);
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  if ((shape.length !== 3 && shape.length !== 4) || (channels !== 1 && channels !== 3)) {
    const problem = `images have the extents [count, height, width], or [count, height, width, 1 or 3], got [${shape.join(', ')}]`;
    return fail('data/idx', `${file} is not an IDX file of images: ${problem}`, { file, problem });
  }
  return { pixels: data, count, height, width, channels };
}

export interface StackOptions {
  /** Where the images lie, and what the person calls that. */
  readonly folder: { readonly path: string; readonly file: string };
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  /** What to do with a caption whose image is not there: stop, or leave it out and count it. */
  readonly missing: 'error' | 'skip';
  readonly onSkip?: (() => void) | undefined;
}

/**
 * Decodes the images that have captions: image i is that of `captioned[i]` in what comes back, which is what was given but
 * for those whose image is not there.
 * @throws `data/caption-image` for a caption whose image is not there, unless it is left out; `data/empty` when none is
 *   left; `data/not-image`, `io/…`.
 */
export async function decodeCaptioned(
  host: Host,
  captioned: readonly Captioned[],
  { folder, size: [height, width], channels, missing, onSkip }: StackOptions,
): Promise<{ readonly stack: ImageStack; readonly captioned: readonly Captioned[] }> {
  const there: Captioned[] = [];
  for (const one of captioned) {
    if (await host.exists(host.join(folder.path, one.image))) there.push(one);
    else if (missing === 'skip') onSkip?.();
    else await noImage(host, one, folder);
  }
  expect(there.length > 0, 'data/empty', () => `${folder.file} holds none of the images that captions are of`, {
    file: folder.file,
  });
  const images = there.map(({ image }) => ({
    path: host.join(folder.path, image),
    file: host.join(folder.file, image),
  }));
  const pixels = await decodeImages(host, images, { height, width, channels });
  return { stack: { pixels, count: there.length, height, width, channels }, captioned: there };
}

async function noImage(host: Host, one: Captioned, folder: StackOptions['folder']): Promise<never> {
  const { image, file, line } = one;
  const at = image.lastIndexOf('/') + 1;
  const names = await host.list(host.join(folder.path, image.slice(0, at))).catch((): string[] => []);
  const near = nearest(image.slice(at), names, 1).map((name) => image.slice(0, at) + name);
  return fail(
    'data/caption-image',
    `${placeOf(one)}: there is no image "${image}" in ${folder.file}${suggestion(near)}; put it there, or leave such captions out (data.missing: skip)`,
    { file, line, image, folder: folder.file, nearest: near[0] },
  );
}
