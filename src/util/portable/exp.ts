import { LN2_HIGH, LN2_LOW, scaleByPower } from './bits.ts';

/** e^(x + tail), where tail is a correction too small to be part of x. */
export function expOfSum(x: number, tail: number): number {
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
