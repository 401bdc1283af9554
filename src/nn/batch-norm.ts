import { add, div, mul, offset, scale, sub } from '../tensor/ops/arithmetic.ts';
import { sqrt } from '../tensor/ops/functions.ts';
import { at } from '../tensor/ops/op.ts';
import { mean } from '../tensor/ops/reduce.ts';
import { reshape } from '../tensor/ops/shape.ts';
import { noGrad } from '../tensor/engine.ts';
import { Parameter, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';
import { collectParameters, type Module } from './module.ts';

export interface BatchNormOptions {
  /** The extent of the last axis: how many channels there are. */
  readonly size: number;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
  /** How much of what is kept for answering a batch replaces; 0.1 by default. */
  readonly momentum?: number;
}

/**
 * Batch normalisation of channels (Ioffe and Szegedy 2015), x [..., size] → [..., size]:
 * y = (x − mean) / √(variance + eps) ⊙ weight + bias. In training mean and variance [size] are those of the batch, over
 * all axes but the last, and a running mean of either is kept, of the variance in its unbiased form, as in PyTorch; else
 * they are the ones that were kept, so that an answer does not depend on what is asked beside it. `running_mean` and
 * `running_var` are among the parameters, for a model is nothing without them; no gradient reaches them.
 */
export class BatchNorm implements Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly runningMean: Parameter;
  readonly runningVariance: Parameter;
  readonly #size: number;
  readonly #eps: number;
  readonly #momentum: number;

  /** @throws `config/size` unless `size` is a whole number above 0. */
  constructor({ size, eps = 1e-5, momentum = 0.1 }: BatchNormOptions) {
    expect(
      Number.isInteger(size) && size > 0,
      'config/size',
      () => `size must be a whole number above 0, got ${size}`,
      { name: 'size', got: size },
    );
    this.#size = size;
    this.#eps = eps;
    this.#momentum = momentum;
    const filled = (value: number): Parameter => new Parameter(new Float32Array(size).fill(value), [size]);
    this.weight = filled(1);
    this.bias = filled(0);
    this.runningMean = filled(0);
    this.runningVariance = filled(1);
  }

  /**
   * @param isTraining whether the batch is normalised by itself.
   * @throws `tensor/batch-norm` for another number of channels, and for a batch of one row in training.
   */
  forward(x: Tensor, isTraining: boolean): Tensor {
    const size = this.#size;
    const rows = x.size / Math.max(1, x.dim(-1));
    expect(
      x.dim(-1) === size,
      'tensor/batch-norm',
      () => `expected ${size} channels in the last axis, got x ${shapeText(x.shape)}`,
      { size, rows, shape: x.shape },
    );
    expect(
      !isTraining || rows > 1,
      'tensor/batch-norm',
      () => `expected more than one row to normalise over in training, got x ${shapeText(x.shape)}`,
      { size, rows, shape: x.shape },
    );
    const flat = reshape(x, [rows, size]);
    return reshape(isTraining ? this.#byItself(flat) : this.#byWhatIsKept(flat), x.shape);
  }

  #byItself(x: Tensor): Tensor {
    const middle = mean(x, 0);
    const apart = sub(x, middle);
    const variance = mean(mul(apart, apart), 0);
    const rows = x.dim(0);
    this.#keep(this.runningMean, middle, 1);
    this.#keep(this.runningVariance, variance, rows / (rows - 1));
    return this.#scaled(apart, variance);
  }

  #byWhatIsKept(x: Tensor): Tensor {
    return this.#scaled(sub(x, this.runningMean.detach()), this.runningVariance.detach());
  }

  #scaled(apart: Tensor, variance: Tensor): Tensor {
    return add(mul(apart, div(this.weight, sqrt(offset(variance, this.#eps)))), this.bias);
  }

  /** In the backend's memory, so that a dry run, which computes nothing, keeps nothing. */
  #keep(running: Parameter, value: Tensor, factor: number): void {
    const { engine, size } = running;
    engine.op(() =>
      noGrad(() => {
        const next = add(scale(running, 1 - this.#momentum), scale(value, this.#momentum * factor));
        engine.kernels.copy(at(next), at(running), size);
      }),
    );
    running.version++;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    const { weight, bias, runningMean, runningVariance } = this;
    return collectParameters({ weight, bias, running_mean: runningMean, running_var: runningVariance });
  }
}
