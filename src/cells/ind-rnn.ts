import type { Init } from '../nn/init.ts';
import { add, mul } from '../tensor/ops/arithmetic.ts';
import { relu } from '../tensor/ops/functions.ts';
import { linear } from '../tensor/ops/linear.ts';
import { Parameter, zeros, type Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../util/shape.ts';
import { HoistedCell } from './hoisted.ts';
import { checkSizes, initsOf, type CellOptions } from './weights.ts';

export type IndRnnState = { readonly h: Tensor };

type IndRnnWeights = { readonly weight_ih: Tensor; readonly weight_hh: Tensor; readonly bias_ih: Tensor | undefined };

/** Uniform in [0, 1): each unit its own rate of decay, and none that explodes. */
const decays: Init = (shape, rng) => Float32Array.from({ length: sizeOf(shape) }, () => rng.uniform());

/**
 * An independently recurrent network (Li 2018), each unit of which sees of the last step nothing but itself:
 * h' = relu(W_ih·x + b_ih + w_hh ⊙ h), y = h'.
 * weight_ih [H, I], weight_hh [H], bias_ih [H]; state {h [B, H]}. weight_hh starts uniform in [0, 1) unless
 * `recurrentInit` or `init` says otherwise.
 */
export class IndRnnCell extends HoistedCell<IndRnnState, IndRnnWeights> {
  readonly outputState = 'h';
  // Each unit's own: a mask on it would be a factor of w_hh, and grow or fade as a power of the steps.
  readonly carried = ['h'] as const;

  constructor(options: CellOptions) {
    const { inputSize, hiddenSize, rng, bias = true, recurrentInit = options.init ?? decays } = options;
    checkSizes({ inputSize, hiddenSize });
    const { inputInit, biasInit } = initsOf(options);
    super(inputSize, hiddenSize, {
      weight_ih: new Parameter(inputInit([hiddenSize, inputSize], rng), [hiddenSize, inputSize]),
      weight_hh: new Parameter(recurrentInit([hiddenSize], rng), [hiddenSize]),
      bias_ih: bias ? new Parameter(biasInit([hiddenSize], rng), [hiddenSize]) : undefined,
    });
  }

  zeroState(batch: number): IndRnnState {
    return { h: zeros([batch, this.outputSize]) };
  }

  protected project({ weight_ih, bias_ih }: IndRnnWeights, x: Tensor): Tensor {
    return linear(x, weight_ih, bias_ih);
  }

  protected advance(
    { weight_hh }: IndRnnWeights,
    projected: Tensor,
    { h }: IndRnnState,
  ): { y: Tensor; state: IndRnnState } {
    const y = relu(add(projected, mul(h, weight_hh)));
    return { y, state: { h: y } };
  }
}
