// Layer normalisation over rows (Ba 2016). Means are taken in float64 in the one order of sums.ts, and a row is centred
// and scaled in float64 before it is rounded: a large mean costs no digits. A row that holds NaN or an infinity comes
// out as NaN.

import { F, V, floats, loadSome, optional, storeSome } from './lanes';
import { dot, fold, promoteHigh, total } from './sums';

/** The four lanes (a − shift)·scale, in float64. */
@inline
function centred(a: v128, shift: v128, scale: v128): v128 {
  const low = f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(a), shift), scale);
  const high = f64x2.mul(f64x2.sub(promoteHigh(a), shift), scale);
  return joined(low, high);
}

/** Two pairs of float64, rounded to four floats. */
@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Σ_j (x[j] − mean)² */
@inline
function squares(x: usize, n: i32, mean: f64): f64 {
  const m = f64x2.splat(mean);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; n >= 4; n -= 4) {
    const v = v128.load(x);
    const a = f64x2.sub(f64x2.promote_low_f32x4(v), m);
    const b = f64x2.sub(promoteHigh(v), m);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
    x += V;
  }
  let sum = fold(low, high);
  for (; n > 0; n--) {
    const d = <f64>load<f32>(x) - mean;
    sum += d * d;
    x += F;
  }
  return sum;
}

/**
 * normal = (x − mean)·rstd with rstd = 1 / √(variance + eps), the variance over the whole row; y = normal·gain + bias.
 * gain and bias may be 0, and so may the outputs normal and rstd. y may be x.
 */
export function layerNormRows(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  normal: usize,
  rstd: usize,
  rows: i32,
  cols: i32,
  eps: f64,
): void {
  for (; rows > 0; rows--) {
    const mean = total(x, cols) / <f64>cols;
    const scale = 1 / Math.sqrt(squares(x, cols, mean) / <f64>cols + eps);
    const m = f64x2.splat(mean);
    const s = f64x2.splat(scale);
    for (let j = 0; j < cols; j += 4) {
      const left = cols - j;
      const at = floats(j);
      let v = centred(loadSome(x + at, left), m, s);
      if (normal != 0) storeSome(normal + at, v, left);
      if (gain != 0) v = f32x4.mul(v, loadSome(gain + at, left));
      if (bias != 0) v = f32x4.add(v, loadSome(bias + at, left));
      storeSome(y + at, v, left);
    }
    if (rstd != 0) store<f32>(rstd, <f32>scale);
    x += floats(cols);
    y += floats(cols);
    normal = optional(normal, floats(cols));
    rstd = optional(rstd, F);
  }
}

/** dx = rstd·(g − mean(g) − normal·mean(g·normal)) with g = dy·gain; gain may be 0. dx may be dy. */
export function layerNormRowsGrad(
  normal: usize,
  rstd: usize,
  gain: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  cols: i32,
): void {
  for (; rows > 0; rows--) {
    // g is rounded to float32 into dx first, so that both means and the result see the same numbers.
    const g = gain == 0 ? dy : dx;
    if (gain != 0) {
      for (let j = 0; j < cols; j += 4) {
        const at = floats(j);
        storeSome(dx + at, f32x4.mul(loadSome(dy + at, cols - j), loadSome(gain + at, cols - j)), cols - j);
      }
    }
    const mean = f64x2.splat(total(g, cols) / <f64>cols);
    const slope = f64x2.splat(dot(g, normal, cols) / <f64>cols);
    const scale = f64x2.splat(<f64>load<f32>(rstd));
    for (let j = 0; j < cols; j += 4) {
      const left = cols - j;
      const at = floats(j);
      const d = loadSome(g + at, left);
      const v = loadSome(normal + at, left);
      const low = slant(f64x2.promote_low_f32x4(d), f64x2.promote_low_f32x4(v), mean, slope);
      const high = slant(promoteHigh(d), promoteHigh(v), mean, slope);
      storeSome(dx + at, joined(f64x2.mul(low, scale), f64x2.mul(high, scale)), left);
    }
    normal += floats(cols);
    rstd += F;
    dy += floats(cols);
    dx += floats(cols);
  }
}

/** g − mean − v·slope */
@inline
function slant(g: v128, v: v128, mean: v128, slope: v128): v128 {
  return f64x2.sub(f64x2.sub(g, mean), f64x2.mul(v, slope));
}
