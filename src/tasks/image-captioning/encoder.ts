import { Augmenter, type Augmentation } from '../../data/images/augment.ts';
import { collectParameters, ConvEncoder } from '../../nn/index.ts';
import type { Memory } from '../../seq2seq/index.ts';
import { mean, reshape, tensor, type Parameter, type Tensor } from '../../tensor/index.ts';
import type { FrameSize } from '../../util/host.ts';
import type { Random } from '../../util/random.ts';
import type { PixelScaling } from '../images/scaling.ts';
import type { MemoryEncoder } from '../sentences/network.ts';
import { drop } from '../symbols/drop.ts';
import type { ModelConfig } from './config.ts';
import { isOfFeatures, type FeatureSize, type Numbers, type Shape } from './seen.ts';

/** Reads an image, or features of it. */
export interface PictureEncoder extends MemoryEncoder<Numbers> {
  /** The places that a decoder may look at. */
  readonly places: number;
  /** How they lie in the image, row by row; none where nobody knows. */
  readonly grid: readonly [rows: number, cols: number] | undefined;
  /** Makes the first weights fit some images that are to be learnt from. */
  settle(images: readonly Numbers[]): void;
}

export interface EncoderOptions {
  readonly shape: Shape;
  readonly config: ModelConfig;
  readonly scaling: PixelScaling;
  /** How training changes images. */
  readonly augment?: Augmentation | undefined;
  readonly rng: Random;
}

export function encoderOf(options: EncoderOptions): PictureEncoder {
  const { shape } = options;
  return isOfFeatures(shape) ? new FeatureEncoder({ ...options, shape }) : new ImageEncoder({ ...options, shape });
}

/**
 * Sees an image with convolutions: what they give at each place of the last map is a place of the memory (Xu 2015), and
 * their mean, or all of them, its summary.
 */
class ImageEncoder implements PictureEncoder {
  readonly memorySize: number;
  readonly summarySize: number;
  readonly places: number;
  readonly grid: readonly [rows: number, cols: number];
  readonly #shape: FrameSize;
  readonly #config: ModelConfig;
  readonly #scaling: PixelScaling;
  readonly #augmenter: Augmenter | undefined;
  readonly #convolutions: ConvEncoder;

  constructor({ shape, config, scaling, augment, rng }: EncoderOptions & { readonly shape: FrameSize }) {
    const { channels, pooled, kernel, norm } = config;
    this.#shape = shape;
    this.#config = config;
    this.#scaling = scaling;
    this.#augmenter = augment && new Augmenter(shape, augment);
    this.#convolutions = new ConvEncoder({
      ...shape,
      inputSize: shape.channels,
      channels,
      pooled,
      kernel,
      norm: norm === 'layer',
      output: 'map',
      rng,
    });
    const [rows, cols, size] = this.#convolutions.mapShape;
    this.grid = [rows, cols];
    this.places = rows * cols;
    this.memorySize = size;
    this.summarySize = summarySizeOf(this.places, size, config);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ conv: this.#convolutions });
  }

  lengthOf(): number {
    return 1;
  }

  cut(image: Numbers): Numbers {
    return image;
  }

  settle(images: readonly Numbers[]): void {
    this.#convolutions.settle(this.#prepared(images, undefined));
  }

  forward(batch: readonly Numbers[], rng?: Random): Memory {
    const map = this.#convolutions.forward(this.#prepared(batch, rng));
    // [B, H', W', F] → [B, H'·W', F]
    return memoryOf(reshape(map, [batch.length, this.places, this.memorySize]), this.#config, rng);
  }

  /** [B, height, width, channels], scaled; in training moved and recoloured before. */
  #prepared(batch: readonly Numbers[], rng: Random | undefined): Tensor {
    const { height, width, channels } = this.#shape;
    const size = height * width * channels;
    const images = new Float32Array(batch.length * size);
    batch.forEach((image, b) => {
      if (rng === undefined || this.#augmenter === undefined) images.set(image, b * size);
      else this.#augmenter.apply(image as Uint8Array, images, b * size, rng);
    });
    return tensor(this.#scaling.apply(images), [batch.length, height, width, channels]);
  }
}

/** Takes features as they are, scaled: each region is a place of the memory. */
class FeatureEncoder implements PictureEncoder {
  readonly memorySize: number;
  readonly summarySize: number;
  readonly places: number;
  readonly grid = undefined;
  readonly #config: ModelConfig;
  readonly #scaling: PixelScaling;

  constructor({ shape: { places, size }, config, scaling }: EncoderOptions & { readonly shape: FeatureSize }) {
    this.#config = config;
    this.#scaling = scaling;
    this.places = places;
    this.memorySize = size;
    this.summarySize = summarySizeOf(places, size, config);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return [];
  }

  lengthOf(): number {
    return 1;
  }

  cut(features: Numbers): Numbers {
    return features;
  }

  settle(): void {}

  forward(batch: readonly Numbers[], rng?: Random): Memory {
    const { places, memorySize } = this;
    const all = new Float32Array(batch.length * places * memorySize);
    batch.forEach((features, b) => all.set(features, b * places * memorySize));
    const values = tensor(this.#scaling.apply(all), [batch.length, places, memorySize]);
    return memoryOf(values, this.#config, rng);
  }
}

function summarySizeOf(places: number, size: number, { summary }: ModelConfig): number {
  return summary === 'mean' ? size : places * size;
}

/** places [B, S, F] → what the decoder looks at, with dropout in training. */
function memoryOf(places: Tensor, { summary, imageDropout }: ModelConfig, rng: Random | undefined): Memory {
  const values = drop(places, imageDropout, rng);
  const [batch, count, size] = values.shape as [number, number, number];
  // [B, S, F] → [B, F] or [B, S·F]
  return { values, summary: summary === 'mean' ? mean(values, 1) : reshape(values, [batch, count * size]) };
}
