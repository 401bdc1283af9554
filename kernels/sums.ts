// Sums over a row in four float64 accumulators, element j in number j mod 4, folded at the end: one order, which is a
// function of the row alone.

import { V, loadTail } from './lanes';

/** Lanes 2 and 3 of v, as float64. */
@inline
export function promoteHigh(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(v, v, 1, 0));
}

@inline
export function fold(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** Σ_j x[j] */
@inline
export function total(x: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; n >= 4; n -= 4) {
    const v = v128.load(x);
    low = f64x2.add(low, f64x2.promote_low_f32x4(v));
    high = f64x2.add(high, promoteHigh(v));
    x += V;
  }
  if (n > 0) {
    const v = loadTail(x, n);
    low = f64x2.add(low, f64x2.promote_low_f32x4(v));
    high = f64x2.add(high, promoteHigh(v));
  }
  return fold(low, high);
}

/** Σ_j a[j]·b[j] */
@inline
export function dot(a: usize, b: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; n >= 4; n -= 4) {
    const p = v128.load(a);
    const q = v128.load(b);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(p), f64x2.promote_low_f32x4(q)));
    high = f64x2.add(high, f64x2.mul(promoteHigh(p), promoteHigh(q)));
    a += V;
    b += V;
  }
  if (n > 0) {
    const p = loadTail(a, n);
    const q = loadTail(b, n);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(p), f64x2.promote_low_f32x4(q)));
    high = f64x2.add(high, f64x2.mul(promoteHigh(p), promoteHigh(q)));
  }
  return fold(low, high);
}
