import { gruResetBeforeSequence, gruSequence } from '../tensor/ops/recurrent.ts';
import { zeros, type Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Cell } from './cell.ts';
import { stepOf } from './step-of.ts';
import { CellWeights, type CellOptions } from './weights.ts';

export interface GruCellOptions extends CellOptions {
  /** Where the reset gate acts; 'after' by default. The two are different functions: weights of one do not fit the other. */
  readonly reset?: 'after' | 'before' | undefined;
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
  readonly reset: 'after' | 'before';
  readonly weights: CellWeights;

  constructor({ reset = 'after', ...options }: GruCellOptions) {
    this.weights = new CellWeights(3, options);
    this.inputSize = options.inputSize;
    this.outputSize = options.hiddenSize;
    this.reset = reset;
  }

  zeroState(batch: number): GruState {
    return { h: zeros([batch, this.outputSize]) };
  }

  step(x: Tensor, state: GruState): { y: Tensor; state: GruState } {
    return stepOf(this, x, state);
  }

  fused(xs: Tensor, state: GruState, lengths?: Int32Array): { ys: Tensor; state: GruState } {
    const sequence = this.reset === 'after' ? gruSequence : gruResetBeforeSequence;
    const [ys, h] = sequence(xs, state.h, this.weights, lengths);
    return { ys, state: { h } };
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return this.weights.namedParameters();
  }
}
