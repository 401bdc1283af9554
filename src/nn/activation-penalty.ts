import { gather, mean, mul, reshape, sub, zeros, type Tensor } from '../tensor/index.ts';

/**
 * Activation regularisation (Merity, McCann and Socher 2017): the mean of y² over ys [B, T, F] or [rows, F], to be added
 * to a loss α times. With `lengths`, over the valid steps of [B, T, F] alone.
 */
export function activationPenalty(ys: Tensor, lengths?: Int32Array): Tensor {
  const valid = lengths === undefined ? ys : rowsOf(ys, lengths, 0);
  return valid.size === 0 ? zeros([]) : mean(mul(valid, valid));
}

/**
 * Temporal activation regularisation (the same): the mean of (y_t − y_{t−1})² over the steps of ys [B, T, F] that have one
 * before them, to be added to a loss β times: outputs should change slowly.
 */
export function temporalPenalty(ys: Tensor, lengths?: Int32Array): Tensor {
  const steps = ys.dim(1);
  const valid = lengths ?? new Int32Array(ys.dim(0)).fill(steps);
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
