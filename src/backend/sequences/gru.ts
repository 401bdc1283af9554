import type { Ptr } from '../backend.ts';
import { inputGradients, projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';

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
  const { kernels: k, hidden, steps } = s;
  const width = 3 * hidden;
  const stride = steps * hidden;
  projectInputs(s, p.x, p.weightIh, p.biasIh, width, p.gates);
  for (let t = 0; t < steps; t++) {
    const rows = rowsAt(s, t);
    const at = t * hidden * s.floatBytes;
    if (p.hPrev !== 0) k.copyRows(p.h, hidden, p.hPrev + at, stride, rows, hidden);
    if (p.biasHh !== 0) k.copyRows(p.biasHh, 0, p.gh, width, rows, width);
    k.gemmPacked(0, rows, width, hidden, p.h, hidden, p.weightHh.packed, p.gh, width, p.biasHh === 0 ? 0 : 1);
    k.gruForward(
      p.gates + 3 * at,
      3 * stride,
      p.gh,
      p.h,
      p.ys + at,
      stride,
      p.ghn === 0 ? 0 : p.ghn + at,
      stride,
      s.lengths,
      t,
      rows,
      hidden,
    );
  }
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
  const { kernels: k, hidden, steps } = s;
  const width = 3 * hidden;
  const stride = steps * hidden;
  for (let t = steps - 1; t >= 0; t--) {
    const rows = rowsAt(s, t);
    const at = t * hidden * s.floatBytes;
    k.gruBackward(
      p.gates + 3 * at,
      3 * stride,
      p.ghn + at,
      p.hPrev + at,
      stride,
      p.dys === 0 ? 0 : p.dys + at,
      stride,
      p.dh,
      p.dgates + 3 * at,
      3 * stride,
      p.dgh + 3 * at,
      3 * stride,
      s.lengths,
      t,
      s.batch,
      hidden,
    );
    k.gemmPacked(0, rows, hidden, width, p.dgh + 3 * at, 3 * stride, p.weightHh.packed, p.dh, hidden, 1);
  }
  inputGradients(s, p.dgates, p.dgh, width, p.x, p.hPrev, p.weightIh, p.to);
}
