import type { Kernels, Ptr } from '../kernel-table.ts';
import type { Programs } from './program-table.ts';

/** What the walks over a whole sequence share: where they run and how large everything is. */
export interface Sequence {
  readonly kernels: Kernels;
  readonly programs: Programs;
  readonly floatBytes: number;
  readonly batch: number;
  readonly steps: number;
  readonly input: number;
  readonly hidden: number;
  /** int32 valid steps a row, or 0 when all are full. */
  readonly lengths: Ptr;
}

/** A weight matrix as it lies in its parameter, and packed for many products; `packed` 0 = use it as it lies. */
export interface Weight {
  readonly raw: Ptr;
  readonly packed: Ptr;
}

/**
 * How many leading rows hold all those that still run at step t; without lengths, all. Those behind them are past their
 * lengths. On the way in their outputs were zeroed beforehand; on the way back the gate kernels run over all rows, for
 * they zero the gradients of rows that have ended.
 */
export function rowsAt(k: Kernels, lengths: Ptr, t: number, rows: number): number {
  return lengths === 0 ? rows : k.activeRows(lengths, t, rows);
}

/** y [batch·steps, width] = bias + x·weightᵀ for all steps at once: the part of a recurrence that needs no state. */
export function projectInputs(s: Sequence, x: Ptr, weight: Weight, bias: Ptr, width: number, y: Ptr): void {
  const rows = s.batch * s.steps;
  if (bias !== 0) s.kernels.copyRows(bias, 0, y, width, rows, width);
  const accumulate = bias === 0 ? 0 : 1;
  if (weight.packed === 0)
    s.kernels.gemm(0, 1, rows, width, s.input, x, s.input, weight.raw, s.input, y, width, accumulate);
  else s.kernels.gemmPacked(0, rows, width, s.input, x, s.input, weight.packed, y, width, accumulate);
}

/** Where the gradients of a layer's inputs and parameters go; 0 = not wanted. */
export interface Gradients {
  readonly dx: Ptr;
  readonly dWeightIh: Ptr;
  readonly dWeightHh: Ptr;
  readonly dBiasIh: Ptr;
  readonly dBiasHh: Ptr;
}

/**
 * From the gradients of the pre-activations, [batch·steps, width], to those of what made them: dx = d·W_ih,
 * dW_ih = dᵀ·x, dW_hh = d_hᵀ·hPrev, db = Σ d. `dHidden` differs from `d` where the recurrent part is gated (GRU).
 */
export function inputGradients(
  s: Sequence,
  d: Ptr,
  dHidden: Ptr,
  width: number,
  x: Ptr,
  hPrev: Ptr,
  weightIh: Ptr,
  to: Gradients,
): void {
  const { kernels: k, input, hidden } = s;
  const rows = s.batch * s.steps;
  if (to.dx !== 0) k.gemm(0, 0, rows, input, width, d, width, weightIh, input, to.dx, input, 0);
  if (to.dWeightIh !== 0) k.gemm(1, 0, width, input, rows, d, width, x, input, to.dWeightIh, input, 0);
  if (to.dWeightHh !== 0) k.gemm(1, 0, width, hidden, rows, dHidden, width, hPrev, hidden, to.dWeightHh, hidden, 0);
  if (to.dBiasIh !== 0) k.sumRows(d, width, to.dBiasIh, rows, width, 0);
  // Where both biases are added to the same sum, one gradient is the other.
  if (to.dBiasHh !== 0 && to.dBiasIh !== 0 && d === dHidden) k.copy(to.dBiasIh, to.dBiasHh, width);
  else if (to.dBiasHh !== 0) k.sumRows(dHidden, width, to.dBiasHh, rows, width, 0);
}
