import { bucketBatches } from '../../data/batches.ts';
import { reshape, scale, sum, type Tensor } from '../../tensor/index.ts';
import type { Metrics, Sizing, Trainable } from '../../train/index.ts';
import { expect } from '../../util/errors.ts';
import type { Random } from '../../util/random.ts';
import { labelLoss, type LabelLoss } from '../labels/class-weights.ts';
import type { ModelConfig } from './config.ts';
import type { Labeled } from './data.ts';
import { measure, paddedTargets, type Measured } from './evaluate.ts';
import type { LabelingNetwork } from './network.ts';

/** A piece of a sequence. */
interface Piece<S> {
  readonly steps: S;
  readonly targets: Int32Array;
}

export interface TrainableOptions<S> {
  readonly network: LabelingNetwork<S>;
  readonly config: ModelConfig;
  readonly train: readonly Labeled<S>[];
  readonly validation: readonly Labeled<S>[];
  readonly how: Measured;
  readonly window: number | undefined;
  readonly batchSize: number | undefined;
}

/** Learning the label of every step: the mean over steps of cross-entropy, or with a CRF of −log p of the whole sequence. */
export class LabelingTrainable<S> implements Trainable<readonly Piece<S>[]> {
  readonly model: LabelingNetwork<S>;
  readonly monitor: { readonly metric: string; readonly higherIsBetter: true };
  readonly #options: TrainableOptions<S>;
  readonly #batchSize: number;
  readonly #lossOf: LabelLoss;

  constructor(options: TrainableOptions<S>) {
    const { network, config, train, how, window = Infinity, batchSize } = options;
    expect(
      network.crf === undefined || config.classWeights === undefined,
      'config/crf-weights',
      () => 'model.classWeights weighs steps one by one and does not go with model.crf: leave one of them out',
    );
    const pieces = train.reduce((n, { length }) => n + Math.ceil(length / window), 0);
    this.model = network;
    this.#options = options;
    this.#batchSize = batchSize ?? Math.min(32, Math.max(1, Math.round(pieces / 16)));
    this.#lossOf = labelLoss(how.labels, config.classWeights);
    this.monitor = { metric: how.scheme === 'none' ? 'accuracy' : 'f1', higherIsBetter: true };
  }

  batches(_epoch: number, rng: Random): readonly (readonly Piece<S>[])[] {
    const { train, window } = this.#options;
    const pieces = train.flatMap((row) => this.#cut(row, window, rng));
    const lengths = pieces.map(({ targets }) => targets.length);
    return bucketBatches(lengths, this.#batchSize, rng).map((batch) => Array.from(batch, (i) => pieces[i]!));
  }

  loss(batch: readonly Piece<S>[], rng: Random): { loss: Tensor; count: number } {
    const { scores, lengths } = this.model.scores(
      batch.map(({ steps }) => steps),
      rng,
    );
    const targets = paddedTargets(batch, scores.dim(1));
    const count = lengths.reduce((n, length) => n + length, 0);
    const { crf } = this.model;
    if (crf === undefined) return { loss: this.#lossOf(reshape(scores, [-1, scores.dim(2)]), targets), count };
    const known = targets.map((id) => Math.max(0, id));
    return { loss: scale(sum(crf.loss(scores, known, lengths)), 1 / count), count };
  }

  readonly sizing: Sizing<readonly Piece<S>[]> = {
    sizeOf: (batch) => ({
      rows: batch.length,
      steps: batch.reduce((most, { targets }) => Math.max(most, targets.length), 0),
      targets: batch.reduce((n, { targets }) => n + targets.length, 0),
    }),
    resized: (batch, { rows, steps }) =>
      batch.slice(0, rows).map((piece) => this.#part(piece, 0, Math.min(steps, piece.targets.length))),
  };

  validate(): Metrics | null {
    const { validation, how } = this.#options;
    return validation.length === 0 ? null : measure(this.model, validation, how).metrics;
  }

  /** Pieces of `window` steps, the first of a length that is drawn, so that they are cut elsewhere in each epoch. */
  #cut(row: Labeled<S>, window: number | undefined, rng: Random): Piece<S>[] {
    if (window === undefined || row.length <= window) return [row];
    const pieces: Piece<S>[] = [];
    for (let start = 0, end = 1 + rng.below(window); start < row.length; start = end, end += window)
      pieces.push(this.#part(row, start, Math.min(end, row.length)));
    return pieces;
  }

  #part({ steps, targets }: Piece<S>, from: number, to: number): Piece<S> {
    return { steps: this.model.encoder.front.cut(steps, from, to), targets: targets.subarray(from, to) };
  }
}
