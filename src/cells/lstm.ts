import { lstmForward } from '../backend/sequences/lstm.ts';
import { lstmSequence, type RecurrentWeights } from '../tensor/ops/recurrent.ts';
import { zeros, type Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Cell } from './cell.ts';
import { startBias } from './gates.ts';
import { rebound, type WeightChange } from './rebound.ts';
import { stepOf } from './step-of.ts';
import type { StepStream } from './step-stream.ts';
import { weightsStream } from './weights-stream.ts';
import { CellWeights, type CellOptions } from './weights.ts';

export interface LstmCellOptions extends CellOptions {
  /**
   * What the forget gate's bias starts at, b_ih + b_hh together; 1 lets a fresh network remember (Jozefowicz 2015). By
   * default it is drawn like the other biases, as in PyTorch.
   */
  readonly forgetBias?: number | undefined;
}

export type LstmState = { readonly h: Tensor; readonly c: Tensor };

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers 2000):
 * i, f, o = σ(…), g = tanh(…) of W_ih·x + b_ih + W_hh·h + b_hh; c' = f ⊙ c + i ⊙ g; h' = o ⊙ tanh(c'), y = h'.
 * weight_ih [4H, I], weight_hh [4H, H], bias_ih, bias_hh [4H], in the order i, f, g, o; state {h, c}, each [B, H].
 */
export class LstmCell implements Cell<LstmState> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly outputState = 'h';
  readonly carried = ['c'];
  readonly weights: CellWeights;

  constructor({ forgetBias, ...options }: LstmCellOptions) {
    this.weights = new CellWeights(4, options);
    this.inputSize = options.inputSize;
    this.outputSize = options.hiddenSize;
    if (forgetBias !== undefined) startBias(this.weights, options.hiddenSize, 2 * options.hiddenSize, () => forgetBias);
  }

  zeroState(batch: number): LstmState {
    return { h: zeros([batch, this.outputSize]), c: zeros([batch, this.outputSize]) };
  }

  step(x: Tensor, state: LstmState): { y: Tensor; state: LstmState } {
    return stepOf(this, x, state);
  }

  fused(xs: Tensor, state: LstmState, lengths?: Int32Array): { ys: Tensor; state: LstmState } {
    return sequence(this.weights, xs, state, lengths);
  }

  withWeights(change: WeightChange): Cell<LstmState> {
    return rebound<LstmState, RecurrentWeights>(this, this.weights, change, sequence);
  }

  stream(batch: number): StepStream {
    return weightsStream(
      this.weights,
      4,
      batch,
      ['h', 'c'],
      ({ sequence, x, ys, states: [h, c], bias, weightIh, weightHh, buffer }) => {
        const n = this.outputSize;
        const places = {
          x,
          weightIh,
          weightHh: weightHh(0, 4 * n),
          bias,
          gates: buffer(4 * n),
          h: h!,
          c: c!,
          ys,
          hPrev: 0,
          cPrev: 0,
          tanhC: 0,
        };
        return () => lstmForward(sequence, places);
      },
    );
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return this.weights.namedParameters();
  }
}

function sequence(
  weights: RecurrentWeights,
  xs: Tensor,
  state: LstmState,
  lengths?: Int32Array,
): { ys: Tensor; state: LstmState } {
  const [ys, h, c] = lstmSequence(xs, state.h, state.c, weights, lengths);
  return { ys, state: { h, c } };
}
