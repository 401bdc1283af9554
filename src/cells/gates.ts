import { add, mul, sub } from '../tensor/ops/arithmetic.ts';
import { linear } from '../tensor/ops/linear.ts';
import { chunk } from '../tensor/ops/shape.ts';
import type { Parameter, Tensor } from '../tensor/tensor.ts';

/** The weights of G gates that read an input and a state: [G·H, I], [G·H, H], and biases [G·H] or none. */
export type GateWeights = {
  readonly weight_ih: Tensor;
  readonly weight_hh: Tensor;
  readonly bias_ih: Tensor | undefined;
  readonly bias_hh: Tensor | undefined;
};

/** W_ih·x + b_ih over the last axis. */
export function inputPart({ weight_ih, bias_ih }: GateWeights, x: Tensor): Tensor {
  return linear(x, weight_ih, bias_ih);
}

/** What the gates see, projected + W_hh·h + b_hh [B, G·H], cut into G parts [B, H]. */
export function gatesOf<G extends readonly Tensor[]>(
  { weight_hh, bias_hh }: GateWeights,
  projected: Tensor,
  h: Tensor,
  count: G['length'],
): G {
  return chunk(add(projected, linear(h, weight_hh, bias_hh)), 1, count) as readonly Tensor[] as G;
}

/** keep ⊙ old + (1 − keep) ⊙ fresh, as fresh + keep ⊙ (old − fresh). */
export function blend(keep: Tensor, old: Tensor, fresh: Tensor): Tensor {
  return add(fresh, mul(keep, sub(old, fresh)));
}

/**
 * Lets a gate's biases, in rows `from` to `to`, begin at what `start` draws, b_ih + b_hh together: b_ih there, b_hh at 0.
 * Without biases nothing is set.
 */
export function startBias(
  { bias_ih, bias_hh }: { readonly bias_ih: Parameter | undefined; readonly bias_hh: Parameter | undefined },
  from: number,
  to: number,
  start: () => number,
): void {
  bias_ih?.assign(bias_ih.toArray().map((value, i) => (i >= from && i < to ? start() : value)));
  bias_hh?.assign(bias_hh.toArray().fill(0, from, to));
}
