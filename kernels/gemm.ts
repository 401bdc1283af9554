// C [m, n] = (accumulate ? C : 0) + op(A) [m, k] · op(B) [k, n]
//
// Every element of C has one accumulator, which starts from C (or 0) and adds its products in ascending k with a
// separately rounded multiplication and addition; between blocks of k it waits in C. So the bits of a row depend on
// nothing but that row of A and on B: not on m, on blocks and tiles, nor on which of the kernels below was at work.
//
// Speed comes from the micro-kernel, which holds 4 × 8 elements of C in eight registers and reads A and B from front to
// back as pack.ts laid them out, and from blocks of k, m and n that keep what is read again in the caches. The k loop is
// deliberately not unrolled: the engine would run out of its 16 registers. Rows left over, and products of one row, go
// through kernels of 1 × 32 and 1 × 8 that read A where it lies.

import { F, floats } from './lanes';
import { PANEL, packA, packB } from './pack';

/** Products of k are added up in blocks of this many. */
const BLOCK_K: i32 = 512;
/** Rows of A packed at a time; a multiple of 4. */
const BLOCK_M: i32 = 128;
/** Columns of B packed at a time; a multiple of 8. */
const BLOCK_N: i32 = 1024;

/** Where packed blocks lie, and a tile for the edges of C; set once by `initialise`. */
let scratchA: usize = 0;
let scratchB: usize = 0;
let tile: usize = 0;

const BYTES_A: i32 = BLOCK_M * BLOCK_K * 4;
const BYTES_B: i32 = BLOCK_N * BLOCK_K * 4;
const BYTES_TILE: i32 = 128;

/** How many bytes of scratch memory the kernels need. */
export function scratchBytes(): i32 {
  return BYTES_A + BYTES_B + BYTES_TILE;
}

/** Tells the kernels where their scratch memory is; each thread has its own. */
export function initialise(scratch: usize): void {
  scratchB = scratch;
  scratchA = scratch + BYTES_B;
  tile = scratchA + BYTES_A;
}

export function packedSize(n: i32, k: i32): i32 {
  return ((n + PANEL - 1) & -PANEL) * k;
}

export function pack(transB: i32, n: i32, k: i32, b: usize, ldb: i32, packed: usize): void {
  packB(transB, n, k, b, ldb, packed);
}

export function gemmPacked(
  transA: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, packed: usize, c: usize, ldc: i32, accumulate: i32,
): void {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    if (!accumulate) zero(m, n, c, ldc);
    return;
  }
  multiplyPanels(transA, m, n, k, a, lda, packed, (<usize>k) << 5, c, ldc, accumulate);
}

export function gemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, accumulate: i32,
): void {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    if (!accumulate) zero(m, n, c, ldc);
    return;
  }
  if (n == 1 && ldc == 1 && m > 1) {
    // A column that is stored without gaps is also a row: Cᵀ = op(B)ᵀ·op(A)ᵀ wastes no lanes.
    gemm(<i32>!transB, <i32>!transA, 1, m, k, b, ldb, a, lda, c, m, accumulate);
    return;
  }
  if (m < 4 && !transB) {
    multiplyInPlace(transA, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
    return;
  }
  const aByK = transA ? floats(lda) : F;
  const bByK = transB ? F : floats(ldb);
  const bByN = transB ? floats(ldb) : F;
  for (let j = 0; j < n; j += BLOCK_N) {
    const cols = min(BLOCK_N, n - j);
    for (let p = 0; p < k; p += BLOCK_K) {
      const depth = min(BLOCK_K, k - p);
      packB(transB, cols, depth, b + <usize>j * bByN + <usize>p * bByK, ldb, scratchB);
      multiplyPanels(
        transA, m, cols, depth, a + <usize>p * aByK, lda, scratchB, (<usize>depth) << 5,
        c + floats(j), ldc, accumulate | <i32>(p > 0),
      );
    }
  }
}

@inline
function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** A product without terms. */
function zero(m: i32, n: i32, c: usize, ldc: i32): void {
  for (; m > 0; m--) {
    memory.fill(c, 0, floats(n));
    c += floats(ldc);
  }
}

/** The product with a B in panels, `panelBytes` apart. */
function multiplyPanels(
  transA: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, panelBytes: usize,
  c: usize, ldc: i32, accumulate: i32,
): void {
  const aByM = transA ? F : floats(lda);
  const aByK = transA ? floats(lda) : F;
  const whole = m & ~3;
  for (let p = 0; p < k; p += BLOCK_K) {
    const depth = min(BLOCK_K, k - p);
    const from = b + ((<usize>p) << 5);
    const add = accumulate | <i32>(p > 0);
    for (let i = 0; i < whole; i += BLOCK_M) {
      const rows = min(BLOCK_M, whole - i);
      packA(transA, rows, depth, a + <usize>i * aByM + <usize>p * aByK, lda, scratchA);
      multiplyStrips(rows, n, depth, from, panelBytes, c + floats(i * ldc), floats(ldc), add);
    }
    for (let i = whole; i < m; i++) {
      multiplyRow(n, depth, a + <usize>i * aByM + <usize>p * aByK, aByK, from, panelBytes, c + floats(i * ldc), add);
    }
  }
}

