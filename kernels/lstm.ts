// One step of the LSTM over the rows of a batch. A row of `gates` is [i, f, g, o], each of `hidden` floats.

import { V, floats, isActive, loadSome, optional, storeSome, zeroRow, withoutVanished } from './lanes';
import { sigmoid, tanh } from './elementwise';
import { tanhLanes } from './math';

/**
 * Four units (or the n left over) of one row whose gates are activated; `size` is the bytes of one gate's part. Gates and
 * cells are two loops: the tanh of a cell waits for its gates, and in a loop of their own the gates wait for nothing.
 */
@inline
function forwardLanes(
  gates: usize, size: usize, h: usize, c: usize, ys: usize, cPrev: usize, tanhC: usize, n: i32,
): void {
  const before = loadSome(c, n);
  const kept = f32x4.mul(loadSome(gates + size, n), before);
  const after = f32x4.add(kept, f32x4.mul(loadSome(gates, n), loadSome(gates + size * 2, n)));
  const squashed = tanhLanes(after);
  const y = f32x4.mul(loadSome(gates + size * 3, n), squashed);
  storeSome(c, after, n);
  storeSome(h, y, n);
  storeSome(ys, y, n);
  if (cPrev != 0) storeSome(cPrev, before, n);
  if (tanhC != 0) storeSome(tanhC, squashed, n);
}

/**
 * i, f, o = σ, g = tanh of the pre-activations, in place; c' = f·c + i·g; h = ys = o·tanh c'. cPrev (c before) and
 * tanhC are written unless 0. A row past its length gives ys = 0 and keeps the rest.
 */
export function lstmForward(
  gates: usize, ldGates: i32, h: usize, c: usize, ys: usize, ldYs: i32,
  cPrev: usize, tanhC: usize, ldSaved: i32, lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(ys, hidden);
    } else {
      sigmoid(gates, gates, hidden * 2);
      tanh(gates + size * 2, gates + size * 2, hidden);
      sigmoid(gates + size * 3, gates + size * 3, hidden);
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        forwardLanes(gates + at, size, h + at, c + at, ys + at, optional(cPrev, at), optional(tanhC, at), 4);
        at += V;
      }
      if (n > 0) {
        forwardLanes(gates + at, size, h + at, c + at, ys + at, optional(cPrev, at), optional(tanhC, at), n);
      }
    }
    gates += floats(ldGates);
    h += size;
    c += size;
    ys += floats(ldYs);
    if (cPrev != 0) cPrev += floats(ldSaved);
    if (tanhC != 0) tanhC += floats(ldSaved);
  }
}

@inline
function backwardLanes(
  gates: usize, size: usize, cPrev: usize, tanhC: usize, dys: usize, dh: usize, dc: usize, dgates: usize, n: i32,
): void {
  const one = f32x4.splat(1);
  const i = loadSome(gates, n);
  const f = loadSome(gates + size, n);
  const g = loadSome(gates + size * 2, n);
  const o = loadSome(gates + size * 3, n);
  const squashed = loadSome(tanhC, n);
  let dy = loadSome(dh, n);
  if (dys != 0) dy = f32x4.add(loadSome(dys, n), dy);
  dy = withoutVanished(dy);
  // dc gathers what comes from later steps and what comes through this step's output.
  const through = f32x4.mul(f32x4.mul(dy, o), f32x4.sub(one, f32x4.mul(squashed, squashed)));
  const d = withoutVanished(f32x4.add(loadSome(dc, n), through));
  const di = f32x4.mul(f32x4.mul(f32x4.mul(d, g), i), f32x4.sub(one, i));
  const df = f32x4.mul(f32x4.mul(f32x4.mul(d, loadSome(cPrev, n)), f), f32x4.sub(one, f));
  const dg = f32x4.mul(f32x4.mul(d, i), f32x4.sub(one, f32x4.mul(g, g)));
  const dout = f32x4.mul(f32x4.mul(f32x4.mul(dy, squashed), o), f32x4.sub(one, o));
  storeSome(dgates, di, n);
  storeSome(dgates + size, df, n);
  storeSome(dgates + size * 2, dg, n);
  storeSome(dgates + size * 3, dout, n);
  storeSome(dc, f32x4.mul(d, f), n);
  storeSome(dh, f32x4.splat(0), n);
}

/**
 * From activated gates to dgates (pre-activation; may be the same buffer). dc becomes the gradient of cPrev, dh 0.
 * A row past its length gives dgates = 0 and keeps dc and dh.
 */
export function lstmBackward(
  gates: usize, ldGates: i32, cPrev: usize, tanhC: usize, ldSaved: i32, dys: usize, ldDys: i32,
  dh: usize, dc: usize, dgates: usize, ldDgates: i32, lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(dgates, hidden * 4);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        backwardLanes(gates + at, size, cPrev + at, tanhC + at, optional(dys, at), dh + at, dc + at, dgates + at, 4);
        at += V;
      }
      if (n > 0) {
        backwardLanes(gates + at, size, cPrev + at, tanhC + at, optional(dys, at), dh + at, dc + at, dgates + at, n);
      }
    }
    gates += floats(ldGates);
    cPrev += floats(ldSaved);
    tanhC += floats(ldSaved);
    if (dys != 0) dys += floats(ldDys);
    dh += size;
    dc += size;
    dgates += floats(ldDgates);
  }
}
