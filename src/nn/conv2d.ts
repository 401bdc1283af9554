import { conv2d } from '../tensor/ops/conv.ts';
import { Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Random } from '../util/random.ts';
import { parameter, uniform, type Init } from './init.ts';
import { collectParameters, type Module } from './module.ts';

export interface Conv2dOptions {
  /** Channels of the images. */
  readonly inputSize: number;
  /** Channels that come out. */
  readonly outputSize: number;
  /** How many pixels high and wide a window is; one number is both. */
  readonly kernel: number | readonly [height: number, width: number];
  readonly stride?: number | undefined;
  readonly padding?: number | undefined;
  readonly rng: Random;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Of weight and bias; by default uniform in ±1/√(inputSize·kh·kw), as in PyTorch. */
  readonly init?: Init;
}

/**
 * Convolution of images x [B, H, W, inputSize] → [B, H', W', outputSize], H' = ⌊(H + 2·padding − kh)/stride⌋ + 1 and W'
 * alike; weight [outputSize, inputSize, kh, kw] and bias [outputSize] as in PyTorch.
 */
export class Conv2d implements Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly stride: number;
  readonly padding: number;

  constructor({ inputSize, outputSize, kernel, stride = 1, padding = 0, rng, bias = true, init }: Conv2dOptions) {
    const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
    const draw = init ?? uniform(1 / Math.sqrt(inputSize * height * width));
    const shape = [outputSize, inputSize, height, width];
    this.weight = parameter(shape, () => draw(shape, rng));
    this.bias = bias ? new Parameter(draw([outputSize], rng), [outputSize]) : undefined;
    this.stride = stride;
    this.padding = padding;
  }

  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, { stride: this.stride, padding: this.padding });
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ weight: this.weight, bias: this.bias });
  }
}