/** The packed strips of A times all panels; panel by panel, so that a panel stays in the first cache. */
@inline
function multiplyStrips(m: i32, n: i32, k: i32, b: usize, panelBytes: usize, c: usize, ldc: usize, add: i32): void {
  const stripBytes = (<usize>k) << 4;
  for (; n >= PANEL; n -= PANEL) {
    let a = scratchA;
    let to = c;
    for (let i = 0; i < m; i += 4) {
      kernel4x8(k, a, b, to, ldc, add);
      a += stripBytes;
      to += ldc * 4;
    }
    b += panelBytes;
    c += 32;
  }
  if (n <= 0) return;
  let a = scratchA;
  for (let i = 0; i < m; i += 4) {
    if (add) copyTile(4, n, c, ldc, tile, 32);
    kernel4x8(k, a, b, tile, 32, add);
    copyTile(4, n, tile, 32, c, ldc);
    a += stripBytes;
    c += ldc * 4;
  }
}

/** m rows of n < 8 floats. */
function copyTile(m: i32, n: i32, x: usize, ldx: usize, y: usize, ldy: usize): void {
  for (; m > 0; m--) {
    for (let j = 0; j < n; j++) store<f32>(y + floats(j), load<f32>(x + floats(j)));
    x += ldx;
    y += ldy;
  }
}

/** C [4, 8] from a strip of A and a panel of B. */
function kernel4x8(k: i32, a: usize, b: usize, c: usize, ldc: usize, add: i32): void {
  const row1 = c + ldc;
  const row2 = row1 + ldc;
  const row3 = row2 + ldc;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  if (add) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(row1);
    c11 = v128.load(row1, 16);
    c20 = v128.load(row2);
    c21 = v128.load(row2, 16);
    c30 = v128.load(row3);
    c31 = v128.load(row3, 16);
  }
  for (const end = a + ((<usize>k) << 4); a < end; a += 16) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
}

/** One row of C from one row of A, whose elements lie `aByK` bytes apart, and panels of B. */
function multiplyRow(n: i32, k: i32, a: usize, aByK: usize, b: usize, panelBytes: usize, c: usize, add: i32): void {
  for (; n >= 32; n -= 32) {
    kernel1x32(k, a, aByK, b, b + panelBytes, b + panelBytes * 2, b + panelBytes * 3, 32, c, add);
    b += panelBytes * 4;
    c += 128;
  }
  for (; n >= 8; n -= 8) {
    kernel1x8(k, a, aByK, b, 32, c, add);
    b += panelBytes;
    c += 32;
  }
  if (n <= 0) return;
  if (add) copyTile(1, n, c, 0, tile, 0);
  kernel1x8(k, a, aByK, b, 32, tile, add);
  copyTile(1, n, tile, 0, c, 0);
}

/** A few rows times a B stored [k, n], read where it lies: packing it would cost more than the product. */
function multiplyInPlace(
  transA: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, add: i32,
): void {
  const aByM = transA ? F : floats(lda);
  const aByK = transA ? floats(lda) : F;
  const bByK = floats(ldb);
  for (; m > 0; m--) {
    let left = n;
    let from = b;
    let to = c;
    for (; left >= 32; left -= 32) {
      kernel1x32(k, a, aByK, from, from + 32, from + 64, from + 96, bByK, to, add);
      from += 128;
      to += 128;
    }
    for (; left >= 8; left -= 8) {
      kernel1x8(k, a, aByK, from, bByK, to, add);
      from += 32;
      to += 32;
    }
    for (; left > 0; left--) {
      kernel1x1(k, a, aByK, from, bByK, to, add);
      from += 4;
      to += 4;
    }
    a += aByM;
    c += floats(ldc);
  }
}

/** C [1, 32]; B as four groups of 8 columns, each `bByK` bytes from k to k. */
function kernel1x32(
  k: i32, a: usize, aByK: usize, b0: usize, b1: usize, b2: usize, b3: usize, bByK: usize, c: usize, add: i32,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  if (add) {
    c0 = v128.load(c);
    c1 = v128.load(c, 16);
    c2 = v128.load(c, 32);
    c3 = v128.load(c, 48);
    c4 = v128.load(c, 64);
    c5 = v128.load(c, 80);
    c6 = v128.load(c, 96);
    c7 = v128.load(c, 112);
  }
  for (; k > 0; k--) {
    const x = v128.load32_splat(a);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(b0)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(b0, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(b1)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(b1, 16)));
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(b2)));
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(b2, 16)));
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(b3)));
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(b3, 16)));
    a += aByK;
    b0 += bByK;
    b1 += bByK;
    b2 += bByK;
    b3 += bByK;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, c4, 64);
  v128.store(c, c5, 80);
  v128.store(c, c6, 96);
  v128.store(c, c7, 112);
}

/** C [1, 8] */
function kernel1x8(k: i32, a: usize, aByK: usize, b: usize, bByK: usize, c: usize, add: i32): void {
  let c0 = add ? v128.load(c) : f32x4.splat(0);
  let c1 = add ? v128.load(c, 16) : f32x4.splat(0);
  for (; k > 0; k--) {
    const x = v128.load32_splat(a);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(b)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(b, 16)));
    a += aByK;
    b += bByK;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/** C [1, 1] */
function kernel1x1(k: i32, a: usize, aByK: usize, b: usize, bByK: usize, c: usize, add: i32): void {
  let sum: f32 = add ? load<f32>(c) : 0;
  for (; k > 0; k--) {
    sum += load<f32>(a) * load<f32>(b);
    a += aByK;
    b += bByK;
  }
  store<f32>(c, sum);
}
