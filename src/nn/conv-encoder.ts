import { relu } from '../tensor/ops/functions.ts';
import { maxPool2d } from '../tensor/ops/pool.ts';
import { mean } from '../tensor/ops/reduce.ts';
import { reshape } from '../tensor/ops/shape.ts';
import type { Parameter, Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import { Conv2d } from './conv2d.ts';
import { LayerNorm } from './layer-norm.ts';
import { collectParameters, type Module } from './module.ts';

export interface ConvEncoderOptions {
  readonly height: number;
  readonly width: number;
  /** Channels of the images. */
  readonly inputSize: number;
  /** Channels that come out of each block, such as [32, 64]. */
  readonly channels: readonly number[];
  /** How many pixels high and wide windows are, an odd number; 3 by default. */
  readonly kernel?: number | undefined;
  /** Whether each block normalises over its channels; true by default. */
  readonly norm?: boolean | undefined;
  /** What becomes of the last block's pixels: all of them behind one another, the mean of each channel, or a map of places as they stand. */
  readonly output?: 'flat' | 'mean' | 'map' | undefined;
  readonly rng: Random;
}

/** Windows of the pooling at the end of a block. */
const POOL = 2;

interface Block {
  readonly conv: Conv2d;
  readonly norm: LayerNorm | undefined;
}

/**
 * A stack of convolutions that makes a vector of an image, x [B, H, W, C] → [B, outputSize], or a map of its places,
 * [B, H', W', C']. A block is a convolution with
 * a padding that keeps the size, max pooling over 2 × 2, layer normalisation over the channels of each pixel, and ReLU.
 * Pooling comes before the normalisation, which then has a quarter of the pixels to do; ReLU may stand on either side
 * of it. Images that a block makes smaller than 2 × 2 are no longer pooled.
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
    const { height, width, inputSize, channels, kernel = 3, norm = true, output = 'flat', rng } = options;
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
      norm: norm ? new LayerNorm({ size: outputSize }) : undefined,
    }));
    let pixels: readonly [number, number] = [height, width];
    for (const _ of channels) pixels = isPooled(pixels) ? [halved(pixels[0]), halved(pixels[1])] : pixels;
    this.mapShape = [...pixels, channels.at(-1)!];
    this.outputSize = channels.at(-1)! * (output === 'mean' ? 1 : pixels[0] * pixels[1]);
  }

  forward(x: Tensor): Tensor {
    let images = x;
    for (const { conv, norm } of this.#blocks) {
      const convolved = conv.forward(images);
      const pooled = isPooled([convolved.dim(1), convolved.dim(2)]) ? maxPool2d(convolved, { size: POOL }) : convolved;
      images = relu(norm === undefined ? pooled : norm.forward(pooled));
    }
    if (this.#output === 'map') return images;
    // [B, H', W', C'] → [B, outputSize]
    return this.#output === 'mean' ? mean(images, [1, 2]) : reshape(images, [images.dim(0), this.outputSize]);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    const named = this.#blocks.flatMap(({ conv, norm }, i) => [
      [`conv${i}`, conv] as const,
      [`norm${i}`, norm] as const,
    ]);
    return collectParameters(Object.fromEntries(named));
  }
}

function isPooled([height, width]: readonly [number, number]): boolean {
  return height >= POOL && width >= POOL;
}

function halved(extent: number): number {
  return Math.floor(extent / POOL);
}
