import { bucketBatches } from '../../data/batches.ts';
import { Labels } from '../labels/labels.ts';
import type { Loss, Metrics, Sizing, Trainable } from '../../train/index.ts';
import type { Random } from '../../util/random.ts';
import type { ModelConfig } from './config.ts';
import type { Answered } from './data.ts';
import { measure } from './evaluate.ts';
import { answerLoss, type AnswerLoss } from './loss.ts';
import type { SequenceClassifier } from './network.ts';
import type { Target } from './target.ts';

export type Batch = readonly Answered[];

export interface TrainableOptions {
  readonly network: SequenceClassifier;
  readonly config: ModelConfig;
  readonly target: Target;
  readonly train: readonly Answered[];
  readonly validation: readonly Answered[];
  readonly batchSize: number | undefined;
}

/** Learning to answer whole sequences: batches of like length, one target a row. */
export class SequenceClassificationTrainable implements Trainable<Batch> {
  readonly model: SequenceClassifier;
  readonly monitor: { readonly metric: string; readonly higherIsBetter: boolean };
  readonly #options: TrainableOptions;
  readonly #lossOf: AnswerLoss;
  readonly #batchSize: number;
  readonly #lengths: Int32Array;

  constructor(options: TrainableOptions) {
    const { network, config, target, train, batchSize } = options;
    this.model = network;
    this.#options = options;
    this.#lossOf = answerLoss(target, config);
    this.#batchSize = batchSize ?? Math.min(32, Math.max(1, Math.round(train.length / 16)));
    this.#lengths = Int32Array.from(train, ({ sequence }) => sequence.length);
    this.monitor =
      target instanceof Labels
        ? { metric: config.classWeights === undefined ? 'accuracy' : 'macroF1', higherIsBetter: true }
        : { metric: 'rmse', higherIsBetter: false };
  }

  batches(_epoch: number, rng: Random): Batch[] {
    const { train } = this.#options;
    return bucketBatches(this.#lengths, this.#batchSize, rng).map((rows) => Array.from(rows, (i) => train[i]!));
  }

  loss(batch: Batch, rng: Random): Loss {
    const sequences = batch.map(({ sequence }) => sequence);
    const answers = Float32Array.from(batch, ({ answer }) => answer);
    return { loss: this.#lossOf(this.model.forward(sequences, rng), answers), count: batch.length };
  }

  readonly sizing: Sizing<Batch> = {
    sizeOf: (batch) => ({
      rows: batch.length,
      steps: batch.reduce((most, { sequence }) => Math.max(most, sequence.length), 0),
      targets: batch.length,
    }),
    resized: (batch, { rows, steps }) => {
      const { front } = this.model.encoder;
      return batch.slice(0, rows).map(({ sequence, answer }) => ({
        sequence: front.cut(sequence, 0, Math.min(steps, sequence.length)),
        answer,
      }));
    },
  };

  validate(): Metrics | null {
    const { validation, target } = this.#options;
    return validation.length === 0 ? null : measure(this.model, target, validation).metrics;
  }
}
