// The per-element hash of src/util/random.ts (`hash32`), four elements at once: a mask is a pure function of seed and
// index, so it needs no state and is the same on every backend.

import { V, storeTail } from './lanes';

@inline
function finalise(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** y[i] = u(i) < keep ? 1/keep : 0, u(i) = hash32(seed, i) / 2³². */
export function dropoutMask(seed: i32, keep: f64, y: usize, n: i32): void {
  // u < keep just when the hash is below ⌈keep·2³²⌉; from 2³² on that holds for all.
  const bound = Math.ceil(keep * 4294967296);
  const limit = i32x4.splat(<i32>(<u32>(bound >= 4294967296 ? 0 : bound)));
  const all = i32x4.splat(bound >= 4294967296 ? -1 : 0);
  const value = f32x4.splat(<f32>(1 / keep));
  const key = i32x4.splat(seed);
  let index = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(0x9e3779b9));
  const four = i32x4.splat(4);
  for (; n >= 4; n -= 4) {
    v128.store(y, maskLanes(index, key, limit, all, value));
    index = i32x4.add(index, four);
    y += V;
  }
  if (n > 0) storeTail(y, maskLanes(index, key, limit, all, value), n);
}

@inline
function maskLanes(index: v128, key: v128, limit: v128, all: v128, value: v128): v128 {
  const hash = finalise(v128.xor(finalise(index), key));
  return v128.and(value, v128.or(i32x4.lt_u(hash, limit), all));
}
