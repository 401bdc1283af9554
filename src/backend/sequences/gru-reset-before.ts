import type { Ptr } from '../backend.ts';
import { projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';

/**
 * The gated recurrent unit as first published (Cho 2014), Keras's `reset_after=False` and ONNX's default: the reset
 * gate acts on the state before the product,
 *
 *     n = tanh(W_in·x + b_in + W_hn·(r ⊙ h) + b_hn)
 *
 * and all else as in the other form, of which this is no rewriting. weightHhGates [2H, H] are the rows r, z of
 * weight_hh, weightHhCandidate [H, H] its rows n, both packed; bias [3H] = b_ih + b_hh. rh [B, T, H] receives r ⊙ h.
 */
export interface GruResetBeforeForward {
  readonly x: Ptr;
  readonly weightIh: Weight;
  readonly weightHhGates: Weight;
  readonly weightHhCandidate: Weight;
  readonly bias: Ptr;
  readonly gates: Ptr;
  readonly h: Ptr;
  readonly ys: Ptr;
  readonly rh: Ptr;
  readonly hPrev: Ptr;
}

export function gruResetBeforeForward(s: Sequence, p: GruResetBeforeForward): void {
  const { kernels: k, hidden, steps, floatBytes } = s;
  const stride = steps * hidden;
  projectInputs(s, p.x, p.weightIh, p.bias, 3 * hidden, p.gates);
  for (let t = 0; t < steps; t++) {
    const rows = rowsAt(s, t);
    const at = t * hidden * floatBytes;
    const gates = p.gates + 3 * at;
    if (p.hPrev !== 0) k.copyRows(p.h, hidden, p.hPrev + at, stride, rows, hidden);
    k.gemmPacked(0, rows, 2 * hidden, hidden, p.h, hidden, p.weightHhGates.packed, gates, 3 * stride, 1);
    k.gruResetForward(gates, 3 * stride, p.h, p.rh + at, stride, s.lengths, t, rows, hidden);
    k.gemmPacked(
      0,
      rows,
      hidden,
      hidden,
      p.rh + at,
      stride,
      p.weightHhCandidate.packed,
      gates + 2 * hidden * floatBytes,
      3 * stride,
      1,
    );
    k.gruCandidateForward(gates, 3 * stride, p.h, p.ys + at, stride, s.lengths, t, rows, hidden);
  }
}

/** dgates [B, T, 3H] may be gates; drh [B, H] is scratch. The weights are packed untransposed. */
export interface GruResetBeforeBackward {
  /** Where the gradients of inputs and parameters go. */
  readonly to: Gradients;
  readonly x: Ptr;
  readonly weightIh: Ptr;
  readonly weightHhGates: Weight;
  readonly weightHhCandidate: Weight;
  readonly gates: Ptr;
  readonly hPrev: Ptr;
  readonly rh: Ptr;
  readonly dys: Ptr;
  readonly dh: Ptr;
  readonly drh: Ptr;
  readonly dgates: Ptr;
}

export function gruResetBeforeBackward(s: Sequence, p: GruResetBeforeBackward): void {
  const { kernels: k, hidden, steps, input, floatBytes } = s;
  const width = 3 * hidden;
  const stride = steps * hidden;
  const candidate = 2 * hidden * floatBytes;
  for (let t = steps - 1; t >= 0; t--) {
    const rows = rowsAt(s, t);
    const at = t * hidden * floatBytes;
    const [gates, dgates, hPrev] = [p.gates + 3 * at, p.dgates + 3 * at, p.hPrev + at];
    k.gruCandidateBackward(
      gates,
      3 * stride,
      hPrev,
      stride,
      p.dys === 0 ? 0 : p.dys + at,
      stride,
      p.dh,
      dgates,
      3 * stride,
      s.lengths,
      t,
      s.batch,
      hidden,
    );
    k.gemmPacked(0, rows, hidden, hidden, dgates + candidate, 3 * stride, p.weightHhCandidate.packed, p.drh, hidden, 0);
    k.gruResetBackward(
      gates,
      3 * stride,
      hPrev,
      stride,
      p.drh,
      p.dh,
      dgates,
      3 * stride,
      s.lengths,
      t,
      s.batch,
      hidden,
    );
    k.gemmPacked(0, rows, hidden, 2 * hidden, dgates, 3 * stride, p.weightHhGates.packed, p.dh, hidden, 1);
  }
  const rows = s.batch * steps;
  if (p.to.dx !== 0) k.gemm(0, 0, rows, input, width, p.dgates, width, p.weightIh, input, p.to.dx, input, 0);
  if (p.to.dWeightIh !== 0) k.gemm(1, 0, width, input, rows, p.dgates, width, p.x, input, p.to.dWeightIh, input, 0);
  if (p.to.dWeightHh !== 0) {
    k.gemm(1, 0, 2 * hidden, hidden, rows, p.dgates, width, p.hPrev, hidden, p.to.dWeightHh, hidden, 0);
    k.gemm(
      1,
      0,
      hidden,
      hidden,
      rows,
      p.dgates + candidate,
      width,
      p.rh,
      hidden,
      p.to.dWeightHh + 2 * hidden * hidden * floatBytes,
      hidden,
      0,
    );
  }
  if (p.to.dBiasIh !== 0) k.sumRows(p.dgates, width, p.to.dBiasIh, rows, width, 0);
  if (p.to.dBiasHh !== 0) k.sumRows(p.dgates, width, p.to.dBiasHh, rows, width, 0);
}
