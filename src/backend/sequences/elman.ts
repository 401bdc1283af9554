import type { Flag, Kernels, Ptr } from '../kernel-table.ts';
import { inputGradients, projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';
import type { ElmanPrograms } from './program-table.ts';

/**
 * The simple recurrent network of Elman (1990) over a batch of sequences:
 *
 *     h_t = act(W_ih·x_t + b_ih + W_hh·h_{t−1} + b_hh)
 *
 * x [B, T, I]; weightIh [H, I]; weightHh [H, H], packed; bias [H] = b_ih + b_hh; pre [B, T, H] is scratch;
 * h [B, H] goes in as h_0 and comes out as the last valid state; ys [B, T, H]. hPrev [B, T, H] receives h_{t−1} when not 0.
 */
export interface ElmanForward {
  readonly x: Ptr;
  readonly weightIh: Weight;
  readonly weightHh: Weight;
  readonly bias: Ptr;
  readonly pre: Ptr;
  readonly h: Ptr;
  readonly ys: Ptr;
  readonly hPrev: Ptr;
  readonly activation: Flag;
}

export function elmanForward(s: Sequence, p: ElmanForward): void {
  const { batch, steps, hidden } = s;
  projectInputs(s, p.x, p.weightIh, p.bias, hidden, p.pre);
  s.programs.elmanSteps(p.pre, p.hPrev, p.ys, p.h, p.weightHh.packed, s.lengths, batch, steps, hidden, p.activation);
}

/** dpre [B, T, H] is scratch; dh [B, H] goes in as the gradient of the last state and comes out as that of h_0. weightHh is packed untransposed. */
export interface ElmanBackward {
  /** Where the gradients of inputs and parameters go. */
  readonly to: Gradients;
  readonly x: Ptr;
  readonly weightIh: Ptr;
  readonly weightHh: Weight;
  readonly ys: Ptr;
  readonly hPrev: Ptr;
  readonly dys: Ptr;
  readonly dh: Ptr;
  readonly dpre: Ptr;
  readonly activation: Flag;
}

export function elmanBackward(s: Sequence, p: ElmanBackward): void {
  const { batch, steps, hidden } = s;
  s.programs.elmanStepsBack(
    p.ys,
    p.dys,
    p.dh,
    p.dpre,
    p.weightHh.packed,
    s.lengths,
    batch,
    steps,
    hidden,
    p.activation,
  );
  inputGradients(s, p.dpre, p.dpre, hidden, p.x, p.hPrev, p.weightIh, p.to);
}

export function elmanPrograms(k: Kernels, floatBytes: number): ElmanPrograms {
  return {
    elmanSteps(pre, hPrev, ys, h, packedHh, lengths, rows, steps, hidden, activation) {
      const stride = steps * hidden;
      for (let t = 0; t < steps; t++) {
        const active = rowsAt(k, lengths, t, rows);
        const at = t * hidden * floatBytes;
        if (hPrev !== 0) k.copyRows(h, hidden, hPrev + at, stride, active, hidden);
        k.gemmPacked(0, active, hidden, hidden, h, hidden, packedHh, pre + at, stride, 1);
        k.elmanForward(pre + at, stride, h, ys + at, stride, lengths, t, active, hidden, activation);
      }
    },
    elmanStepsBack(ys, dys, dh, dpre, packedHh, lengths, rows, steps, hidden, activation) {
      const stride = steps * hidden;
      for (let t = steps - 1; t >= 0; t--) {
        const at = t * hidden * floatBytes;
        k.elmanBackward(
          ys + at,
          stride,
          dys === 0 ? 0 : dys + at,
          stride,
          dh,
          dpre + at,
          stride,
          lengths,
          t,
          rows,
          hidden,
          activation,
        );
        k.gemmPacked(0, rowsAt(k, lengths, t, rows), hidden, hidden, dpre + at, stride, packedHh, dh, hidden, 1);
      }
    },
  };
}
