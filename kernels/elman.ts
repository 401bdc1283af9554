// One step of Elman's network over the rows of a batch: h = act(pre), pre = W_ih·x + W_hh·h + b [rows, hidden].

import { V, floats, isActive, loadSome, storeSome, zeroRow, withoutVanished } from './lanes';
import { tanhLanes } from './math';

/** act 0 = tanh, 1 = ReLU. */
@inline
function activate(x: v128, act: i32): v128 {
  return act ? f32x4.max(x, f32x4.splat(0)) : tanhLanes(x);
}

@inline
function forwardLanes(pre: usize, h: usize, ys: usize, act: i32, n: i32): void {
  const y = activate(loadSome(pre, n), act);
  storeSome(h, y, n);
  storeSome(ys, y, n);
}

@inline
function forwardRow(pre: usize, h: usize, ys: usize, hidden: i32, act: i32): void {
  let n = hidden;
  for (; n >= 4; n -= 4) {
    forwardLanes(pre, h, ys, act, 4);
    pre += V;
    h += V;
    ys += V;
  }
  if (n > 0) forwardLanes(pre, h, ys, act, n);
}

/** h = ys = act(pre); a row past its length gives ys = 0 and keeps h. */
export function elmanForward(
  pre: usize, ldPre: i32, h: usize, ys: usize, ldYs: i32, lengths: usize, t: i32, rows: i32, hidden: i32, act: i32,
): void {
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) zeroRow(ys, hidden);
    else if (act) forwardRow(pre, h, ys, hidden, 1);
    else forwardRow(pre, h, ys, hidden, 0);
    pre += floats(ldPre);
    h += floats(hidden);
    ys += floats(ldYs);
  }
}

@inline
function backwardLanes(ys: usize, dys: usize, dh: usize, dpre: usize, act: i32, n: i32): void {
  const y = loadSome(ys, n);
  const zero = f32x4.splat(0);
  let d = loadSome(dh, n);
  if (dys != 0) d = f32x4.add(loadSome(dys, n), d);
  d = withoutVanished(d);
  const through = act ? v128.and(d, f32x4.gt(y, zero)) : f32x4.mul(d, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
  storeSome(dpre, through, n);
  storeSome(dh, zero, n);
}

/** dpre = (dys + dh)·act'(ys); dh = 0. A row past its length gives dpre = 0 and keeps dh. */
export function elmanBackward(
  ys: usize, ldYs: i32, dys: usize, ldDys: i32, dh: usize, dpre: usize, ldDpre: i32,
  lengths: usize, t: i32, rows: i32, hidden: i32, act: i32,
): void {
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(dpre, hidden);
    } else {
      let y = ys;
      let dy = dys;
      let d = dh;
      let out = dpre;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        backwardLanes(y, dy, d, out, act, 4);
        y += V;
        if (dy != 0) dy += V;
        d += V;
        out += V;
      }
      if (n > 0) backwardLanes(y, dy, d, out, act, n);
    }
    ys += floats(ldYs);
    if (dys != 0) dys += floats(ldDys);
    dh += floats(hidden);
    dpre += floats(ldDpre);
  }
}
