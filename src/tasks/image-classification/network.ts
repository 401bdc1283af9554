import { collectParameters, Linear, type Module } from '../../nn/index.ts';
import type { Parameter, Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import type { Watch } from '../watch.ts';
import type { ModelConfig } from './config.ts';
import { readerOf, type ImageReader, type ImageShape } from './reader.ts';

/** From images to a score a class: a reader, and a linear layer over what it gives. */
export class ImageNetwork implements Module {
  readonly #reader: ImageReader;
  readonly #head: Linear;

  constructor(shape: ImageShape, classes: number, config: ModelConfig, rng: Random) {
    this.#reader = readerOf(shape, config, rng);
    this.#head = new Linear({ inputSize: this.#reader.outputSize, outputSize: classes, rng });
  }

  /** images [B, height, width, channels], scaled → scores [B, classes]. */
  scores(images: Float32Array, batch: number, rng?: Random, watch?: Watch): Tensor {
    const scores = this.#head.forward(this.#reader.read(images, batch, rng, watch));
    watch?.('scores', scores);
    return scores;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ reader: this.#reader, head: this.#head });
  }
}
