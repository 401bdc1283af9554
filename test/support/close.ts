import { expect } from 'vitest';

/**
 * Holds numbers to expected ones: |found − wanted| ≤ tolerance · max(1, |wanted|), one by one; NaN must meet NaN and an
 * infinity the same one. Reports the worst.
 */
export function expectClose(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  what = 'numbers',
): void {
  expect(found.length, `count of ${what}`).toBe(wanted.length);
  let worst = 0;
  let at = -1;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [found[i]!, wanted[i]!];
    if (Object.is(a, b)) continue;
    const error = Math.abs(a - b) / Math.max(1, Math.abs(b));
    if (!(error <= worst)) [worst, at] = [Number.isNaN(error) ? Infinity : error, i];
  }
  const where = at < 0 ? '' : `: number ${at} is ${found[at]} and should be ${wanted[at]}`;
  expect(worst, `largest deviation of ${what}${where}`).toBeLessThanOrEqual(tolerance);
}

/** The bits of float32 or float64 numbers, for comparisons that tell −0 from 0 and one NaN from another. */
export function bits(numbers: ArrayLike<number>): string {
  const floats = numbers instanceof Float64Array ? numbers : Float32Array.from(numbers);
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString('hex');
}
