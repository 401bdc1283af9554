import type { Ptr } from '../backend.ts';
import { inputGradients, projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000) over a batch of sequences:
 *
 *     [i f g o] = W_ih·x_t + b_ih + W_hh·h_{t−1} + b_hh,   i, f, o through σ, g through tanh
 *     c_t = f ⊙ c_{t−1} + i ⊙ g
 *     h_t = o ⊙ tanh(c_t)
 *
 * x [B, T, I]; weightIh [4H, I]; weightHh [4H, H], packed; bias [4H] = b_ih + b_hh; gates [B, T, 4H] comes out activated;
 * h, c [B, H] go in as the first state and come out as the last valid one; ys [B, T, H]. hPrev, cPrev, tanhC [B, T, H]
 * are what the way back needs; 0 when there is none.
 */
export interface LstmForward {
  readonly x: Ptr;
  readonly weightIh: Weight;
  readonly weightHh: Weight;
  readonly bias: Ptr;
  readonly gates: Ptr;
  readonly h: Ptr;
  readonly c: Ptr;
  readonly ys: Ptr;
  readonly hPrev: Ptr;
  readonly cPrev: Ptr;
  readonly tanhC: Ptr;
}

export function lstmForward(s: Sequence, p: LstmForward): void {
  const { kernels: k, hidden, steps } = s;
  const width = 4 * hidden;
  const stride = steps * hidden;
  projectInputs(s, p.x, p.weightIh, p.bias, width, p.gates);
  for (let t = 0; t < steps; t++) {
    const rows = rowsAt(s, t);
    const at = t * hidden * s.floatBytes;
    const gates = p.gates + 4 * at;
    const saved = p.hPrev === 0 ? 0 : at;
    if (p.hPrev !== 0) k.copyRows(p.h, hidden, p.hPrev + at, stride, rows, hidden);
    k.gemmPacked(0, rows, width, hidden, p.h, hidden, p.weightHh.packed, gates, 4 * stride, 1);
    k.lstmForward(
      gates,
      4 * stride,
      p.h,
      p.c,
      p.ys + at,
      stride,
      p.cPrev + saved,
      p.tanhC + saved,
      stride,
      s.lengths,
      t,
      rows,
      hidden,
    );
  }
}

/** dgates [B, T, 4H] may be gates; dh, dc [B, H] go in as the gradients of the last state and come out as those of the first. weightHh is packed untransposed. */
export interface LstmBackward {
  /** Where the gradients of inputs and parameters go. */
  readonly to: Gradients;
  readonly x: Ptr;
  readonly weightIh: Ptr;
  readonly weightHh: Weight;
  readonly gates: Ptr;
  readonly hPrev: Ptr;
  readonly cPrev: Ptr;
  readonly tanhC: Ptr;
  readonly dys: Ptr;
  readonly dh: Ptr;
  readonly dc: Ptr;
  readonly dgates: Ptr;
}

export function lstmBackward(s: Sequence, p: LstmBackward): void {
  const { kernels: k, hidden, steps } = s;
  const width = 4 * hidden;
  const stride = steps * hidden;
  for (let t = steps - 1; t >= 0; t--) {
    const rows = rowsAt(s, t);
    const at = t * hidden * s.floatBytes;
    const dgates = p.dgates + 4 * at;
    k.lstmBackward(
      p.gates + 4 * at,
      4 * stride,
      p.cPrev + at,
      p.tanhC + at,
      stride,
      p.dys === 0 ? 0 : p.dys + at,
      stride,
      p.dh,
      p.dc,
      dgates,
      4 * stride,
      s.lengths,
      t,
      s.batch,
      hidden,
    );
    k.gemmPacked(0, rows, hidden, width, dgates, 4 * stride, p.weightHh.packed, p.dh, hidden, 1);
  }
  inputGradients(s, p.dgates, p.dgates, width, p.x, p.hPrev, p.weightIh, p.to);
}
