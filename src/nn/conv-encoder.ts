import { relu } from '../tensor/ops/functions.ts';
import { maxPool2d } from '../tensor/ops/pool.ts';
import { mean } from '../tensor/ops/reduce.ts';
import { reshape } from '../tensor/ops/shape.ts';
import { noGrad, step } from '../tensor/engine.ts';
import type { Parameter, Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import { BatchNorm } from './batch-norm.ts';
import { Conv2d } from './conv2d.ts';
import type { LayerNorm } from './layer-norm.ts';
import { collectParameters, type Module } from './module.ts';
import { normOf, type Norm } from './norm.ts';

export interface ConvEncoderOptions {
  readonly height: number;
  readonly width: number;
  /** Channels of the images. */
  readonly inputSize: number;
  /** Channels that come out of each block, such as [32, 64]. */
  readonly channels: readonly number[];
  /** How many pixels high and wide windows are, an odd number; 3 by default. */
  readonly kernel?: number | undefined;
  /** Over what each block normalises: the channels of each pixel (`layer`, the default), each channel over the batch, or nothing. */
  readonly norm?: Norm | undefined;
  /** How many blocks, from the first on, halve height and width; all by default. */
  readonly pooled?: number | undefined;
  /** What becomes of the last block's pixels: all of them behind one another, the mean of each channel, or a map of places as they stand. */
  readonly output?: 'flat' | 'mean' | 'map' | undefined;
  readonly rng: Random;
}

/** Windows of the pooling at the end of a block. */
const POOL = 2;

interface Block {
  readonly conv: Conv2d;
  readonly norm: LayerNorm | BatchNorm | undefined;
  readonly isPooled: boolean;
}

/**
 * A stack of convolutions that makes a vector of an image, x [B, H, W, C] → [B, outputSize], or a map of its places,
 * [B, H', W', C']. A block is a convolution with a padding that keeps the size, max pooling over 2 × 2, layer
 * normalisation over the channels of each pixel, and ReLU. Pooling comes before the normalisation, which then has a
 * quarter of the pixels to do; ReLU may stand on either side of it. Images that a block makes smaller than 2 × 2 are no
 * longer pooled.
 */
export class ConvEncoder implements Module {
  /** How many numbers become of an image. */
  readonly outputSize: number;
  /** Height, width and channels of what the last block gives. */
  readonly mapShape: readonly [height: number, width: number, channels: number];
  /** Height, width and channels of the images. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly #blocks: readonly Block[];
  readonly #output: 'flat' | 'mean' | 'map';

  /** @throws `config/size` unless there is a block and the kernel is odd. */
  constructor(options: ConvEncoderOptions) {
    const { height, width, inputSize, channels, kernel = 3, norm = 'layer', output = 'flat', rng } = options;
    const { pooled = channels.length } = options;
    expect(
      channels.length > 0,
      'config/size',
      () => 'a ConvEncoder needs the channels of at least one block, got none',
      {
        name: 'channels',
        got: 0,
      },
    );
    expect(
      Number.isInteger(kernel) && kernel % 2 === 1,
      'config/size',
      () => `kernel must be an odd whole number, so that a padding can keep the size of images, got ${kernel}`,
      { name: 'kernel', got: kernel },
    );
    this.inputShape = [height, width, inputSize];
    this.#output = output;
    this.#blocks = channels.map((outputSize, i) => ({
      conv: new Conv2d({
        inputSize: i === 0 ? inputSize : channels[i - 1]!,
        outputSize,
        kernel,
        padding: (kernel - 1) / 2,
        rng,
      }),
      norm: normOf(norm, outputSize),
      isPooled: i < pooled,
    }));
    let pixels: readonly [number, number] = [height, width];
    for (const { isPooled } of this.#blocks)
      if (isPooled && isLarge(pixels)) pixels = [halved(pixels[0]), halved(pixels[1])];
    this.mapShape = [...pixels, channels.at(-1)!];
    this.outputSize = channels.at(-1)! * (output === 'mean' ? 1 : pixels[0] * pixels[1]);
  }

  /** What each block makes of what the one before it gave: maps [B, H, W, C]. */
  maps(x: Tensor, isTraining = false): Tensor[] {
    const maps: Tensor[] = [];
    for (const block of this.#blocks) maps.push(relu(convolved(block, maps.at(-1) ?? x, isTraining)));
    return maps;
  }

  /** @param isTraining whether blocks that normalise over the batch do so, or go by what they kept of those before. */
  forward(x: Tensor, isTraining = false): Tensor {
    return this.encode(this.maps(x, isTraining).at(-1)!);
  }

  /** What becomes of the map that the last block gives. */
  encode(images: Tensor): Tensor {
    if (this.#output === 'map') return images;
    // [B, H', W', C'] → [B, outputSize]
    return this.#output === 'mean' ? mean(images, [1, 2]) : reshape(images, [images.dim(0), this.outputSize]);
  }

  /**
   * Makes the first weights fit some images x [B, H, W, C], such as are to be learnt from: each channel of each block gets
   * a scale and a shift with which it has mean 0 and deviation 1 over them before ReLU (Salimans and Kingma 2016, section
   * 3). What all images have in common, a white ground, then drowns out no more what they differ in; without it a network
   * without normalisation, or with one within pixels, may take long to begin to learn. To be called once, before training.
   */
  settle(x: Tensor): void {
    step(() =>
      noGrad(() => {
        let images = x;
        for (const block of this.#blocks) {
          // What normalises over the batch has no need of it, and keeps what it sees.
          if (!(block.norm instanceof BatchNorm))
            settleChannels(block.norm ?? block.conv, convolved(block, images, true));
          images = relu(convolved(block, images, true));
        }
      }),
    );
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    const named = this.#blocks.flatMap(({ conv, norm }, i) => [
      [`conv${i}`, conv] as const,
      [`norm${i}`, norm] as const,
    ]);
    return collectParameters(Object.fromEntries(named));
  }
}

/** What a block makes of images, before ReLU. */
function convolved({ conv, norm, isPooled }: Block, images: Tensor, isTraining: boolean): Tensor {
  const y = conv.forward(images);
  const pooled = isPooled && isLarge([y.dim(1), y.dim(2)]) ? maxPool2d(y, { size: POOL }) : y;
  return norm === undefined ? pooled : norm.forward(pooled, isTraining);
}

/** Scales and shifts what gave y [..., C], so that each channel of y would have mean 0 and deviation 1; one that never changes keeps its scale. */
function settleChannels({ weight, bias }: Pick<Conv2d, 'weight' | 'bias'>, y: Tensor): void {
  const channels = weight.dim(0);
  const values = y.toArray();
  const count = values.length / channels;
  const [means, variances] = [new Float64Array(channels), new Float64Array(channels)];
  for (let i = 0; i < values.length; i++) means[i % channels]! += values[i]! / count;
  for (let i = 0; i < values.length; i++) {
    const apart = values[i]! - means[i % channels]!;
    variances[i % channels]! += (apart * apart) / count;
  }
  const deviations = variances.map((variance) => (variance > 0 ? Math.sqrt(variance) : 1));
  const each = weight.size / channels;
  weight.assign(weight.toArray().map((value, i) => value / deviations[Math.floor(i / each)]!));
  bias?.assign(bias.toArray().map((value, c) => (value - means[c]!) / deviations[c]!));
}

function isLarge([height, width]: readonly [number, number]): boolean {
  return height >= POOL && width >= POOL;
}

function halved(extent: number): number {
  return Math.floor(extent / POOL);
}
