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
