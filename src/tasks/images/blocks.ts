import { isRecord } from '../sections.ts';

/** More pixels than this has no image that is read here. */
const MOST_PIXELS = 1 << 26;
const MOST_BLOCKS = 64;

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** What images look like, as a model file says it. */
export function imageShapeOf(
  shape: unknown,
): { readonly height: number; readonly width: number; readonly channels: 1 | 3 } | undefined {
  if (!isRecord(shape)) return undefined;
  const { height, width, channels } = shape;
  return isCount(height) && isCount(width) && height * width <= MOST_PIXELS && (channels === 1 || channels === 3)
    ? { height, width, channels }
    : undefined;
}

/**
 * What blocks of convolutions that a model file speaks of come to: how many numbers their weights are at least, and what
 * is left of an image. Undefined for what nobody can build.
 */
export function blocksOf(
  { height, width, channels: colours }: { readonly height: number; readonly width: number; readonly channels: number },
  { channels, kernel, pooled = MOST_BLOCKS }: Readonly<Record<string, unknown>>,
): { readonly numbers: number; readonly pixels: number; readonly channels: number } | undefined {
  if (!isCount(kernel) || !Array.isArray(channels) || channels.length === 0 || channels.length > MOST_BLOCKS)
    return undefined;
  let [numbers, before, pixels] = [0, colours, [height, width] as const];
  for (const [i, count] of (channels as unknown[]).entries()) {
    if (!isCount(count)) return undefined;
    numbers += count * before * kernel * kernel;
    before = count;
    if (i < Number(pooled) && pixels[0] >= 2 && pixels[1] >= 2) pixels = [pixels[0] >> 1, pixels[1] >> 1];
  }
  return { numbers, pixels: pixels[0] * pixels[1], channels: before };
}
