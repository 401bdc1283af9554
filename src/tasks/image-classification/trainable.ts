import { Augmenter, plainImages, type Augmentation } from '../../data/images/index.ts';
import { imageSize } from '../../data/images/images.ts';
import { add, crossEntropy, logSoftmax, mean, scale, type Tensor } from '../../tensor/index.ts';
import type { Loss, Metrics, Sizing, Trainable } from '../../train/index.ts';
import type { Random } from '../../util/random.ts';
import type { Labels } from '../labels/labels.ts';
import type { Part } from './data.ts';
import { measure } from './evaluate.ts';
import type { ImageNetwork } from './network.ts';
import type { PixelScaling } from '../images/scaling.ts';

/** Places in the training part. */
export type Batch = Int32Array;

export interface TrainableOptions {
  readonly model: ImageNetwork;
  readonly labels: Labels;
  readonly scaling: PixelScaling;
  readonly train: Part;
  readonly validation: Part;
  readonly augment: Augmentation | undefined;
  readonly labelSmoothing: number;
  readonly batchSize: number | undefined;
}

/** Learning the label of each image: cross-entropy over images that are moved anew in each epoch. */
export class ImageTrainable implements Trainable<Batch> {
  readonly model: ImageNetwork;
  readonly monitor = { metric: 'accuracy', higherIsBetter: true } as const;
  readonly #options: TrainableOptions;
  readonly #batchSize: number;
  readonly #augmenter: Augmenter | undefined;

  constructor(options: TrainableOptions) {
    const { model, train, augment, batchSize } = options;
    this.model = model;
    this.#options = options;
    this.#batchSize = batchSize ?? Math.min(64, Math.max(1, Math.round(train.chosen.length / 16)));
    this.#augmenter = augment === undefined ? undefined : new Augmenter(train.images, augment);
  }

  batches(_epoch: number, rng: Random): Batch[] {
    const count = this.#options.train.chosen.length;
    const order = rng.shuffle(Int32Array.from({ length: count }, (_, i) => i));
    return Array.from({ length: Math.ceil(count / this.#batchSize) }, (_, b) =>
      order.slice(b * this.#batchSize, (b + 1) * this.#batchSize),
    );
  }

  loss(batch: Batch, rng: Random): Loss {
    const { train, labelSmoothing } = this.#options;
    const targets = batch.map((i) => train.targets[i]!);
    const scores = this.model.scores(this.#imagesOf(batch, rng), batch.length, rng);
    return { loss: smoothed(scores, targets, labelSmoothing), count: batch.length };
  }

  #imagesOf(batch: Batch, rng: Random): Float32Array {
    const { train, scaling } = this.#options;
    const { images } = train;
    const chosen = batch.map((i) => train.chosen[i]!);
    if (this.#augmenter === undefined) return scaling.apply(plainImages(images, chosen));
    const size = imageSize(images);
    const moved = new Float32Array(batch.length * size);
    for (const [b, i] of chosen.entries())
      this.#augmenter.apply(images.pixels.subarray(i * size, (i + 1) * size), moved, b * size, rng);
    return scaling.apply(moved);
  }

  /** All images have as many steps. */
  readonly sizing: Sizing<Batch> = {
    sizeOf: (batch) => ({ rows: batch.length, steps: 1, targets: batch.length }),
    resized: (batch, { rows }) => batch.slice(0, rows),
  };

  validate(): Metrics | null {
    const { labels, scaling, validation } = this.#options;
    return validation.chosen.length === 0 ? null : measure(this.model, labels, scaling, validation).metrics();
  }
}

/** Cross-entropy with targets of which a share is spread over all classes (Szegedy 2016), as in PyTorch. */
function smoothed(scores: Tensor, targets: Int32Array, share: number): Tensor {
  const loss = crossEntropy(scores, targets);
  if (share === 0) return loss;
  return add(scale(loss, 1 - share), scale(mean(logSoftmax(scores)), -share));
}
