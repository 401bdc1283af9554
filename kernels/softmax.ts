// Softmax over rows and its relatives. The largest score is subtracted first, so nothing overflows. A row that holds
// NaN, or whose largest score is infinite, comes out as NaN.

import { V, floats, loadTail, storeTail } from './lanes';
import { expLanes, logOne, maxOfLanes } from './math';
import { dot, fold, promoteHigh, total } from './sums';

/** All lanes but the first `count` become 0. */
@inline
function keepLanes(v: v128, count: i32): v128 {
  return v128.and(v, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
}

/** The largest of a row; −∞ for an empty one. NaN may be passed over. */
function rowMax(x: usize, n: i32): f32 {
  let largest = f32x4.splat(f32.NEGATIVE_INFINITY);
  for (; n >= 4; n -= 4) {
    largest = f32x4.pmax(largest, v128.load(x));
    x += V;
  }
  let result = maxOfLanes(largest);
  for (; n > 0; n--) {
    const value = load<f32>(x);
    if (value > result) result = value;
    x += 4;
  }
  return result;
}

/** Σ_j exp(x[j] − max); the terms are written to y unless it is 0. */
@inline
function sumExp(x: usize, y: usize, n: i32, max: f32, write: bool): f64 {
  const m = f32x4.splat(max);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; n >= 4; n -= 4) {
    const e = expLanes(f32x4.sub(v128.load(x), m));
    if (write) {
      v128.store(y, e);
      y += V;
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(e));
    high = f64x2.add(high, promoteHigh(e));
    x += V;
  }
  if (n > 0) {
    const e = keepLanes(expLanes(f32x4.sub(loadTail(x, n), m)), n);
    if (write) storeTail(y, e, n);
    low = f64x2.add(low, f64x2.promote_low_f32x4(e));
    high = f64x2.add(high, promoteHigh(e));
  }
  return fold(low, high);
}

@inline
function scaleInPlace(y: usize, n: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.mul(v128.load(y), f));
    y += V;
  }
  if (n > 0) storeTail(y, f32x4.mul(loadTail(y, n), f), n);
}

/** y[i,j] = exp(x[i,j]) / Σ_j exp(x[i,j]) */
export function softmaxRows(x: usize, y: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const total = sumExp(x, y, cols, rowMax(x, cols), true);
    scaleInPlace(y, cols, <f32>(1 / total));
    x += floats(cols);
    y += floats(cols);
  }
}

/** dx = y·(dy − Σ_j y·dy) */
export function softmaxRowsGrad(y: usize, dy: usize, dx: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const s = f32x4.splat(<f32>dot(y, dy, cols));
    let n = cols;
    for (; n >= 4; n -= 4) {
      v128.store(dx, f32x4.mul(v128.load(y), f32x4.sub(v128.load(dy), s)));
      y += V;
      dy += V;
      dx += V;
    }
    if (n > 0) {
      storeTail(dx, f32x4.mul(loadTail(y, n), f32x4.sub(loadTail(dy, n), s)), n);
      y += floats(n);
      dy += floats(n);
      dx += floats(n);
    }
  }
}

/** y[i,j] = x[i,j] − log Σ_j exp(x[i,j]) */
export function logSoftmaxRows(x: usize, y: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const max = rowMax(x, cols);
    const m = f32x4.splat(max);
    const l = f32x4.splat(logOne(<f32>sumExp(x, 0, cols, max, false)));
    let n = cols;
    for (; n >= 4; n -= 4) {
      v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), m), l));
      x += V;
      y += V;
    }
    if (n > 0) {
      storeTail(y, f32x4.sub(f32x4.sub(loadTail(x, n), m), l), n);
      x += floats(n);
      y += floats(n);
    }
  }
}

/** dx = dy − exp(y)·Σ_j dy */
export function logSoftmaxRowsGrad(y: usize, dy: usize, dx: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const s = f32x4.splat(<f32>total(dy, cols));
    let n = cols;
    for (; n >= 4; n -= 4) {
      v128.store(dx, f32x4.sub(v128.load(dy), f32x4.mul(expLanes(v128.load(y)), s)));
      y += V;
      dy += V;
      dx += V;
    }
    if (n > 0) {
      storeTail(dx, f32x4.sub(loadTail(dy, n), f32x4.mul(expLanes(loadTail(y, n)), s)), n);
      y += floats(n);
      dy += floats(n);
      dx += floats(n);
    }
  }
}

/**
 * loss[i] = log Σ_j exp(x[i,j]) − x[i,targets[i]]; dx[i,:] = softmax(x[i,:]) − onehot(targets[i]), not written when dx
 * is 0. A negative target gives loss 0 and gradient 0. dx may be x.
 */
export function crossEntropyRows(x: usize, targets: usize, loss: usize, dx: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const target = load<i32>(targets);
    if (target < 0) {
      store<f32>(loss, 0);
      if (dx != 0) memory.fill(dx, 0, floats(cols));
    } else {
      const max = rowMax(x, cols);
      const right = load<f32>(x + floats(target)) - max;
      const total = dx != 0 ? sumExp(x, dx, cols, max, true) : sumExp(x, 0, cols, max, false);
      store<f32>(loss, logOne(<f32>total) - right);
      if (dx != 0) {
        scaleInPlace(dx, cols, <f32>(1 / total));
        const at = dx + floats(target);
        store<f32>(at, load<f32>(at) - 1);
      }
    }
    x += floats(cols);
    if (dx != 0) dx += floats(cols);
    targets += 4;
    loss += 4;
  }
}
