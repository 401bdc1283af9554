// Reductions, each in one fixed order that is a function of its shape alone.

import { F, V, floats, loadTail, storeTail } from './lanes';

/** Σ x, ascending, in float64. */
@inline
function sumOf(x: usize, n: i32): f32 {
  let total: f64 = 0;
  for (; n > 0; n--) {
    total += <f64>load<f32>(x);
    x += F;
  }
  return <f32>total;
}

export function sum(x: usize, y: usize, n: i32): void {
  store<f32>(y, sumOf(x, n));
}

/** y[i] = Σ_j x[i,j] */
export function rowSum(x: usize, y: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    store<f32>(y, sumOf(x, cols));
    x += floats(cols);
    y += F;
  }
}

/**
 * y[j] = (accumulate ? y[j] : 0) + Σ_i x[i,j], ascending i, in float32. Four rows a pass: y is then read and written
 * once for four additions, and the rows are read from front to back.
 */
export function sumRows(x: usize, ldx: i32, y: usize, rows: i32, cols: i32, accumulate: i32): void {
  if (!accumulate) memory.fill(y, 0, floats(cols));
  const ld = floats(ldx);
  for (; rows >= 4; rows -= 4) {
    addFourRows(x, ld, y, cols);
    x += ld * 4;
  }
  for (; rows > 0; rows--) {
    let from = x;
    let to = y;
    let n = cols;
    for (; n >= 4; n -= 4) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
      from += V;
      to += V;
    }
    if (n > 0) storeTail(to, f32x4.add(loadTail(to, n), loadTail(from, n)), n);
    x += ld;
  }
}

@inline
function addFourRows(x: usize, ld: usize, y: usize, n: i32): void {
  let x1 = x + ld;
  let x2 = x1 + ld;
  let x3 = x2 + ld;
  for (; n >= 4; n -= 4) {
    const a = f32x4.add(f32x4.add(v128.load(y), v128.load(x)), v128.load(x1));
    v128.store(y, f32x4.add(f32x4.add(a, v128.load(x2)), v128.load(x3)));
    x += V;
    x1 += V;
    x2 += V;
    x3 += V;
    y += V;
  }
  if (n > 0) {
    const a = f32x4.add(f32x4.add(loadTail(y, n), loadTail(x, n)), loadTail(x1, n));
    storeTail(y, f32x4.add(f32x4.add(a, loadTail(x2, n)), loadTail(x3, n)), n);
  }
}

/** Σ x² in float64: four accumulators, element i in number i mod 4, folded at the end, then what is left over. */
export function sumSquares(x: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; n >= 4; n -= 4) {
    const a = f64x2.promote_low_f32x4(v128.load64_zero(x));
    const b = f64x2.promote_low_f32x4(v128.load64_zero(x, 8));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
    x += V;
  }
  const both = f64x2.add(low, high);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; n > 0; n--) {
    const value = <f64>load<f32>(x);
    total += value * value;
    x += F;
  }
  return total;
}

/** The index of the first NaN or infinity (all exponent bits set), or −1. */
export function firstNonFinite(x: usize, n: i32): i32 {
  const exponent = i32x4.splat(0x7f800000);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    if (v128.any_true(i32x4.eq(v128.and(v128.load(x + floats(i)), exponent), exponent))) break;
  }
  for (; i < n; i++) {
    if ((load<u32>(x + floats(i)) & 0x7f800000) == 0x7f800000) return i;
  }
  return -1;
}

/** y[i] (int32) = the lowest j at which row i is largest; NaN counts as smaller than all; 0 for a row of NaN. */
export function argmaxRows(x: usize, y: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    let best: i32 = -1;
    let largest: f32 = 0;
    for (let j = 0; j < cols; j++) {
      const value = load<f32>(x + floats(j));
      if (value > largest || (best < 0 && value == value)) {
        largest = value;
        best = j;
      }
    }
    store<i32>(y, best < 0 ? 0 : best);
    x += floats(cols);
    y += 4;
  }
}

/** How many scores of row i are above, and (itself left out) equal to, that of column targets[i]. */
export function rankRows(x: usize, targets: usize, above: usize, equal: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const target = load<i32>(targets);
    let higher = 0;
    let same = 0;
    if (target >= 0) {
      const score = load<f32>(x + floats(target));
      if (score != score) {
        higher = cols - 1;
      } else {
        const pivot = f32x4.splat(score);
        let highers = i32x4.splat(0);
        let sames = i32x4.splat(0);
        let from = x;
        let n = cols;
        for (; n >= 4; n -= 4) {
          const v = v128.load(from);
          // A comparison that holds is −1 in its lane.
          highers = i32x4.sub(highers, f32x4.gt(v, pivot));
          sames = i32x4.sub(sames, f32x4.eq(v, pivot));
          from += V;
        }
        higher = totalOf(highers);
        same = totalOf(sames) - 1;
        for (; n > 0; n--) {
          const value = load<f32>(from);
          higher += <i32>(value > score);
          same += <i32>(value == score);
          from += F;
        }
      }
    }
    store<i32>(above, higher);
    store<i32>(equal, same);
    x += floats(cols);
    targets += 4;
    above += 4;
    equal += 4;
  }
}

@inline
function totalOf(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

/** 1 + the last of the rows that have a step t, or 0. */
export function activeRows(lengths: usize, t: i32, rows: i32): i32 {
  while (rows > 0 && load<i32>(lengths + ((<usize>(rows - 1)) << 2)) <= t) rows--;
  return rows;
}
