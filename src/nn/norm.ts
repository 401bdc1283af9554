import { BatchNorm } from './batch-norm.ts';
import { LayerNorm } from './layer-norm.ts';

/** Over what numbers are normalised: nothing, the channels of each row, or each channel over the batch. */
export const normNames = ['none', 'layer', 'batch'] as const;

export type Norm = (typeof normNames)[number];

const norms: Readonly<Record<Norm, (size: number) => LayerNorm | BatchNorm | undefined>> = {
  none: () => undefined,
  layer: (size) => new LayerNorm({ size }),
  batch: (size) => new BatchNorm({ size }),
};

/** The normalisation of that name for so many channels. */
export function normOf(norm: Norm, size: number): LayerNorm | BatchNorm | undefined {
  return norms[norm](size);
}
