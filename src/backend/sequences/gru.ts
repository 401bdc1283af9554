import type { Kernels, Ptr } from '../kernel-table.ts';
import { inputGradients, projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';
import type { GruPrograms } from './program-table.ts';

/**
 * The gated recurrent unit (Cho 2014) in the form of PyTorch, cuDNN and Keras's `reset_after=True`, over a batch:
 *
 *     r = σ(W_ir·x + b_ir + W_hr·h + b_hr),   z = σ(W_iz·x + b_iz + W_hz·h + b_hz)
 *     n = tanh(W_in·x + b_in + r ⊙ (W_hn·h + b_hn))
 *     h' = (1 − z) ⊙ n + z ⊙ h
 *
 * x [B, T, I]; weightIh [3H, I], weightHh [3H, H] (packed), both r, z, n; biasIh, biasHh [3H] or 0; gates [B, T, 3H] comes
 * out activated; gh [B, 3H] is scratch; h [B, H] in and out; ys [B, T, H]. hPrev and ghn (= W_hn·h + b_hn) [B, T, H] are
 * what the way back needs; 0 when there is none.
 */
export interface GruForward {
  readonly x: Ptr;
  readonly weightIh: Weight;
  readonly weightHh: Weight;
  readonly biasIh: Ptr;
  readonly biasHh: Ptr;
  readonly gates: Ptr;
  readonly gh: Ptr;
  readonly h: Ptr;
  readonly ys: Ptr;
  readonly hPrev: Ptr;
  readonly ghn: Ptr;
}

export function gruForward(s: Sequence, p: GruForward): void {
  const { batch, steps, hidden } = s;
  projectInputs(s, p.x, p.weightIh, p.biasIh, 3 * hidden, p.gates);
  s.programs.gruSteps(
    p.gates,
    p.hPrev,
    p.ghn,
    p.ys,
    p.h,
    p.gh,
    p.weightHh.packed,
    p.biasHh,
    s.lengths,
    batch,
    steps,
    hidden,
  );
}

/** dgates [B, T, 3H] may be gates; dgh [B, T, 3H] is scratch. weightHh is packed untransposed. */
export interface GruBackward {
  /** Where the gradients of inputs and parameters go. */
  readonly to: Gradients;
  readonly x: Ptr;
  readonly weightIh: Ptr;
  readonly weightHh: Weight;
  readonly gates: Ptr;
  readonly hPrev: Ptr;
  readonly ghn: Ptr;
  readonly dys: Ptr;
  readonly dh: Ptr;
  readonly dgates: Ptr;
  readonly dgh: Ptr;
}

export function gruBackward(s: Sequence, p: GruBackward): void {
  const { batch, steps, hidden } = s;
  s.programs.gruStepsBack(
    p.gates,
    p.ghn,
    p.hPrev,
    p.dys,
    p.dh,
    p.dgates,
    p.dgh,
    p.weightHh.packed,
    s.lengths,
    batch,
    steps,
    hidden,
  );
  inputGradients(s, p.dgates, p.dgh, 3 * hidden, p.x, p.hPrev, p.weightIh, p.to);
}

export function gruPrograms(k: Kernels, floatBytes: number): GruPrograms {
  return {
    gruSteps(gates, hPrev, ghn, ys, h, gh, packedHh, biasHh, lengths, rows, steps, hidden) {
      const [width, stride] = [3 * hidden, steps * hidden];
      for (let t = 0; t < steps; t++) {
        const active = rowsAt(k, lengths, t, rows);
        const at = t * hidden * floatBytes;
        if (hPrev !== 0) k.copyRows(h, hidden, hPrev + at, stride, active, hidden);
        if (biasHh !== 0) k.copyRows(biasHh, 0, gh, width, active, width);
        k.gemmPacked(0, active, width, hidden, h, hidden, packedHh, gh, width, biasHh === 0 ? 0 : 1);
        k.gruForward(
          gates + 3 * at,
          3 * stride,
          gh,
          h,
          ys + at,
          stride,
          ghn === 0 ? 0 : ghn + at,
          stride,
          lengths,
          t,
          active,
          hidden,
        );
      }
    },
    gruStepsBack(gates, ghn, hPrev, dys, dh, dgates, dgh, packedHh, lengths, rows, steps, hidden) {
      const [width, stride] = [3 * hidden, steps * hidden];
      for (let t = steps - 1; t >= 0; t--) {
        const at = t * hidden * floatBytes;
        k.gruBackward(
          gates + 3 * at,
          3 * stride,
          ghn + at,
          hPrev + at,
          stride,
          dys === 0 ? 0 : dys + at,
          stride,
          dh,
          dgates + 3 * at,
          3 * stride,
          dgh + 3 * at,
          3 * stride,
          lengths,
          t,
          rows,
          hidden,
        );
        const active = rowsAt(k, lengths, t, rows);
        k.gemmPacked(0, active, hidden, width, dgh + 3 * at, 3 * stride, packedHh, dh, hidden, 1);
      }
    },
  };
}
