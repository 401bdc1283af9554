import { LN2_HIGH, LN2_LOW, split } from './bits.ts';
import { expOfSum } from './exp.ts';
import { logTail } from './log.ts';

/** a·b − (a·b rounded), exactly (Dekker 1971); |a|, |b| < 2^990. */
function productError(a: number, b: number, product: number): number {
  const ca = 134217729 * a;
  const aHigh = ca - (ca - a);
  const aLow = a - aHigh;
  const cb = 134217729 * b;
  const bHigh = cb - (cb - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** x^y, with the special cases of ECMAScript's `**` (so 1^NaN and 1^∞ are NaN). Whole powers that a float64 can hold are exact. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(x);
  const isWhole = Math.floor(y) === y; // infinity counts as whole, and as even
  const isOdd = isWhole && Math.abs(y) < 9007199254740992 && Math.abs(y) % 2 === 1;
  const negative = isOdd && (x < 0 || Object.is(x, -0));
  if (size === 1 && Math.abs(y) === Infinity) return NaN;
  if (size === 0 || size === Infinity || Math.abs(y) === Infinity) {
    const grows = size > 1 === y > 0;
    const result = grows ? Infinity : 0;
    return negative ? -result : result;
  }
  if (x < 0 && !isWhole) return NaN;
  const magnitude = powPositive(size, y);
  return negative ? -magnitude : magnitude;
}

/** pow for finite x > 0 and finite y ≠ 0. */
function powPositive(x: number, y: number): number {
  if (x === 1) return 1;
  if (Math.floor(x) === x && Math.floor(y) === y && Math.abs(y) <= 53) {
    const whole = wholePower(x, Math.abs(y));
    if (whole <= 9007199254740992) return y > 0 ? whole : 1 / whole;
  }
  // From here on the answer is 0, 1 or infinity: |ln x| ≥ 2^-53 unless x is 1.
  if (Math.abs(y) > 1e19) return x > 1 === y > 0 ? Infinity : 0;
  // ln x in twice the precision, as high + low, for y may multiply its error by hundreds.
  const { m, k } = split(x);
  const f = m - 1;
  const d = m + 1;
  const dLow = m - (d - 1);
  const s = f / d;
  const p = s * d;
  const sLow = (f - p - productError(s, d, p) - s * dLow) / d;
  const small = 2 * sLow + s * logTail(s * s);
  const kHigh = k * LN2_HIGH;
  const first = kHigh + 2 * s; // |kHigh| ≥ 0.69 > |2s| unless k is 0
  const firstError = kHigh - first + 2 * s;
  const rest = firstError + small + k * LN2_LOW;
  const high = first + rest;
  const low = first - high + rest;
  const product = y * high;
  if (Math.abs(product) > 800) return product > 0 ? Infinity : 0;
  return expOfSum(product, productError(y, high, product) + y * low);
}

/** x^n by squaring, n a whole number above 0. */
function wholePower(x: number, n: number): number {
  let result = 1;
  for (let square = x, left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
