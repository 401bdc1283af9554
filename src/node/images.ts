import { fail, messageOf } from '../util/errors.ts';
import type { FrameSize } from '../util/host.ts';

type Sharp = (typeof import('sharp'))['default'];

/**
 * The pixels of an image, stretched to a size: [height, width, channels] bytes, row-major. An image that a camera held
 * sideways is turned as its file says, and what is transparent becomes white.
 * @throws `io/sharp` without the package sharp, `data/not-image` for what it cannot decode.
 */
export async function decodeImage(
  bytes: Uint8Array,
  path: string,
  { width, height, channels }: FrameSize,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  try {
    const image = sharp(bytes, { failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(width, height, { fit: 'fill' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb');
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return inChannels(data, info.channels, channels);
  } catch (thrown) {
    return notImage(path, thrown);
  }
}

/** An image as it is. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4]: red, green, blue, and how opaque it is, 0 to 255. */
  readonly pixels: Uint8Array;
}

/**
 * The very pixels of an image that loses none, such as PNG: nothing is scaled, turned or blended.
 * @throws as {@link decodeImage}
 */
export async function decodePixels(bytes: Uint8Array, path: string): Promise<Decoded> {
  const sharp = await loadSharp();
  try {
    const image = sharp(bytes, { failOn: 'error' }).toColourspace('srgb').ensureAlpha();
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  } catch (thrown) {
    return notImage(path, thrown);
  }
}

function notImage(path: string, thrown: unknown): never {
  const reason = messageOf(thrown);
  return fail('data/not-image', `${path} cannot be decoded as an image: ${reason}`, { file: path, reason }, thrown);
}

/** Pixels with the first so many channels; a lone channel stands for all. */
function inChannels(data: Uint8Array, found: number, wanted: number): Uint8Array {
  if (found === wanted) return new Uint8Array(data);
  const count = data.length / found;
  const pixels = new Uint8Array(count * wanted);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < wanted; c++) pixels[i * wanted + c] = data[i * found + Math.min(c, found - 1)]!;
  return pixels;
}

async function loadSharp(): Promise<Sharp> {
  try {
    return (await import('sharp')).default;
  } catch (thrown) {
    return fail(
      'io/sharp',
      'images are decoded by the package sharp, which is not installed; run `npm install sharp`',
      { install: 'npm install sharp' },
      thrown,
    );
  }
}
