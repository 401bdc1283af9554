// Moving floats: filling, copying, strided views, and rows by their index (embeddings).

import { F, V, floats, loadTail, storeTail, zeroRow, transposeBlock } from './lanes';

/** Below this many floats a loop beats the engine's call for a bulk copy. */
const BULK = 128;

export function fill(value: f32, y: usize, n: i32): void {
  const v = f32x4.splat(value);
  for (; n >= 4; n -= 4) {
    v128.store(y, v);
    y += V;
  }
  if (n > 0) storeTail(y, v, n);
}

export function copy(x: usize, y: usize, n: i32): void {
  if (n >= BULK) {
    memory.copy(y, x, floats(n));
    return;
  }
  for (; n >= 4; n -= 4) {
    v128.store(y, v128.load(x));
    x += V;
    y += V;
  }
  if (n > 0) storeTail(y, loadTail(x, n), n);
}

/** y[i,:] = x[i,:]; ldx = 0 repeats one row. */
export function copyRows(x: usize, ldx: i32, y: usize, ldy: i32, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    copy(x, y, cols);
    x += floats(ldx);
    y += floats(ldy);
  }
}

/** y (contiguous, [d0,d1,d2,d3]) = x read with strides s0…s3, in elements, of any sign. */
export function stridedCopy(
  x: usize, y: usize, d0: i32, d1: i32, d2: i32, d3: i32, s0: i32, s1: i32, s2: i32, s3: i32,
): void {
  if (d3 <= 0) return;
  for (let i0 = 0; i0 < d0; i0++) {
    for (let i1 = 0; i1 < d1; i1++) {
      for (let i2 = 0; i2 < d2; i2++) {
        const from = x + floats(i0 * s0 + i1 * s1 + i2 * s2);
        if (s2 == 1 && d2 - i2 >= 4 && s3 != 1) {
          transposeFour(from, floats(s3), y, d3);
          i2 += 3;
          y += floats(d3) * 3;
        } else if (s3 == 1) copy(from, y, d3);
        else gatherStrided(from, s3, y, d3);
        y += floats(d3);
      }
    }
  }
}

/** Four neighbouring columns of n rows, `ld` bytes apart, written as four rows of n floats. */
@inline
function transposeFour(x: usize, ld: usize, y: usize, n: i32): void {
  const row = floats(n);
  let left = n;
  for (; left >= 4; left -= 4) {
    transposeBlock(x, x + ld, x + ld * 2, x + ld * 3, y, row);
    x += ld * 4;
    y += V;
  }
  for (; left > 0; left--) {
    for (let j: usize = 0; j < 4; j++) store<f32>(y + row * j, load<f32>(x + F * j));
    x += ld;
    y += F;
  }
}

@inline
function gatherStrided(x: usize, stride: i32, y: usize, n: i32): void {
  const step = floats(stride);
  for (; n > 0; n--) {
    store<f32>(y, load<f32>(x));
    x += step;
    y += F;
  }
}

/** y at strides s0…s3 += x (contiguous, [d0,d1,d2,d3]), in row-major order of x. */
export function stridedAdd(
  x: usize, y: usize, d0: i32, d1: i32, d2: i32, d3: i32, s0: i32, s1: i32, s2: i32, s3: i32,
): void {
  if (d3 <= 0) return;
  for (let i0 = 0; i0 < d0; i0++) {
    for (let i1 = 0; i1 < d1; i1++) {
      for (let i2 = 0; i2 < d2; i2++) {
        const to = y + floats(i0 * s0 + i1 * s1 + i2 * s2);
        if (s3 == 1) addRow(x, to, d3);
        else scatterStrided(x, to, s3, d3);
        x += floats(d3);
      }
    }
  }
}

@inline
function scatterStrided(x: usize, y: usize, stride: i32, n: i32): void {
  const step = floats(stride);
  for (; n > 0; n--) {
    store<f32>(y, load<f32>(y) + load<f32>(x));
    x += F;
    y += step;
  }
}

/** y += x */
function addRow(x: usize, y: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
    x += V;
    y += V;
  }
  if (n > 0) storeTail(y, f32x4.add(loadTail(y, n), loadTail(x, n)), n);
}

/** y[i,:] = table[ids[i],:]; a negative id gives a row of zeros. */
export function gatherRows(table: usize, ids: usize, y: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const id = load<i32>(ids);
    if (id < 0) zeroRow(y, cols);
    else copy(table + (<usize>id * <usize>cols << 2), y, cols);
    ids += 4;
    y += floats(cols);
  }
}

/** table[ids[i],:] += x[i,:] for ascending i; a negative id adds nothing. */
export function scatterAddRows(x: usize, ids: usize, table: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const id = load<i32>(ids);
    if (id >= 0) addRow(x, table + (<usize>id * <usize>cols << 2), cols);
    ids += 4;
    x += floats(cols);
  }
}

/** y[i,:] = x[i,:]·s[i] */
export function scaleRows(x: usize, s: usize, y: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    const factor = v128.load32_splat(s);
    let n = cols;
    for (; n >= 4; n -= 4) {
      v128.store(y, f32x4.mul(v128.load(x), factor));
      x += V;
      y += V;
    }
    if (n > 0) {
      storeTail(y, f32x4.mul(loadTail(x, n), factor), n);
      x += floats(n);
      y += floats(n);
    }
    s += F;
  }
}
