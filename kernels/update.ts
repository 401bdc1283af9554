// Optimiser updates over n contiguous elements. The scalars arrive as float64; what is combined from them is computed
// in float64 and rounded to float32 once. Every element goes through the same vector code, the last few padded.

import { V, loadSome, optional, storeSome } from './lanes';

/**
 * g' = g + weightDecay·p; if buf: buf = first ? g' : momentum·buf + (1 − dampening)·g',
 * g' = nesterov ? g' + momentum·buf : buf; p −= lr·g'. buf 0 = no momentum.
 */
export function sgdUpdate(
  p: usize,
  g: usize,
  buf: usize,
  n: i32,
  lr: f64,
  momentum: f64,
  dampening: f64,
  weightDecay: f64,
  nesterov: i32,
  first: i32,
): void {
  const rate = f32x4.splat(<f32>lr);
  const decay = f32x4.splat(<f32>weightDecay);
  const keep = f32x4.splat(<f32>momentum);
  const share = f32x4.splat(<f32>(1 - dampening));
  for (; n >= 4; n -= 4) {
    sgdLanes(p, g, buf, 4, rate, decay, keep, share, nesterov, first);
    p += V;
    g += V;
    if (buf != 0) buf += V;
  }
  if (n > 0) sgdLanes(p, g, buf, n, rate, decay, keep, share, nesterov, first);
}

@inline
function sgdLanes(
  p: usize, g: usize, buf: usize, n: i32, rate: v128, decay: v128, keep: v128, share: v128, nesterov: i32, first: i32,
): void {
  const old = loadSome(p, n);
  let step = f32x4.add(loadSome(g, n), f32x4.mul(decay, old));
  if (buf != 0) {
    const next = first ? step : f32x4.add(f32x4.mul(keep, loadSome(buf, n)), f32x4.mul(share, step));
    storeSome(buf, next, n);
    step = nesterov ? f32x4.add(step, f32x4.mul(keep, next)) : next;
  }
  storeSome(p, f32x4.sub(old, f32x4.mul(rate, step)), n);
}

/**
 * decoupled: p ·= 1 − lr·weightDecay, else g += weightDecay·p. m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²;
 * p −= lr/correction1 · m / (√v/√correction2 + eps).
 */
export function adamUpdate(
  p: usize, g: usize, m: usize, v: usize, n: i32,
  lr: f64, beta1: f64, beta2: f64, eps: f64, weightDecay: f64, decoupled: i32, correction1: f64, correction2: f64,
): void {
  const rate = f32x4.splat(<f32>(lr / correction1));
  const keepM = f32x4.splat(<f32>beta1);
  const addM = f32x4.splat(<f32>(1 - beta1));
  const keepV = f32x4.splat(<f32>beta2);
  const addV = f32x4.splat(<f32>(1 - beta2));
  const root = f32x4.splat(<f32>Math.sqrt(correction2));
  const tiny = f32x4.splat(<f32>eps);
  // One loop for both kinds of decay: the parameter times `shrink`, then the gradient plus `decay` times the parameter.
  const decay = f32x4.splat(decoupled ? 0 : <f32>weightDecay);
  const shrink = f32x4.splat(decoupled ? <f32>(1 - lr * weightDecay) : 1);
  for (; n >= 4; n -= 4) {
    adamLanes(p, g, m, v, 4, rate, keepM, addM, keepV, addV, root, tiny, decay, shrink);
    p += V;
    g += V;
    m += V;
    v += V;
  }
  if (n > 0) adamLanes(p, g, m, v, n, rate, keepM, addM, keepV, addV, root, tiny, decay, shrink);
}

@inline
function adamLanes(
  p: usize, g: usize, m: usize, v: usize, n: i32, rate: v128, keepM: v128, addM: v128, keepV: v128, addV: v128,
  root: v128, tiny: v128, decay: v128, shrink: v128,
): void {
  const old = f32x4.mul(loadSome(p, n), shrink);
  const grad = f32x4.add(loadSome(g, n), f32x4.mul(decay, old));
  const mean = f32x4.add(f32x4.mul(keepM, loadSome(m, n)), f32x4.mul(addM, grad));
  const square = f32x4.add(f32x4.mul(keepV, loadSome(v, n)), f32x4.mul(addV, f32x4.mul(grad, grad)));
  storeSome(m, mean, n);
  storeSome(v, square, n);
  const scale = f32x4.add(f32x4.div(f32x4.sqrt(square), root), tiny);
  storeSome(p, f32x4.sub(old, f32x4.div(f32x4.mul(rate, mean), scale)), n);
}

