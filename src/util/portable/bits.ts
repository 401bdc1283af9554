const view = new Float64Array(1);
/** The same eight bytes as two words; which one is the high one depends on the machine. */
const words = new Uint32Array(view.buffer);
view[0] = 1;
const HIGH = words[0] === 0 ? 1 : 0;

export const LN2_HIGH = 6.9314718036912381649e-1; // its low 32 bits are zero, so that k·LN2_HIGH is exact
export const LN2_LOW = 1.90821492927058770002e-10;

/** 2^k as a float64 for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return view[0]!;
}

/** x·2^k, right also where the result is subnormal or infinite. */
export function scaleByPower(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023));
  if (k < -1022) return x * powerOfTwo(Math.max(k + 1000, -1022)) * powerOfTwo(-1000);
  return x * powerOfTwo(k);
}

/** x = m·2^k with m in [√½, √2); x is positive and finite. */
export function split(x: number): { m: number; k: number } {
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
