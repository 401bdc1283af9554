import { add, mul, neg, offset } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { zeros, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { log } from '../util/portable-math.ts';
import { gatesOf, inputPart, startBias, type GateWeights } from './gates.ts';
import { HoistedCell } from './hoisted.ts';
import { CellWeights, type CellOptions } from './weights.ts';

export interface JanetCellOptions extends CellOptions {
  /**
   * The longest dependency expected, T_max, in steps: chrono initialisation (Tallec and Ollivier 2018) then draws the
   * forget gate's biases, b_ih + b_hh together, from log(U(1, T_max − 1)), so that fresh units remember for 2 to T_max
   * steps; and the candidate's biases start at 0, as in the publication. By default all are drawn like the weights.
   */
  readonly longest?: number | undefined;
}

export type JanetState = { readonly h: Tensor };

/** How much easier it is to keep than to take in. */
const BETA = 1;

/**
 * Just another network: an LSTM with nothing but its forget gate (van der Westhuizen and Lasenby 2018):
 * s, a = W_ih·x + b_ih + W_hh·h + b_hh; h' = σ(s) ⊙ h + (1 − σ(s − β)) ⊙ tanh(a) with β = 1, y = h'.
 * weight_ih [2H, I], weight_hh [2H, H], bias_ih, bias_hh [2H], in the order s, a; state {h [B, H]}, which is the cell state.
 * @throws `config/longest` unless `longest` is a number from 2 on and there are biases.
 */
export class JanetCell extends HoistedCell<JanetState, GateWeights> {
  readonly outputState = 'h';
  readonly carried = ['h'] as const;

  constructor({ longest, ...options }: JanetCellOptions) {
    const { inputSize, hiddenSize, rng } = options;
    const { weight_ih, weight_hh, bias_ih, bias_hh } = new CellWeights(2, options);
    super(inputSize, hiddenSize, { weight_ih, weight_hh, bias_ih, bias_hh });
    if (longest === undefined) return;
    expect(
      longest >= 2 && Number.isFinite(longest) && bias_ih !== undefined,
      'config/longest',
      () =>
        `longest, the longest dependency in steps, must be a number from 2 on, for a cell with biases; got ${longest}${bias_ih === undefined ? ' and no biases' : ''}`,
      { longest },
    );
    startBias(this.weights, 0, hiddenSize, () => log(1 + (longest - 2) * rng.uniform()));
    startBias(this.weights, hiddenSize, 2 * hiddenSize, () => 0);
  }

  zeroState(batch: number): JanetState {
    return { h: zeros([batch, this.outputSize]) };
  }

  protected project(weights: GateWeights, x: Tensor): Tensor {
    return inputPart(weights, x);
  }

  protected advance(weights: GateWeights, projected: Tensor, { h }: JanetState): { y: Tensor; state: JanetState } {
    const [s, a] = gatesOf<[Tensor, Tensor]>(weights, projected, h, 2);
    const taken = sigmoid(offset(neg(s), BETA)); // 1 − σ(s − β)
    const y = add(mul(sigmoid(s), h), mul(taken, tanh(a)));
    return { y, state: { h: y } };
  }
}
