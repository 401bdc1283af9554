import { constant } from '../nn/init.ts';
import { add, mul } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { linear } from '../tensor/ops/linear.ts';
import { layerNorm } from '../tensor/ops/norm.ts';
import { chunk } from '../tensor/ops/shape.ts';
import { Parameter, zeros, type Tensor } from '../tensor/tensor.ts';
import { startBias, type GateWeights } from './gates.ts';
import { HoistedCell } from './hoisted.ts';
import type { LstmCellOptions, LstmState } from './lstm.ts';
import { CellWeights } from './weights.ts';

type LayerNormWeights = GateWeights & {
  readonly gain_ih: Tensor;
  readonly gain_hh: Tensor;
  readonly gain_c: Tensor;
  readonly bias_c: Tensor | undefined;
};

/**
 * An LSTM with layer normalisation (Ba, Kiros and Hinton 2016, equations 20 to 22), of three vectors, each with gain and
 * bias of its own: of W_ih·x and of W_hh·h, each over all 4H numbers together, and of the new cell state on its way to
 * the output. The state that is carried on is not normalised.
 * a = LN(W_ih·x; gain_ih, bias_ih) + LN(W_hh·h; gain_hh, bias_hh); i, f, o = σ(a), g = tanh(a); c' = f ⊙ c + i ⊙ g;
 * h' = o ⊙ tanh(LN(c'; gain_c, bias_c)), y = h'. LN(v; gain, bias) = (v − mean) / √(variance + 1e-5) ⊙ gain + bias.
 * weight_ih [4H, I], weight_hh [4H, H], gain_ih, gain_hh, bias_ih, bias_hh [4H], in the order i, f, g, o; gain_c, bias_c
 * [H]. Gains start at 1, biases at 0 unless `biasInit` says otherwise; `bias: false` leaves the biases out. State
 * {h, c}, each [B, H].
 */
export class LayerNormLstmCell extends HoistedCell<LstmState, LayerNormWeights> {
  readonly outputState = 'h';
  readonly carried = ['c'] as const;

  constructor({ forgetBias, biasInit = constant(0), ...options }: LstmCellOptions) {
    const { inputSize, hiddenSize, rng } = options;
    const { weight_ih, weight_hh, bias_ih, bias_hh } = new CellWeights(4, { ...options, biasInit });
    const ones = (n: number): Parameter => new Parameter(constant(1)([n], rng), [n]);
    super(inputSize, hiddenSize, {
      weight_ih,
      weight_hh,
      bias_ih,
      bias_hh,
      gain_ih: ones(4 * hiddenSize),
      gain_hh: ones(4 * hiddenSize),
      gain_c: ones(hiddenSize),
      bias_c: bias_ih && new Parameter(biasInit([hiddenSize], rng), [hiddenSize]),
    });
    if (forgetBias !== undefined) startBias(this.weights, hiddenSize, 2 * hiddenSize, () => forgetBias);
  }

  zeroState(batch: number): LstmState {
    return { h: zeros([batch, this.outputSize]), c: zeros([batch, this.outputSize]) };
  }

  protected project({ weight_ih, gain_ih, bias_ih }: LayerNormWeights, x: Tensor): Tensor {
    return layerNorm(linear(x, weight_ih), gain_ih, bias_ih);
  }

  protected advance(
    { weight_hh, gain_hh, bias_hh, gain_c, bias_c }: LayerNormWeights,
    projected: Tensor,
    { h, c }: LstmState,
  ): { y: Tensor; state: LstmState } {
    const a = add(projected, layerNorm(linear(h, weight_hh), gain_hh, bias_hh)); // [B, 4H]
    const [i, f, g, o] = chunk(a, 1, 4) as [Tensor, Tensor, Tensor, Tensor];
    const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
    const y = mul(sigmoid(o), tanh(layerNorm(next, gain_c, bias_c)));
    return { y, state: { h: y, c: next } };
  }
}
