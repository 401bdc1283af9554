import { areLayersBorneOut, isRecord } from '../sections.ts';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** More pixels than this has no image that is read here. */
const MOST_PIXELS = 1 << 26;

/**
 * Whether the config of a model file can belong to so many numbers: each reader has at least the weights that follow
 * from its sizes.
 */
export function isBorneOut(model: Readonly<Record<string, unknown>>, shape: unknown, numbers: number): boolean {
  if (!isRecord(shape)) return false;
  const { height, width, channels: colours } = shape;
  if (!isCount(height) || !isCount(width) || height * width > MOST_PIXELS || (colours !== 1 && colours !== 3))
    return false;
  const { reader, hidden, channels, kernel } = model;
  const steps: Readonly<Record<string, number>> = { rows: width * colours, columns: height * colours, pixels: 1 };
  if (typeof reader === 'string' && Object.hasOwn(steps, reader))
    return areLayersBorneOut(model, numbers) && Number(hidden) * steps[reader]! <= numbers;
  if (reader !== 'cnn' || !isCount(hidden) || !isCount(kernel) || !Array.isArray(channels)) return false;
  if (channels.length === 0 || channels.length > 64 || !channels.every(isCount)) return false;
  let [needed, before, pixels] = [0, colours as number, [height, width] as const];
  for (const count of channels) {
    needed += count * before * kernel * kernel;
    before = count;
    if (pixels[0] >= 2 && pixels[1] >= 2) pixels = [pixels[0] >> 1, pixels[1] >> 1];
  }
  return needed + pixels[0] * pixels[1] * before * hidden <= numbers;
}
