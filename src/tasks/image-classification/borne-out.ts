import { blocksOf, imageShapeOf, isCount } from '../images/blocks.ts';
import { areLayersBorneOut } from '../sections.ts';

/**
 * Whether the config of a model file can belong to so many numbers: each reader has at least the weights that follow
 * from its sizes.
 */
export function isBorneOut(model: Readonly<Record<string, unknown>>, shape: unknown, numbers: number): boolean {
  const images = imageShapeOf(shape);
  if (images === undefined) return false;
  const { height, width, channels: colours } = images;
  const { reader, hidden } = model;
  const steps: Readonly<Record<string, number>> = { rows: width * colours, columns: height * colours, pixels: 1 };
  if (typeof reader === 'string' && Object.hasOwn(steps, reader))
    return areLayersBorneOut(model, numbers) && Number(hidden) * steps[reader]! <= numbers;
  const blocks = reader === 'cnn' && isCount(hidden) ? blocksOf(images, model) : undefined;
  return blocks !== undefined && blocks.numbers + blocks.pixels * blocks.channels * Number(hidden) <= numbers;
}
