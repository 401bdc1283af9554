import { bucketBatches } from '../../data/batches.ts';
import { scale, sum } from '../../tensor/index.ts';
import type { Loss, Metrics, Sizing, Trainable } from '../../train/index.ts';
import type { Random } from '../../util/random.ts';
import type { SentenceDecoderConfig } from './config.ts';
import type { SentenceNetwork } from './network.ts';
import { lossesOf, tell, type Marks, type Told } from './told.ts';

export interface SentenceTrainableOptions<I> {
  readonly network: SentenceNetwork<I>;
  readonly config: Pick<SentenceDecoderConfig, 'labelSmoothing' | 'teacherForcing'>;
  readonly marks: Marks;
  /** What there is to learn, as it is to be read in an epoch: the same number of the same lengths in all. */
  readonly train: (rng: Random) => readonly Told<I>[];
  /** How long each is, input and sentence together. */
  readonly lengths: Int32Array;
  readonly batchSize: number | undefined;
  readonly monitor: Trainable['monitor'];
  validate(): Metrics | null;
}

/** Learning to say sentences: batches of like length, the loss a mean over pieces. */
export class SentenceTrainable<I> implements Trainable<readonly Told<I>[]> {
  readonly model: SentenceNetwork<I>;
  readonly monitor: Trainable['monitor'];
  readonly #options: SentenceTrainableOptions<I>;
  readonly #batchSize: number;

  constructor(options: SentenceTrainableOptions<I>) {
    const { network, lengths, batchSize, monitor } = options;
    this.model = network;
    this.monitor = monitor;
    this.#options = options;
    this.#batchSize = batchSize ?? Math.min(64, Math.max(1, Math.round(lengths.length / 16)));
  }

  batches(_epoch: number, rng: Random): (readonly Told<I>[])[] {
    const batches = bucketBatches(this.#options.lengths, this.#batchSize, rng);
    const train = this.#options.train(rng);
    return batches.map((rows) => Array.from(rows, (i) => train[i]!));
  }

  loss(batch: readonly Told<I>[], rng: Random): Loss {
    const { marks, config } = this.#options;
    const losses = lossesOf(
      tell(this.model, batch, marks, { rng, teacherForcing: config.teacherForcing }),
      config.labelSmoothing,
    );
    return { loss: scale(sum(losses), 1 / losses.size), count: losses.size };
  }

  readonly sizing: Sizing<readonly Told<I>[]> = {
    sizeOf: (batch) => ({
      rows: batch.length,
      steps: batch.reduce(
        (most, { input, target }) => Math.max(most, target.length + 1, this.model.encoder.lengthOf(input)),
        0,
      ),
      targets: batch.reduce((count, { target }) => count + target.length + 1, 0),
    }),
    resized: (batch, { rows, steps }) =>
      batch.slice(0, rows).map(({ input, target }) => ({
        input: this.model.encoder.cut(input, steps),
        target: target.subarray(0, Math.max(0, steps - 1)),
      })),
  };

  validate(): Metrics | null {
    return this.#options.validate();
  }
}
