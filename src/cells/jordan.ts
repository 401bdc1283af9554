import { add, scale } from '../tensor/ops/arithmetic.ts';
import { relu, sigmoid, tanh } from '../tensor/ops/functions.ts';
import { linear } from '../tensor/ops/linear.ts';
import { Parameter, zeros, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { inputPart, type GateWeights } from './gates.ts';
import { HoistedCell } from './hoisted.ts';
import { CellWeights, checkSizes, initsOf, type CellOptions } from './weights.ts';

const ACTIVATIONS = { tanh, relu } as const;
const OUTPUT_ACTIVATIONS = { tanh, sigmoid, identity: (x: Tensor): Tensor => x } as const;

export interface JordanCellOptions extends CellOptions {
  /** How many numbers come out, and go round; `hiddenSize` by default. */
  readonly outputSize?: number | undefined;
  /** Of the hidden units; tanh by default. */
  readonly activation?: keyof typeof ACTIVATIONS | undefined;
  /** Of the output; tanh by default, which keeps what goes round within bounds. */
  readonly outputActivation?: keyof typeof OUTPUT_ACTIVATIONS | undefined;
  /** How much of the state stays beside the new output, from 0 to below 1; 0 by default. Jordan's plan units kept a part. */
  readonly decay?: number | undefined;
}

export type JordanState = { readonly s: Tensor };

type JordanWeights = GateWeights & { readonly weight_ho: Tensor; readonly bias_ho: Tensor | undefined };

/**
 * A network whose output goes round, not its hidden units (Jordan 1986):
 * h = act(W_ih·x + b_ih + W_hh·s + b_hh), y = out(W_ho·h + b_ho), s' = decay·s + y.
 * weight_ih [H, I], weight_hh [H, O], bias_ih, bias_hh [H], weight_ho [O, H], bias_ho [O]; state {s [B, O]}.
 * @throws `config/decay` unless 0 ≤ decay < 1.
 */
export class JordanCell extends HoistedCell<JordanState, JordanWeights> {
  readonly activation: keyof typeof ACTIVATIONS;
  readonly outputActivation: keyof typeof OUTPUT_ACTIVATIONS;
  readonly decay: number;
  readonly outputState: string | undefined;
  readonly carried: readonly string[];

  constructor(options: JordanCellOptions) {
    const { hiddenSize, rng, outputSize = hiddenSize, activation = 'tanh', outputActivation = 'tanh' } = options;
    const { decay = 0 } = options;
    checkSizes({ outputSize });
    expect(decay >= 0 && decay < 1, 'config/decay', () => `decay must be at least 0 and below 1, got ${decay}`, {
      decay,
    });
    const { weight_ih, weight_hh, bias_ih, bias_hh } = new CellWeights(1, options, outputSize);
    const { init, biasInit } = initsOf(options);
    super(options.inputSize, outputSize, {
      weight_ih,
      weight_hh,
      bias_ih,
      bias_hh,
      weight_ho: new Parameter(init([outputSize, hiddenSize], rng), [outputSize, hiddenSize]),
      bias_ho: bias_ih && new Parameter(biasInit([outputSize], rng), [outputSize]),
    });
    this.activation = activation;
    this.outputActivation = outputActivation;
    this.decay = decay;
    this.outputState = decay === 0 ? 's' : undefined;
    this.carried = decay === 0 ? [] : ['s'];
  }

  zeroState(batch: number): JordanState {
    return { s: zeros([batch, this.outputSize]) };
  }

  protected project(weights: JordanWeights, x: Tensor): Tensor {
    return inputPart(weights, x);
  }

  protected advance(
    { weight_hh, bias_hh, weight_ho, bias_ho }: JordanWeights,
    projected: Tensor,
    { s }: JordanState,
  ): { y: Tensor; state: JordanState } {
    const h = ACTIVATIONS[this.activation](add(projected, linear(s, weight_hh, bias_hh)));
    const y = OUTPUT_ACTIVATIONS[this.outputActivation](linear(h, weight_ho, bias_ho));
    return { y, state: { s: this.decay === 0 ? y : add(scale(s, this.decay), y) } };
  }
}
