import { add, mul } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { Parameter, zeros, type Tensor } from '../tensor/tensor.ts';
import { gatesOf, inputPart, startBias, type GateWeights } from './gates.ts';
import { HoistedCell } from './hoisted.ts';
import type { LstmCellOptions, LstmState } from './lstm.ts';
import { CellWeights, initsOf } from './weights.ts';

type PeepholeWeights = GateWeights & {
  readonly weight_ci: Tensor;
  readonly weight_cf: Tensor;
  readonly weight_co: Tensor;
};

/**
 * An LSTM whose gates see the cell state (Gers and Schmidhuber 2000), each unit its own:
 * with a = W_ih·x + b_ih + W_hh·h + b_hh, i = σ(a_i + w_ci ⊙ c), f = σ(a_f + w_cf ⊙ c), g = tanh(a_g),
 * c' = f ⊙ c + i ⊙ g, o = σ(a_o + w_co ⊙ c'), h' = o ⊙ tanh(c'), y = h'.
 * weight_ih [4H, I], weight_hh [4H, H], bias_ih, bias_hh [4H], in the order i, f, g, o; weight_ci, weight_cf, weight_co
 * [H]; state {h, c}, each [B, H].
 */
export class PeepholeLstmCell extends HoistedCell<LstmState, PeepholeWeights> {
  readonly outputState = 'h';
  readonly carried = ['c'] as const;

  constructor({ forgetBias, ...options }: LstmCellOptions) {
    const { inputSize, hiddenSize, rng } = options;
    const { weight_ih, weight_hh, bias_ih, bias_hh } = new CellWeights(4, options);
    const { init } = initsOf(options);
    const peephole = (): Parameter => new Parameter(init([hiddenSize], rng), [hiddenSize]);
    super(inputSize, hiddenSize, {
      weight_ih,
      weight_hh,
      bias_ih,
      bias_hh,
      weight_ci: peephole(),
      weight_cf: peephole(),
      weight_co: peephole(),
    });
    if (forgetBias !== undefined) startBias(this.weights, hiddenSize, 2 * hiddenSize, () => forgetBias);
  }

  zeroState(batch: number): LstmState {
    return { h: zeros([batch, this.outputSize]), c: zeros([batch, this.outputSize]) };
  }

  protected project(weights: PeepholeWeights, x: Tensor): Tensor {
    return inputPart(weights, x);
  }

  protected advance(weights: PeepholeWeights, projected: Tensor, { h, c }: LstmState): { y: Tensor; state: LstmState } {
    const { weight_ci, weight_cf, weight_co } = weights;
    const [ai, af, ag, ao] = gatesOf<[Tensor, Tensor, Tensor, Tensor]>(weights, projected, h, 4);
    const i = sigmoid(add(ai, mul(c, weight_ci)));
    const f = sigmoid(add(af, mul(c, weight_cf)));
    const next = add(mul(f, c), mul(i, tanh(ag)));
    const o = sigmoid(add(ao, mul(next, weight_co)));
    const y = mul(o, tanh(next));
    return { y, state: { h: y, c: next } };
  }
}
