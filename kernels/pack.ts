// How the operands of a product are laid out for the micro-kernels of gemm.ts.
//
// B [k, n] becomes panels of 8 columns: panel p holds, for each k, columns 8p to 8p+7, so that a kernel reads it from
// front to back. The last panel is padded with zeros. A [m, k] becomes strips of 4 rows: for each k, four rows.

import { floats, transposeBlock } from './lanes';

/** Columns of a panel of B. */
export const PANEL: i32 = 8;
/** Rows of a strip of A. */
export const STRIP: i32 = 4;

/** Lays op(B) [k, n] out in panels of k·8 floats. */
export function packB(transB: i32, n: i32, k: i32, b: usize, ldb: i32, to: usize): void {
  if (transB) packRows(n, k, b, floats(ldb), to);
  else packColumns(n, k, b, floats(ldb), to);
}

/** B stored [k, n]: 16 columns, which is one cache line, at a time. */
@inline
function packColumns(n: i32, k: i32, b: usize, ld: usize, to: usize): void {
  const panelBytes = (<usize>k) << 5;
  for (; n >= 16; n -= 16) {
    let from = b;
    let left = to;
    let right = to + panelBytes;
    for (let i = 0; i < k; i++) {
      v128.store(left, v128.load(from));
      v128.store(left, v128.load(from, 16), 16);
      v128.store(right, v128.load(from, 32));
      v128.store(right, v128.load(from, 48), 16);
      from += ld;
      left += 32;
      right += 32;
    }
    b += 64;
    to += panelBytes * 2;
  }
  if (n >= 8) {
    let from = b;
    for (let i = 0; i < k; i++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += ld;
      to += 32;
    }
    b += 32;
    n -= 8;
  }
  if (n > 0) packEdge(n, k, b, ld, 4, to);
}

/** B stored [n, k]: each panel is the transpose of 8 rows. */
@inline
function packRows(n: i32, k: i32, b: usize, ld: usize, to: usize): void {
  for (; n >= 8; n -= 8) {
    transposeFour(k, b, ld, to, 32);
    transposeFour(k, b + ld * 4, ld, to + 16, 32);
    b += ld * 8;
    to += (<usize>k) << 5;
  }
  if (n > 0) packEdge(n, k, b, 4, ld, to);
}

/** The last panel, of n < 8 columns: element (i, j) lies at b + i·byK + j·byN. */
function packEdge(n: i32, k: i32, b: usize, byK: usize, byN: usize, to: usize): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < k; i++) {
    let from = b;
    v128.store(to, zero);
    v128.store(to, zero, 16);
    for (let j = 0; j < n; j++) {
      store<f32>(to + floats(j), load<f32>(from));
      from += byN;
    }
    b += byK;
    to += 32;
  }
}

/** Four rows of k floats, `ld` bytes apart, written as k groups of four, `pitch` bytes apart. */
@inline
function transposeFour(k: i32, x: usize, ld: usize, to: usize, pitch: usize): void {
  let x1 = x + ld;
  let x2 = x1 + ld;
  let x3 = x2 + ld;
  let n = k;
  for (; n >= 4; n -= 4) {
    transposeBlock(x, x1, x2, x3, to, pitch);
    x += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    to += pitch * 4;
  }
  for (; n > 0; n--) {
    store<f32>(to, load<f32>(x));
    store<f32>(to, load<f32>(x1), 4);
    store<f32>(to, load<f32>(x2), 8);
    store<f32>(to, load<f32>(x3), 12);
    x += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    to += pitch;
  }
}

/** Lays m rows (a multiple of 4) of op(A) [m, k] out in strips of k·4 floats. */
export function packA(transA: i32, m: i32, k: i32, a: usize, lda: i32, to: usize): void {
  const ld = floats(lda);
  const stripBytes = (<usize>k) << 4;
  if (!transA) {
    for (; m > 0; m -= 4) {
      transposeFour(k, a, ld, to, 16);
      a += ld * 4;
      to += stripBytes;
    }
    return;
  }
  // Stored [k, m]: 16 columns, which is one cache line, at a time.
  for (; m >= 16; m -= 16) {
    let from = a;
    let to0 = to;
    let to1 = to0 + stripBytes;
    let to2 = to1 + stripBytes;
    let to3 = to2 + stripBytes;
    for (let i = 0; i < k; i++) {
      v128.store(to0, v128.load(from));
      v128.store(to1, v128.load(from, 16));
      v128.store(to2, v128.load(from, 32));
      v128.store(to3, v128.load(from, 48));
      from += ld;
      to0 += 16;
      to1 += 16;
      to2 += 16;
      to3 += 16;
    }
    a += 64;
    to += stripBytes * 4;
  }
  for (; m > 0; m -= 4) {
    let from = a;
    for (let i = 0; i < k; i++) {
      v128.store(to, v128.load(from));
      from += ld;
      to += 16;
    }
    a += 16;
  }
}
