// Elementary functions on four floats at once. Each is a fixed sequence of correctly rounded operations, so it gives
// the same bits in every engine. `pmin`/`pmax` return their first argument when a comparison with NaN fails, which is
// how NaN goes through the clamps.

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** a·x + b, rounded twice. */
@inline
function step(a: v128, x: v128, b: f32): v128 {
  return f32x4.add(f32x4.mul(a, x), splat(b));
}

/**
 * tanh x as an odd polynomial of degree 13 over an even one of degree 6, with |x| clamped to where the quotient
 * reaches 1. Largest error over all floats 4.2e-7, and 1.8e-7 where |x| < 1. The coefficients are those published with
 * Eigen (generic fast tanh for float).
 */
@inline
export function tanhLanes(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, splat(7.90531110763549805)), splat(-7.90531110763549805));
  const s = f32x4.mul(x, x);
  let p = step(splat(-2.76076847742355e-16), s, 2.00018790482477e-13);
  p = step(p, s, -8.60467152213735e-11);
  p = step(p, s, 5.12229709037114e-8);
  p = step(p, s, 1.48572235717979e-5);
  p = step(p, s, 6.37261928875436e-4);
  p = step(p, s, 4.89352455891786e-3);
  let q = step(splat(1.19825839466702e-6), s, 1.18534705686654e-4);
  q = step(q, s, 2.268434632439e-3);
  q = step(q, s, 4.89352518554385e-3);
  return f32x4.div(f32x4.mul(x, p), q);
}

/**
 * σ(x) = ½ + ½·tanh(x/2), with the halvings worked into the coefficients of tanhLanes: those of x²ⁱ are divided by 4ⁱ,
 * the upper ones by 4 more. Powers of two are exact, so the bits are those of the formula, two multiplications sooner.
 */
@inline
export function sigmoidLanes(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, splat(2 * 7.90531110763549805)), splat(-2 * 7.90531110763549805));
  const s = f32x4.mul(x, x);
  let p = step(splat(-2.76076847742355e-16 / 16384), s, 2.00018790482477e-13 / 4096);
  p = step(p, s, -8.60467152213735e-11 / 1024);
  p = step(p, s, 5.12229709037114e-8 / 256);
  p = step(p, s, 1.48572235717979e-5 / 64);
  p = step(p, s, 6.37261928875436e-4 / 16);
  p = step(p, s, 4.89352455891786e-3 / 4);
  let q = step(splat(1.19825839466702e-6 / 64), s, 1.18534705686654e-4 / 16);
  q = step(q, s, 2.268434632439e-3 / 4);
  q = step(q, s, 4.89352518554385e-3);
  return f32x4.add(splat(0.5), f32x4.div(f32x4.mul(x, p), q));
}

/**
 * eˣ = 2ⁿ·eʳ with n = round(x/ln 2) and |r| ≤ ½·ln 2, the polynomial of Cephes' expf (Moshier). ln 2 is subtracted in
 * two parts, so that r is exact to its last bits. 2ⁿ is multiplied in as two halves: each is a normal number, so results
 * below 1e-38 are denormal and correctly rounded, and those above the largest float are infinite.
 */
@inline
export function expLanes(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, splat(89)), splat(-104));
  // Adding 1.5·2²³ rounds to a whole number, and leaves that number in the low bits.
  const shifted = f32x4.add(f32x4.mul(x, splat(1.44269504088896341)), splat(12582912));
  const n = f32x4.sub(shifted, splat(12582912));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(0.693359375))), f32x4.mul(n, splat(-2.12194440e-4)));
  let p = step(splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = step(p, r, 8.3334519073e-3);
  p = step(p, r, 4.1665795894e-2);
  p = step(p, r, 1.6666665459e-1);
  p = step(p, r, 5.0000001201e-1);
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1));
  const whole = i32x4.sub(shifted, i32x4.splat(0x4b400000));
  const first = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(first)), powerOfTwo(i32x4.sub(whole, first)));
}

/** 2ⁿ for −126 ≤ n ≤ 127, built from its bits. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * ln x = e·ln 2 + ln m with x = 2ᵉ·m and √½ ≤ m < √2, the polynomial of Cephes' logf (Moshier).
 * ln 0 = −∞, ln of less is NaN, ln ∞ = ∞.
 */
@inline
export function logLanes(x: v128): v128 {
  // A denormal is made normal first: its exponent field would say nothing.
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126)));
  e = f32x4.sub(e, v128.and(splat(23), tiny));
  const half = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), splat(0.5));
  const low = f32x4.lt(half, splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(splat(1), low));
  const m = f32x4.sub(f32x4.add(half, v128.and(half, low)), splat(1));

  const s = f32x4.mul(m, m);
  let p = step(splat(7.0376836292e-2), m, -1.1514610310e-1);
  p = step(p, m, 1.1676998740e-1);
  p = step(p, m, -1.2420140846e-1);
  p = step(p, m, 1.4249322787e-1);
  p = step(p, m, -1.6668057665e-1);
  p = step(p, m, 2.0000714765e-1);
  p = step(p, m, -2.4999993993e-1);
  p = step(p, m, 3.3333331174e-1);
  let y = f32x4.mul(f32x4.mul(p, m), s);
  y = f32x4.add(y, f32x4.mul(e, splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(s, splat(0.5)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, splat(0.693359375)));

  // What the exponent arithmetic got wrong: +∞ and NaN stand for themselves, 0 gives −∞, less than 0 gives NaN.
  y = v128.bitselect(y, x, f32x4.lt(x, splat(f32.POSITIVE_INFINITY)));
  y = v128.bitselect(splat(f32.NEGATIVE_INFINITY), y, f32x4.eq(x, splat(0)));
  return v128.bitselect(splat(f32.NaN), y, f32x4.lt(x, splat(0)));
}

/** ln of one float, by the same operations. */
export function logOne(x: f32): f32 {
  return f32x4.extract_lane(logLanes(f32x4.splat(x)), 0);
}

/** The largest of four lanes; a NaN may or may not win. */
@inline
export function maxOfLanes(v: v128): f32 {
  const a = f32x4.extract_lane(v, 0);
  const b = f32x4.extract_lane(v, 1);
  const c = f32x4.extract_lane(v, 2);
  const d = f32x4.extract_lane(v, 3);
  const low = a < b ? b : a;
  const high = c < d ? d : c;
  return low < high ? high : low;
}
