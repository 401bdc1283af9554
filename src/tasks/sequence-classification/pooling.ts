import { AttentionPooling, lastOverTime, maxOverTime, meanOverTime } from '../../nn/sequence-pooling.ts';
import type { Module } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';

export const poolingNames = ['last', 'max', 'mean', 'attention'] as const;
export type PoolingName = (typeof poolingNames)[number];

/** From what the layers give at every step, ys [B, T, F], to one vector a sequence, [B, F]. */
export interface Pooling {
  readonly module?: Module | undefined;
  pool(ys: Tensor, lengths: Int32Array): Tensor;
}

interface PoolingOptions {
  /** F */
  readonly inputSize: number;
  readonly bidirectional: boolean;
  /** Of attention. */
  readonly size: number;
  readonly rng: Random;
}

const poolings: Readonly<Record<PoolingName, (options: PoolingOptions) => Pooling>> = {
  last: ({ bidirectional }) => ({ pool: (ys, lengths) => lastOverTime(ys, lengths, bidirectional ? 2 : 1) }),
  max: () => ({ pool: maxOverTime }),
  mean: () => ({ pool: meanOverTime }),
  attention: (options) => {
    const module = new AttentionPooling(options);
    return { module, pool: (ys, lengths) => module.forward(ys, lengths).pooled };
  },
};

export function poolingOf(name: PoolingName, options: PoolingOptions): Pooling {
  return poolings[name](options);
}
