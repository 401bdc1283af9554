import { add, mul } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { linear } from '../tensor/ops/linear.ts';
import { Parameter, zeros, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { gatesOf, inputPart, startBias, type GateWeights } from './gates.ts';
import { HoistedCell } from './hoisted.ts';
import type { LstmCellOptions, LstmState } from './lstm.ts';
import { CellWeights, initsOf } from './weights.ts';

export interface ProjectedLstmCellOptions extends LstmCellOptions {
  /** How many numbers come out, and go round; half of `hiddenSize`, rounded up, by default. */
  readonly projectionSize?: number | undefined;
}

type ProjectedWeights = GateWeights & { readonly weight_hr: Tensor };

/**
 * An LSTM whose output is projected before it goes round (Sak, Senior and Beaufays 2014; PyTorch's `proj_size`):
 * i, f, o = σ(…), g = tanh(…) of W_ih·x + b_ih + W_hh·h + b_hh; c' = f ⊙ c + i ⊙ g; h' = W_hr·(o ⊙ tanh(c')), y = h'.
 * weight_ih [4H, I], weight_hh [4H, P], bias_ih, bias_hh [4H], in the order i, f, g, o; weight_hr [P, H]; state
 * {h [B, P], c [B, H]}.
 * @throws `config/projection-size` unless `projectionSize` is a whole number from 1 to `hiddenSize`.
 */
export class ProjectedLstmCell extends HoistedCell<LstmState, ProjectedWeights> {
  readonly outputState = 'h';
  readonly carried = ['c'] as const;

  constructor({ forgetBias, projectionSize, ...options }: ProjectedLstmCellOptions) {
    const { inputSize, hiddenSize, rng } = options;
    const size = projectionSize ?? Math.ceil(hiddenSize / 2);
    expect(
      projectionSize === undefined || (Number.isInteger(size) && size > 0 && size <= hiddenSize),
      'config/projection-size',
      () => `projectionSize must be a whole number from 1 to the hidden size ${hiddenSize}, got ${projectionSize}`,
      { projectionSize, hiddenSize },
    );
    const { weight_ih, weight_hh, bias_ih, bias_hh } = new CellWeights(4, options, size);
    const { init } = initsOf(options);
    const weight_hr = new Parameter(init([size, hiddenSize], rng), [size, hiddenSize]);
    super(inputSize, size, { weight_ih, weight_hh, bias_ih, bias_hh, weight_hr });
    if (forgetBias !== undefined) startBias(this.weights, hiddenSize, 2 * hiddenSize, () => forgetBias);
  }

  zeroState(batch: number): LstmState {
    return { h: zeros([batch, this.outputSize]), c: zeros([batch, this.weights.weight_hr.dim(1)]) };
  }

  protected project(weights: ProjectedWeights, x: Tensor): Tensor {
    return inputPart(weights, x);
  }

  protected advance(
    weights: ProjectedWeights,
    projected: Tensor,
    { h, c }: LstmState,
  ): { y: Tensor; state: LstmState } {
    const [i, f, g, o] = gatesOf<[Tensor, Tensor, Tensor, Tensor]>(weights, projected, h, 4);
    const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
    const y = linear(mul(sigmoid(o), tanh(next)), weights.weight_hr); // [B, H] → [B, P]
    return { y, state: { h: y, c: next } };
  }
}
