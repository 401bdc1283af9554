import type { Kernels, Ptr } from '../kernel-table.ts';
import { inputGradients, projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';
import type { LstmPrograms } from './program-table.ts';

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
  const { batch, steps, hidden } = s;
  projectInputs(s, p.x, p.weightIh, p.bias, 4 * hidden, p.gates);
  s.programs.lstmSteps(
    p.gates,
    p.hPrev,
    p.cPrev,
    p.tanhC,
    p.ys,
    p.h,
    p.c,
    p.weightHh.packed,
    s.lengths,
    batch,
    steps,
    hidden,
  );
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
  const { batch, steps, hidden } = s;
  s.programs.lstmStepsBack(
    p.gates,
    p.cPrev,
    p.tanhC,
    p.dys,
    p.dh,
    p.dc,
    p.dgates,
    p.weightHh.packed,
    s.lengths,
    batch,
    steps,
    hidden,
  );
  inputGradients(s, p.dgates, p.dgates, 4 * hidden, p.x, p.hPrev, p.weightIh, p.to);
}

export function lstmPrograms(k: Kernels, floatBytes: number): LstmPrograms {
  return {
    lstmSteps(gates, hPrev, cPrev, tanhC, ys, h, c, packedHh, lengths, rows, steps, hidden) {
      const [width, stride, stepBytes] = [4 * hidden, steps * hidden, hidden * floatBytes];
      for (let t = 0; t < steps; t++) {
        const active = rowsAt(k, lengths, t, rows);
        const at = t * stepBytes;
        const saved = hPrev === 0 ? 0 : at;
        if (hPrev !== 0) k.copyRows(h, hidden, hPrev + at, stride, active, hidden);
        k.gemmPacked(0, active, width, hidden, h, hidden, packedHh, gates + 4 * at, 4 * stride, 1);
        k.lstmForward(
          gates + 4 * at,
          4 * stride,
          h,
          c,
          ys + at,
          stride,
          cPrev + saved,
          tanhC + saved,
          stride,
          lengths,
          t,
          active,
          hidden,
        );
      }
    },
    lstmStepsBack(gates, cPrev, tanhC, dys, dh, dc, dgates, packedHh, lengths, rows, steps, hidden) {
      const [width, stride, stepBytes] = [4 * hidden, steps * hidden, hidden * floatBytes];
      for (let t = steps - 1; t >= 0; t--) {
        const at = t * stepBytes;
        k.lstmBackward(
          gates + 4 * at,
          4 * stride,
          cPrev + at,
          tanhC + at,
          stride,
          dys === 0 ? 0 : dys + at,
          stride,
          dh,
          dc,
          dgates + 4 * at,
          4 * stride,
          lengths,
          t,
          rows,
          hidden,
        );
        const active = rowsAt(k, lengths, t, rows);
        k.gemmPacked(0, active, hidden, width, dgates + 4 * at, 4 * stride, packedHh, dh, hidden, 1);
      }
    },
  };
}
