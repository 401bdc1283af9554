/**
 * Transcendental functions that give the same bits on every engine.
 *
 * ECMAScript leaves the last bits of `Math.exp`, `Math.pow`, `**` … to the engine, and engines differ. These use only
 * operations that IEEE 754 rounds correctly (+ − × ÷, sqrt, floor) and bit views, so that initial weights, schedules and
 * bias corrections are the same in Node, Chromium and Safari. The polynomials and their constants are those of fdlibm
 * (Sun Microsystems 1993, freely usable with this notice); errors stay below about one unit in the last place.
 */

const view = new Float64Array(1);
/** The same eight bytes as two words; which one is the high one depends on the machine. */
const words = new Uint32Array(view.buffer);
view[0] = 1;
const HIGH = words[0] === 0 ? 1 : 0;

const LN2_HIGH = 6.9314718036912381649e-1; // its low 32 bits are zero, so that k·LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10;

/** 2^k as a float64 for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return view[0]!;
}

/** x·2^k, right also where the result is subnormal or infinite. */
function scaleByPower(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023));
  if (k < -1022) return x * powerOfTwo(Math.max(k + 1000, -1022)) * powerOfTwo(-1000);
  return x * powerOfTwo(k);
}

/** x = m·2^k with m in [√½, √2); x is positive and finite. */
function split(x: number): { m: number; k: number } {
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54: subnormal numbers have no exponent of their own
    k = -54;
  }
  view[0] = x;
  k += (words[HIGH]! >>> 20) - 1023;
  words[HIGH] = (words[HIGH]! & 0xfffff) | 0x3ff00000;
  let m = view[0];
  if (m >= Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  return { m, k };
}

/** e^(x + tail), where tail is a correction too small to be part of x. */
function expOfSum(x: number, tail: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(Math.LOG2E * x + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW - tail;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  return scaleByPower(1 - (low - (r * c) / (2 - c) - high), k);
}

/** e^x */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** R(s²) where ln(1+f) = 2s + s·R(s²) and s = f/(2+f). */
function logTail(z: number): number {
  return (
    z *
    (6.66666666666673513e-1 +
      z *
        (3.999999999940941908e-1 +
          z *
            (2.857142874366239149e-1 +
              z *
                (2.222219843214978396e-1 +
                  z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860511658591e-1))))))
  );
}

/** The natural logarithm: −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const { m, k } = split(x);
  const f = m - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + logTail(s * s)) + k * LN2_LOW) - f);
}

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

/** x − quadrant·π/2 as high + low, |high| ≤ π/4 or a little more. */
function reduceAngle(x: number): { quadrant: number; high: number; low: number } {
  if (Math.abs(x) > 1647099) return reduceHugeAngle(x);
  const n = Math.floor(x * 6.36619772367581382433e-1 + 0.5);
  // π/2 in three parts of 33 bits and a rest: n has at most 20 bits, so these products are exact.
  const a = x - n * 1.57079632673412561417;
  const second = n * 6.0771005063039659766e-11;
  const b = a - second;
  const back = b - a;
  const error = a - (b - back) - (second + back); // exact (Knuth's two-sum)
  const rest = error - n * 2.0222662487111664558e-21 - n * 8.47842766036889956997e-32;
  const high = b + rest;
  return { quadrant: n & 3, high, low: b - high + rest };
}

let halfPi: bigint | undefined;
const HALF_PI_BITS = 1200n;

/** Far from zero the remainder needs hundreds of digits of π; rare enough for whole numbers of any length. */
function reduceHugeAngle(x: number): { quadrant: number; high: number; low: number } {
  halfPi ??= 2n * (4n * inverseTangent(5n) - inverseTangent(239n)); // Machin 1706
  const size = Math.abs(x);
  // x·2^32 is whole, since |x| > 2^20 leaves 32 bits behind the point.
  const scaled =
    size < 9007199254740992 ? BigInt(size * 4294967296) << (HALF_PI_BITS - 32n) : BigInt(size) << HALF_PI_BITS;
  let quotient = scaled / halfPi;
  let remainder = scaled - quotient * halfPi;
  if (2n * remainder > halfPi) {
    quotient += 1n;
    remainder -= halfPi;
  }
  const high = Number(remainder >> (HALF_PI_BITS - 256n)) / 1.157920892373162e77; // 2^256
  const quadrant = Number(quotient & 3n);
  return x < 0 ? { quadrant: (4 - quadrant) & 3, high: -high, low: 0 } : { quadrant, high, low: 0 };
}

/** arctan(1/n)·2^1200 */
function inverseTangent(n: bigint): bigint {
  let sum = 0n;
  let sign = 1n;
  for (let power = (1n << HALF_PI_BITS) / n, odd = 1n; power > 0n; power /= n * n, odd += 2n, sign = -sign)
    sum += (sign * power) / odd;
  return sum;
}

/** sin(x + tail), |x| ≤ π/4 */
function sineNearZero(x: number, tail: number): number {
  const z = x * x;
  const v = z * x;
  const r =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x - (z * (0.5 * tail - v * r) - tail - v * -1.66666666666666324348e-1);
}

/** cos(x + tail), |x| ≤ π/4 */
function cosineNearZero(x: number, tail: number): number {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * tail));
}

/** The sine of x radians; NaN for an infinity. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Math.abs(x) < 1e-8) return x; // keeps −0, and x³/6 is below half a unit in the last place
  const { quadrant, high, low } = reduceAngle(x);
  const size = quadrant % 2 === 0 ? sineNearZero(high, low) : cosineNearZero(high, low);
  return quadrant < 2 ? size : -size;
}

/** The cosine of x radians; NaN for an infinity. */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quadrant, high, low } = reduceAngle(x);
  const size = quadrant % 2 === 0 ? cosineNearZero(high, low) : sineNearZero(high, low);
  return quadrant === 0 || quadrant === 3 ? size : -size;
}

/** The hyperbolic tangent. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.5) {
    // Lambert's continued fraction: 1 − 2/(e^2x + 1) would cancel here.
    const z = x * x;
    return x / (1 + z / (3 + z / (5 + z / (7 + z / (9 + z / (11 + z / (13 + z / 15)))))));
  }
  const result = 1 - 2 / (exp(2 * size) + 1);
  return x < 0 ? -result : result;
}

/** The logistic function 1/(1 + e^−x). */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}
