import type { Kernels, Ptr } from '../kernel-table.ts';
import { projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';
import type { GruResetPrograms } from './program-table.ts';

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
  const { batch, steps, hidden } = s;
  projectInputs(s, p.x, p.weightIh, p.bias, 3 * hidden, p.gates);
  s.programs.gruResetSteps(
    p.gates,
    p.hPrev,
    p.rh,
    p.ys,
    p.h,
    p.weightHhGates.packed,
    p.weightHhCandidate.packed,
    s.lengths,
    batch,
    steps,
    hidden,
  );
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
  const { kernels: k, batch, hidden, steps, input, floatBytes } = s;
  const width = 3 * hidden;
  const candidate = 2 * hidden * floatBytes;
  s.programs.gruResetStepsBack(
    p.gates,
    p.hPrev,
    p.dys,
    p.dh,
    p.drh,
    p.dgates,
    p.weightHhGates.packed,
    p.weightHhCandidate.packed,
    s.lengths,
    batch,
    steps,
    hidden,
  );
  const rows = batch * steps;
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

export function gruResetPrograms(k: Kernels, floatBytes: number): GruResetPrograms {
  return {
    gruResetSteps(gates, hPrev, rh, ys, h, packedGates, packedCandidate, lengths, rows, steps, hidden) {
      const stride = steps * hidden;
      const candidate = 2 * hidden * floatBytes;
      for (let t = 0; t < steps; t++) {
        const active = rowsAt(k, lengths, t, rows);
        const at = t * hidden * floatBytes;
        const now = gates + 3 * at;
        if (hPrev !== 0) k.copyRows(h, hidden, hPrev + at, stride, active, hidden);
        k.gemmPacked(0, active, 2 * hidden, hidden, h, hidden, packedGates, now, 3 * stride, 1);
        k.gruResetForward(now, 3 * stride, h, rh + at, stride, lengths, t, active, hidden);
        k.gemmPacked(0, active, hidden, hidden, rh + at, stride, packedCandidate, now + candidate, 3 * stride, 1);
        k.gruCandidateForward(now, 3 * stride, h, ys + at, stride, lengths, t, active, hidden);
      }
    },
    gruResetStepsBack(gates, hPrev, dys, dh, drh, dgates, packedGates, packedCandidate, lengths, rows, steps, hidden) {
      const stride = steps * hidden;
      const candidate = 2 * hidden * floatBytes;
      for (let t = steps - 1; t >= 0; t--) {
        const active = rowsAt(k, lengths, t, rows);
        const at = t * hidden * floatBytes;
        const [now, dnow, before] = [gates + 3 * at, dgates + 3 * at, hPrev + at];
        k.gruCandidateBackward(
          now,
          3 * stride,
          before,
          stride,
          dys === 0 ? 0 : dys + at,
          stride,
          dh,
          dnow,
          3 * stride,
          lengths,
          t,
          rows,
          hidden,
        );
        k.gemmPacked(0, active, hidden, hidden, dnow + candidate, 3 * stride, packedCandidate, drh, hidden, 0);
        k.gruResetBackward(now, 3 * stride, before, stride, drh, dh, dnow, 3 * stride, lengths, t, rows, hidden);
        k.gemmPacked(0, active, hidden, 2 * hidden, dnow, 3 * stride, packedGates, dh, hidden, 1);
      }
    },
  };
}
