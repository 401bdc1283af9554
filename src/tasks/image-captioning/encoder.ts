import { Augmenter, type Augmentation } from '../../data/images/augment.ts';
import { collectParameters, ConvEncoder, Linear, normOf, type Module } from '../../nn/index.ts';
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
  readonly #summary: Summary;

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
      norm,
      output: 'map',
      rng,
    });
    const [rows, cols, size] = this.#convolutions.mapShape;
    this.grid = [rows, cols];
    this.places = rows * cols;
    this.memorySize = size;
    this.#summary = new Summary(this.places, size, config, rng);
    this.summarySize = this.#summary.size;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ conv: this.#convolutions, summary: this.#summary });
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
    const map = this.#convolutions.forward(this.#prepared(batch, rng), rng !== undefined);
    // [B, H', W', F] → [B, H'·W', F]
    return memoryOf(
      reshape(map, [batch.length, this.places, this.memorySize]),
      this.#summary,
      this.#config.imageDropout,
      rng,
    );
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
  readonly #summary: Summary;
  readonly #imageDropout: number;
  readonly #scaling: PixelScaling;

  constructor({ shape: { places, size }, config, scaling, rng }: EncoderOptions & { readonly shape: FeatureSize }) {
    this.#imageDropout = config.imageDropout;
    this.#scaling = scaling;
    this.places = places;
    this.memorySize = size;
    this.#summary = new Summary(places, size, config, rng);
    this.summarySize = this.#summary.size;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ summary: this.#summary });
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
    return memoryOf(values, this.#summary, this.#imageDropout, rng);
  }
}

/**
 * What all places [B, S, F] come to: their mean [B, F], or all of them side by side [B, S·F]; where the config says to how
 * many numbers, brought to those by a matrix and normalised.
 */
class Summary implements Module {
  readonly size: number;
  readonly #isMean: boolean;
  readonly #project: Linear | undefined;
  readonly #norm: ReturnType<typeof normOf>;

  constructor(places: number, size: number, { summary, summarySize, norm }: ModelConfig, rng: Random) {
    this.#isMean = summary === 'mean';
    const inputSize = this.#isMean ? size : places * size;
    this.size = summarySize ?? inputSize;
    if (summarySize === undefined) return;
    this.#project = new Linear({ inputSize, outputSize: summarySize, bias: norm === 'none', rng });
    this.#norm = normOf(norm, summarySize);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ project: this.#project, norm: this.#norm });
  }

  forward(places: Tensor, isTraining: boolean): Tensor {
    const [batch, count, size] = places.shape as [number, number, number];
    const all = this.#isMean ? mean(places, 1) : reshape(places, [batch, count * size]);
    const brought = this.#project === undefined ? all : this.#project.forward(all);
    return this.#norm === undefined ? brought : this.#norm.forward(brought, isTraining);
  }
}

/** places [B, S, F] → what the decoder looks at, with dropout in training. */
function memoryOf(places: Tensor, summary: Summary, imageDropout: number, rng: Random | undefined): Memory {
  const values = drop(places, imageDropout, rng);
  return { values, summary: summary.forward(values, rng !== undefined) };
}