/**
 * g' = g + weightDecay·p; square = alpha·square + (1 − alpha)·g'²; if mean: mean = alpha·mean + (1 − alpha)·g', and
 * square − mean² (at least 0) stands for square; step = g' / (√square + eps); if buf: buf = momentum·buf + step stands
 * for step; p −= lr·step.
 */
export function rmspropUpdate(
  p: usize, g: usize, square: usize, mean: usize, buf: usize, n: i32,
  lr: f64, alpha: f64, eps: f64, momentum: f64, weightDecay: f64,
): void {
  const rate = f32x4.splat(<f32>lr);
  const keep = f32x4.splat(<f32>alpha);
  const add = f32x4.splat(<f32>(1 - alpha));
  const tiny = f32x4.splat(<f32>eps);
  const keepBuf = f32x4.splat(<f32>momentum);
  const decay = f32x4.splat(<f32>weightDecay);
  for (; n >= 4; n -= 4) {
    rmspropLanes(p, g, square, mean, buf, 4, rate, keep, add, tiny, keepBuf, decay);
    p += V;
    g += V;
    square += V;
    mean = optional(mean, V);
    buf = optional(buf, V);
  }
  if (n > 0) rmspropLanes(p, g, square, mean, buf, n, rate, keep, add, tiny, keepBuf, decay);
}

@inline
function rmspropLanes(
  p: usize, g: usize, square: usize, mean: usize, buf: usize, n: i32, rate: v128, keep: v128, add: v128, tiny: v128,
  keepBuf: v128, decay: v128,
): void {
  const old = loadSome(p, n);
  const grad = f32x4.add(loadSome(g, n), f32x4.mul(decay, old));
  let spread = f32x4.add(f32x4.mul(keep, loadSome(square, n)), f32x4.mul(add, f32x4.mul(grad, grad)));
  storeSome(square, spread, n);
  if (mean != 0) {
    const centre = f32x4.add(f32x4.mul(keep, loadSome(mean, n)), f32x4.mul(add, grad));
    storeSome(mean, centre, n);
    // A variance; rounding alone could take it below zero.
    spread = f32x4.max(f32x4.sub(spread, f32x4.mul(centre, centre)), f32x4.splat(0));
  }
  let step = f32x4.div(grad, f32x4.add(f32x4.sqrt(spread), tiny));
  if (buf != 0) {
    step = f32x4.add(f32x4.mul(keepBuf, loadSome(buf, n)), step);
    storeSome(buf, step, n);
  }
  storeSome(p, f32x4.sub(old, f32x4.mul(rate, step)), n);
}

/** g' = g + weightDecay·p; sum += g'²; p −= lr·g' / (√sum + eps). */
export function adagradUpdate(p: usize, g: usize, sum: usize, n: i32, lr: f64, eps: f64, weightDecay: f64): void {
  const rate = f32x4.splat(<f32>lr);
  const tiny = f32x4.splat(<f32>eps);
  const decay = f32x4.splat(<f32>weightDecay);
  for (; n >= 4; n -= 4) {
    adagradLanes(p, g, sum, 4, rate, tiny, decay);
    p += V;
    g += V;
    sum += V;
  }
  if (n > 0) adagradLanes(p, g, sum, n, rate, tiny, decay);
}

@inline
function adagradLanes(p: usize, g: usize, sum: usize, n: i32, rate: v128, tiny: v128, decay: v128): void {
  const old = loadSome(p, n);
  const grad = f32x4.add(loadSome(g, n), f32x4.mul(decay, old));
  const total = f32x4.add(loadSome(sum, n), f32x4.mul(grad, grad));
  storeSome(sum, total, n);
  storeSome(p, f32x4.sub(old, f32x4.div(f32x4.mul(rate, grad), f32x4.add(f32x4.sqrt(total), tiny))), n);
}
