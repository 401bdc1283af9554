import type { Flag, Ptr } from '../backend.ts';
import { inputGradients, projectInputs, rowsAt, type Gradients, type Sequence, type Weight } from './sequence.ts';

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
  const { kernels: k, hidden, steps } = s;
  const stride = steps * hidden;
  projectInputs(s, p.x, p.weightIh, p.bias, hidden, p.pre);
  for (let t = 0; t < steps; t++) {
    const rows = rowsAt(s, t);
    const at = t * hidden * s.floatBytes;
    if (p.hPrev !== 0) k.copyRows(p.h, hidden, p.hPrev + at, stride, rows, hidden);
    k.gemmPacked(0, rows, hidden, hidden, p.h, hidden, p.weightHh.packed, p.pre + at, stride, 1);
    k.elmanForward(p.pre + at, stride, p.h, p.ys + at, stride, s.lengths, t, rows, hidden, p.activation);
  }
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
  const { kernels: k, hidden, steps } = s;
  const stride = steps * hidden;
  for (let t = steps - 1; t >= 0; t--) {
    const rows = rowsAt(s, t);
    const at = t * hidden * s.floatBytes;
    k.elmanBackward(
      p.ys + at,
      stride,
      p.dys === 0 ? 0 : p.dys + at,
      stride,
      p.dh,
      p.dpre + at,
      stride,
      s.lengths,
      t,
      s.batch,
      hidden,
      p.activation,
    );
    k.gemmPacked(0, rows, hidden, hidden, p.dpre + at, stride, p.weightHh.packed, p.dh, hidden, 1);
  }
  inputGradients(s, p.dpre, p.dpre, hidden, p.x, p.hPrev, p.weightIh, p.to);
}
