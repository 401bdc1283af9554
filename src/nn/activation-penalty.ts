import { gather, mean, mul, reshape, sub, zeros, type Tensor } from '../tensor/index.ts';
import { checkLengths } from '../tensor/ops/lengths.ts';
import { expect } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';

/**
 * Activation regularisation (Merity, McCann and Socher 2017): the mean of y² over ys [B, T, F] or [rows, F], to be added
 * to a loss α times. With `lengths`, over the valid steps of [B, T, F] alone. Of no steps it is 0.
 * @throws `tensor/lengths` and `nn/penalty-shape` when lengths or shape do not fit.
 */
export function activationPenalty(ys: Tensor, lengths?: Int32Array): Tensor {
  if (lengths !== undefined) checkSequences('activationPenalty', ys, lengths);
  const valid = lengths === undefined ? ys : rowsOf(ys, lengths, 0);
  return valid.size === 0 ? zeros([]) : mean(mul(valid, valid));
}

/**
 * Temporal activation regularisation (the same): the mean of (y_t − y_{t−1})² over the steps of ys [B, T, F] that have one
 * before them, to be added to a loss β times: outputs should change slowly. Of no such steps it is 0.
 * @throws `tensor/lengths` and `nn/penalty-shape` when lengths or shape do not fit.
 */
export function temporalPenalty(ys: Tensor, lengths?: Int32Array): Tensor {
  checkSequences('temporalPenalty', ys, lengths);
  const valid = lengths ?? new Int32Array(ys.dim(0)).fill(ys.dim(1));
  const change = sub(rowsOf(ys, valid, 1), rowsOf(ys, valid, 1, -1));
  return change.size === 0 ? zeros([]) : mean(mul(change, change));
}

/** The valid steps of ys [B, T, F] from step `first` on, each `shift` steps off: [rows, F]. */
function rowsOf(ys: Tensor, lengths: Int32Array, first: number, shift = 0): Tensor {
  const steps = ys.dim(1);
  const rows: number[] = [];
  lengths.forEach((n, b) => {
    for (let t = first; t < n; t++) rows.push(b * steps + t + shift);
  });
  return gather(reshape(ys, [-1, ys.dim(-1)]), rows); // [B, T, F] → [B·T, F] → [rows, F]
}

function checkSequences(name: string, ys: Tensor, lengths: Int32Array | undefined): void {
  expect(
    ys.rank === 3,
    'nn/penalty-shape',
    () => `${name} reads the steps of outputs [B, T, F], got a tensor of shape ${shapeText(ys.shape)}`,
    { name, shape: shapeText(ys.shape) },
  );
  checkLengths(lengths, ys.dim(0), ys.dim(1), name);
}
