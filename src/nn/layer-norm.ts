import { layerNorm } from '../tensor/ops/norm.ts';
import { Parameter, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { collectParameters, type Module } from './module.ts';

export interface LayerNormOptions {
  /** The extent of the last axis. */
  readonly size: number;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
}

/**
 * Layer normalisation over the last axis (Ba 2016), x [..., size] → [..., size]:
 * y = (x − mean) / √(variance + eps) ⊙ weight + bias; weight and bias [size] start at 1 and 0, as in PyTorch.
 */
export class LayerNorm implements Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly eps: number;

  /** @throws `config/size` unless `size` is a whole number above 0. */
  constructor({ size, eps = 1e-5, bias = true }: LayerNormOptions) {
    expect(
      Number.isInteger(size) && size > 0,
      'config/size',
      () => `size must be a whole number above 0, got ${size}`,
      {
        name: 'size',
        got: size,
      },
    );
    this.weight = new Parameter(new Float32Array(size).fill(1), [size]);
    this.bias = bias ? new Parameter(new Float32Array(size), [size]) : undefined;
    this.eps = eps;
  }

  forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight, this.bias, this.eps);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ weight: this.weight, bias: this.bias });
  }
}
