import { elmanForward } from '../backend/sequences/elman.ts';
import { elmanSequence, type RecurrentWeights } from '../tensor/ops/recurrent.ts';
import { zeros, type Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Cell } from './cell.ts';
import { rebound, type WeightChange } from './rebound.ts';
import { stepOf } from './step-of.ts';
import type { StepStream } from './step-stream.ts';
import { weightsStream } from './weights-stream.ts';
import { CellWeights, type CellOptions } from './weights.ts';

export interface ElmanCellOptions extends CellOptions {
  /** tanh by default. */
  readonly activation?: 'tanh' | 'relu' | undefined;
}

export type ElmanState = { readonly h: Tensor };

/**
 * The simple recurrent network (Elman 1990): h' = act(W_ih·x + b_ih + W_hh·h + b_hh), y = h'.
 * weight_ih [H, I], weight_hh [H, H], bias_ih, bias_hh [H]; state {h [B, H]}.
 */
export class ElmanCell implements Cell<ElmanState> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly outputState = 'h';
  readonly activation: 'tanh' | 'relu';
  readonly weights: CellWeights;

  constructor({ activation = 'tanh', ...options }: ElmanCellOptions) {
    this.weights = new CellWeights(1, options);
    this.inputSize = options.inputSize;
    this.outputSize = options.hiddenSize;
    this.activation = activation;
  }

  zeroState(batch: number): ElmanState {
    return { h: zeros([batch, this.outputSize]) };
  }

  step(x: Tensor, state: ElmanState): { y: Tensor; state: ElmanState } {
    return stepOf(this, x, state);
  }

  fused(xs: Tensor, state: ElmanState, lengths?: Int32Array): { ys: Tensor; state: ElmanState } {
    return this.#sequence(this.weights, xs, state, lengths);
  }

  withWeights(change: WeightChange): Cell<ElmanState> {
    return rebound<ElmanState, RecurrentWeights>(this, this.weights, change, (weights, ...given) =>
      this.#sequence(weights, ...given),
    );
  }

  stream(batch: number): StepStream {
    return weightsStream(
      this.weights,
      1,
      batch,
      ['h'],
      ({ sequence, x, ys, states: [h], bias, weightIh, weightHh, buffer }) => {
        const n = this.outputSize;
        const places = {
          x,
          weightIh,
          weightHh: weightHh(0, n),
          bias,
          pre: buffer(n),
          h: h!,
          ys,
          hPrev: 0,
          activation: this.activation === 'tanh' ? 0 : 1,
        } as const;
        return () => elmanForward(sequence, places);
      },
    );
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return this.weights.namedParameters();
  }

  #sequence(
    weights: RecurrentWeights,
    xs: Tensor,
    state: ElmanState,
    lengths?: Int32Array,
  ): { ys: Tensor; state: ElmanState } {
    const [ys, h] = elmanSequence(xs, state.h, weights, this.activation, lengths);
    return { ys, state: { h } };
  }
}
