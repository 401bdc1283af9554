import { mul } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { zeros, type Tensor } from '../tensor/tensor.ts';
import { blend, gatesOf, inputPart, startBias, type GateWeights } from './gates.ts';
import { HoistedCell } from './hoisted.ts';
import type { LstmCellOptions, LstmState } from './lstm.ts';
import { CellWeights } from './weights.ts';

/**
 * An LSTM whose input gate is what the forget gate leaves, i = 1 − f (CIFG; Greff 2017, without its peepholes):
 * f, o = σ(…), g = tanh(…) of W_ih·x + b_ih + W_hh·h + b_hh; c' = f ⊙ c + (1 − f) ⊙ g; h' = o ⊙ tanh(c'), y = h'.
 * weight_ih [3H, I], weight_hh [3H, H], bias_ih, bias_hh [3H], in the order f, g, o; state {h, c}, each [B, H].
 */
export class CoupledLstmCell extends HoistedCell<LstmState, GateWeights> {
  readonly outputState = 'h';
  readonly carried = ['c'] as const;

  constructor({ forgetBias, ...options }: LstmCellOptions) {
    const { weight_ih, weight_hh, bias_ih, bias_hh } = new CellWeights(3, options);
    super(options.inputSize, options.hiddenSize, { weight_ih, weight_hh, bias_ih, bias_hh });
    if (forgetBias !== undefined) startBias(this.weights, 0, options.hiddenSize, () => forgetBias);
  }

  zeroState(batch: number): LstmState {
    return { h: zeros([batch, this.outputSize]), c: zeros([batch, this.outputSize]) };
  }

  protected project(weights: GateWeights, x: Tensor): Tensor {
    return inputPart(weights, x);
  }

  protected advance(weights: GateWeights, projected: Tensor, { h, c }: LstmState): { y: Tensor; state: LstmState } {
    const [f, g, o] = gatesOf<[Tensor, Tensor, Tensor]>(weights, projected, h, 3);
    const next = blend(sigmoid(f), c, tanh(g));
    const y = mul(sigmoid(o), tanh(next));
    return { y, state: { h: y, c: next } };
  }
}
