import type { Layer } from '../../cells/index.ts';
import { collectParameters, ConvEncoder, lastOverTime, Linear, type Module } from '../../nn/index.ts';
import { relu, tensor, type Parameter, type Tensor } from '../../tensor/index.ts';
import { Random } from '../../util/random.ts';
import { recurrentLayers } from '../recurrent-config.ts';
import { drop, dropLocked } from '../symbols/drop.ts';
import type { Watch } from '../watch.ts';
import type { ModelConfig } from './config.ts';
import type { ReaderName } from './reader-names.ts';

/** What the images of a model look like. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Makes a vector of each image: images [B, height, width, channels], row-major and scaled → [B, outputSize]. */
export interface ImageReader extends Module {
  readonly outputSize: number;
  /**
   * @param rng for dropout in training; without it nothing is dropped.
   * @param watch is told of the map of each block, or of the states of all steps, and of what comes of them.
   */
  read(images: Float32Array, batch: number, rng?: Random, watch?: Watch): Tensor;
}

type Make = (shape: ImageShape, config: ModelConfig, rng: Random) => ImageReader;

/** How images can be read: by convolutions, or step by step, and what the steps are. */
const readers: Record<ReaderName, Make> = {
  cnn: (shape, config, rng) => new ConvolutionalReader(shape, config, rng),
  rows: ({ height, width, channels }, config, rng) =>
    new RecurrentReader([height, width * channels], undefined, config, rng),
  columns: (shape, config, rng) => {
    const { height, width, channels } = shape;
    return new RecurrentReader([width, height * channels], columnOrder(shape), config, rng);
  },
  pixels: (shape, config, rng) => {
    const { height, width, channels } = shape;
    const order = config.permute === undefined ? undefined : permuted(shape, config.permute);
    return new RecurrentReader([height * width, channels], order, config, rng);
  },
};

export function readerOf(shape: ImageShape, config: ModelConfig, rng: Random): ImageReader {
  return readers[config.reader](shape, config, rng);
}

/** Convolutions, then a layer with ReLU over all that the last of them gives. */
class ConvolutionalReader implements ImageReader {
  readonly outputSize: number;
  readonly #shape: ImageShape;
  readonly #encoder: ConvEncoder;
  readonly #dense: Linear;
  readonly #config: ModelConfig;

  constructor(shape: ImageShape, config: ModelConfig, rng: Random) {
    const { channels, kernel, hidden } = config;
    this.#shape = shape;
    this.#config = config;
    this.#encoder = new ConvEncoder({ ...shape, inputSize: shape.channels, channels, kernel, rng });
    this.#dense = new Linear({ inputSize: this.#encoder.outputSize, outputSize: hidden, rng });
    this.outputSize = hidden;
  }

  read(images: Float32Array, batch: number, rng?: Random, watch?: Watch): Tensor {
    const { height, width, channels } = this.#shape;
    const { inputDropout, outputDropout } = this.#config;
    const maps = this.#encoder.maps(tensor(images, [batch, height, width, channels]));
    maps.forEach((map, i) => watch?.(`block${i + 1}`, map));
    const encoded = this.#encoder.encode(maps.at(-1)!);
    const hidden = relu(this.#dense.forward(drop(encoded, inputDropout, rng)));
    watch?.('hidden', hidden);
    return drop(hidden, outputDropout, rng);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ encoder: this.#encoder, dense: this.#dense });
  }
}

/** Recurrent layers over the steps of an image: what they say at the end. */
class RecurrentReader implements ImageReader {
  readonly outputSize: number;
  readonly #steps: readonly [count: number, size: number];
  /** Which number of the image comes at each place; their own order where there is none. */
  readonly #order: Int32Array | undefined;
  readonly #layers: Layer;
  readonly #config: ModelConfig;

  constructor(
    steps: readonly [count: number, size: number],
    order: Int32Array | undefined,
    config: ModelConfig,
    rng: Random,
  ) {
    this.#steps = steps;
    this.#order = order;
    this.#config = config;
    this.#layers = recurrentLayers(config, steps[1], rng);
    this.outputSize = this.#layers.outputSize;
  }

  read(images: Float32Array, batch: number, rng?: Random, watch?: Watch): Tensor {
    const { inputDropout, outputDropout, lockedDropout, bidirectional } = this.#config;
    const [count, size] = this.#steps;
    const xs = tensor(this.#inOrder(images, batch), [batch, count, size]);
    const dropped = lockedDropout ? dropLocked : drop;
    const { ys } = this.#layers.forward(dropped(xs, inputDropout, rng), {
      training: rng !== undefined,
      ...(rng && { rng }),
    });
    watch?.('states', ys);
    return drop(lastOverTime(ys, undefined, bidirectional ? 2 : 1), outputDropout, rng);
  }

  #inOrder(images: Float32Array, batch: number): Float32Array {
    const order = this.#order;
    if (order === undefined) return images;
    const ordered = new Float32Array(images.length);
    for (let b = 0; b < batch; b++) {
      const at = b * order.length;
      for (let i = 0; i < order.length; i++) ordered[at + i] = images[at + order[i]!]!;
    }
    return ordered;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ rnn: this.#layers });
  }
}

/** The numbers of an image column by column, each from top to bottom. */
function columnOrder({ height, width, channels }: ImageShape): Int32Array {
  return Int32Array.from({ length: height * width * channels }, (_, i) => {
    const c = i % channels;
    const h = Math.floor(i / channels) % height;
    const w = Math.floor(i / (channels * height));
    return (h * width + w) * channels + c;
  });
}

/** The pixels of an image in an order drawn by a seed, the same for all images. */
function permuted({ height, width, channels }: ImageShape, seed: number): Int32Array {
  const pixels = Random.derive(seed, 'pixels').shuffle(Int32Array.from({ length: height * width }, (_, i) => i));
  return Int32Array.from({ length: pixels.length * channels }, (_, i) => {
    return pixels[Math.floor(i / channels)]! * channels + (i % channels);
  });
}
