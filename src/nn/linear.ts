import { linear } from '../tensor/ops/linear.ts';
import { Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Random } from '../util/random.ts';
import { parameter, uniform, type Init } from './init.ts';
import { collectParameters, type Module } from './module.ts';

export interface LinearOptions {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly rng: Random;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Of weight and bias; by default uniform in ±1/√inputSize, as in PyTorch. */
  readonly init?: Init;
}

/** y = x·Wᵀ + b over the last axis: x [..., inputSize] → [..., outputSize]; weight [outputSize, inputSize]. */
export class Linear implements Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor({ inputSize, outputSize, rng, bias = true, init = uniform(1 / Math.sqrt(inputSize)) }: LinearOptions) {
    this.weight = parameter([outputSize, inputSize], () => init([outputSize, inputSize], rng));
    this.bias = bias ? new Parameter(init([outputSize], rng), [outputSize]) : undefined;
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ weight: this.weight, bias: this.bias });
  }
}
