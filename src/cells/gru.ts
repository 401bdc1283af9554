import { gruResetBeforeForward } from '../backend/sequences/gru-reset-before.ts';
import { gruForward } from '../backend/sequences/gru.ts';
import { gruResetBeforeSequence, gruSequence, type RecurrentWeights } from '../tensor/ops/recurrent.ts';
import { zeros, type Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Cell } from './cell.ts';
import { startBias } from './gates.ts';
import { rebound, type WeightChange } from './rebound.ts';
import { stepOf } from './step-of.ts';
import type { StepStream } from './step-stream.ts';
import { weightsStream } from './weights-stream.ts';
import { CellWeights, type CellOptions } from './weights.ts';

export interface GruCellOptions extends CellOptions {
  /** Where the reset gate acts; 'after' by default. The two are different functions: weights of one do not fit the other. */
  readonly reset?: 'after' | 'before' | undefined;
  /**
   * What the update gate's bias starts at, b_ih + b_hh together; above 0 a fresh network keeps its state for longer, as an
   * LSTM does with `forgetBias` (Tallec and Ollivier 2018). By default it is drawn like the other biases.
   */
  readonly updateBias?: number | undefined;
}

export type GruState = { readonly h: Tensor };

/**
 * Gated recurrent unit (Cho 2014): r, z = σ(W_ih·x + b_ih + W_hh·h + b_hh), h' = (1 − z) ⊙ n + z ⊙ h, y = h', with
 * n = tanh(W_in·x + b_in + r ⊙ (W_hn·h + b_hn)) when the reset is 'after' (PyTorch, cuDNN, Keras's default), or
 * n = tanh(W_in·x + b_in + W_hn·(r ⊙ h) + b_hn) when it is 'before' (the first publication, Keras's `reset_after=False`).
 * weight_ih [3H, I], weight_hh [3H, H], bias_ih, bias_hh [3H], in the order r, z, n; state {h [B, H]}.
 */
export class GruCell implements Cell<GruState> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly outputState = 'h';
  readonly carried = ['h'];
  readonly reset: 'after' | 'before';
  readonly weights: CellWeights;

  constructor({ reset = 'after', updateBias, ...options }: GruCellOptions) {
    this.weights = new CellWeights(3, options);
    this.inputSize = options.inputSize;
    this.outputSize = options.hiddenSize;
    this.reset = reset;
    const { hiddenSize } = options;
    if (updateBias !== undefined) startBias(this.weights, hiddenSize, 2 * hiddenSize, () => updateBias);
  }

  zeroState(batch: number): GruState {
    return { h: zeros([batch, this.outputSize]) };
  }

  step(x: Tensor, state: GruState): { y: Tensor; state: GruState } {
    return stepOf(this, x, state);
  }

  fused(xs: Tensor, state: GruState, lengths?: Int32Array): { ys: Tensor; state: GruState } {
    return this.#sequence(this.weights, xs, state, lengths);
  }

  withWeights(change: WeightChange): Cell<GruState> {
    return rebound<GruState, RecurrentWeights>(this, this.weights, change, (weights, ...given) =>
      this.#sequence(weights, ...given),
    );
  }

  stream(batch: number): StepStream {
    const n = this.outputSize;
    const { bias_ih, bias_hh } = this.weights;
    return weightsStream(
      this.weights,
      3,
      batch,
      ['h'],
      ({ sequence, x, ys, states: [h], bias, weightIh, weightHh, buffer }) => {
        const shared = { x, weightIh, gates: buffer(3 * n), h: h!, ys, hPrev: 0 };
        if (this.reset === 'before') {
          const places = {
            ...shared,
            weightHhGates: weightHh(0, 2 * n),
            weightHhCandidate: weightHh(2 * n, n),
            bias,
            rh: buffer(n),
          };
          return () => gruResetBeforeForward(sequence, places);
        }
        const places = {
          ...shared,
          weightHh: weightHh(0, 3 * n),
          biasIh: bias_ih?.storage.ptr ?? 0,
          biasHh: bias_hh?.storage.ptr ?? 0,
          gh: buffer(3 * n),
          ghn: 0,
        };
        return () => gruForward(sequence, places);
      },
    );
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return this.weights.namedParameters();
  }

  #sequence(
    weights: RecurrentWeights,
    xs: Tensor,
    state: GruState,
    lengths?: Int32Array,
  ): { ys: Tensor; state: GruState } {
    const sequence = this.reset === 'after' ? gruSequence : gruResetBeforeSequence;
    const [ys, h] = sequence(xs, state.h, weights, lengths);
    return { ys, state: { h } };
  }
}
