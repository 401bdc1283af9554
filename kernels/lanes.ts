// Reading and writing rows whose length is no multiple of four lanes.
//
// The last one to three elements of a row are computed by the very same vector code on a register padded with zeros,
// so the bits of an element never depend on where in its row, or in which lane, it stands. Nothing outside of the
// row is read or written.

/** Bytes of one float. */
export const F: usize = 4;
/** Bytes of one vector register. */
export const V: usize = 16;

/** The bytes of `count` floats. */
@inline
export function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** The `count` (1 to 3) floats at p, then zeros. */
@inline
export function loadTail(p: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(p);
  const pair = v128.load64_zero(p);
  if (count == 2) return pair;
  return v128.load32_lane(p, pair, 2, 8);
}

/** The first `count` (1 to 3) lanes of v to p. */
@inline
export function storeTail(p: usize, v: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(p, v, 0);
    return;
  }
  v128.store64_lane(p, v, 0);
  if (count == 3) v128.store32_lane(p, v, 2, 8);
}

/** Four floats at p, or the `count` that are left of the row. */
@inline
export function loadSome(p: usize, count: i32): v128 {
  if (count >= 4) return v128.load(p);
  return loadTail(p, count);
}

@inline
export function storeSome(p: usize, v: v128, count: i32): void {
  if (count >= 4) v128.store(p, v);
  else storeTail(p, v, count);
}

/** Whether row b still has a step t; `lengths` 0 means that every row is full. */
@inline
export function isActive(lengths: usize, b: i32, t: i32): bool {
  return lengths == 0 || t < load<i32>(lengths + (<usize>b << 2));
}

/** n zeros from p on. */
export function zeroRow(p: usize, n: i32): void {
  const end = p + ((<usize>n) << 2);
  const zero = f32x4.splat(0);
  for (; p + V <= end; p += V) v128.store(p, zero);
  for (; p < end; p += F) store<f32>(p, 0);
}

/** `at` bytes into an optional buffer; none stays none. */
@inline
export function optional(p: usize, at: usize): usize {
  return p != 0 ? p + at : 0;
}

/** The four floats at each of four addresses, written as columns: four rows `pitch` bytes apart. */
@inline
export function transposeBlock(x: usize, x1: usize, x2: usize, x3: usize, to: usize, pitch: usize): void {
  const a = v128.load(x);
  const b = v128.load(x1);
  const c = v128.load(x2);
  const d = v128.load(x3);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(abLow, cdLow, 0, 2));
  v128.store(to + pitch, v128.shuffle<f64>(abLow, cdLow, 1, 3));
  v128.store(to + pitch * 2, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
  v128.store(to + pitch * 3, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
}

/**
 * Numbers below 2⁻⁸⁰ as 0, NaN as it is. A gradient that comes back over hundreds of steps shrinks to numbers that have no
 * leading digit any more (below 2⁻¹²⁶), with which processors compute a hundred times slower, and nothing is learnt of.
 */
@inline
export function withoutVanished(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), f32x4.splat(8.271806125530277e-25)));
}
