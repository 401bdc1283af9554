import type { State } from '../cells/cell.ts';
import type { Module } from '../nn/module.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Random } from '../util/random.ts';

/** Figures by name: `loss`, `accuracy`, `recall@20` … */
export type Metrics = Readonly<Record<string, number>>;

/** What the trainer needs of a task. It must be a pure function of its config, its data and the arguments below. */
export interface Trainable<Batch = unknown> {
  readonly model: Module;
  /** The batches of an epoch (from 1), in order; drawn from `rng` alone. Their number should be the same in every epoch, for that of the first tells schedules and progress how many updates there will be. */
  batches(epoch: number, rng: Random): readonly Batch[];
  /**
   * The loss to go down, a mean over `count` targets. Runs inside a step; `rng` is for dropout and sampling. For
   * truncated backpropagation through time (Williams and Peng 1990) it gives `carry` too, the state that the next batch
   * of the epoch begins from: the trainer takes it off the tape, so that no gradient flows back across batches, and
   * hands it to the next call. The first call of an epoch gets none, nor does one after a call that gave none.
   */
  loss(batch: Batch, rng: Random, carry?: State): Loss;
  /** Figures on the validation part; null when there is none. */
  validate(): Metrics | null;
  /** What is to be known of batches for the memory of a step to be told beforehand. */
  readonly sizing?: Sizing<Batch> | undefined;
  /** By which figure the best model is chosen, and whether more is better. Falls back on the training loss without validation. */
  readonly monitor: { readonly metric: string; readonly higherIsBetter: boolean };
}

/** How large batches are, and how one of another size would be. */
export interface Sizing<Batch> {
  /** With how many targets there are, at most rows × steps. */
  sizeOf(batch: Batch): BatchSize & { readonly targets: number };
  /** The batch with its first rows and steps alone; `size` is at most the batch's own. */
  resized(batch: Batch, size: BatchSize): Batch;
}

export interface BatchSize {
  readonly rows: number;
  /** Of the longest row. */
  readonly steps: number;
}

/** What a {@link Trainable} makes of a batch. */
export interface Loss {
  readonly loss: Tensor;
  readonly count: number;
  readonly carry?: State | undefined;
}
