// Patches of images [B, H, W, C] as rows of a matrix, so that a convolution is one product, and the way back.
//
// The pixels of a row of a patch lie side by side in the image, all channels of each: a run of kw·C floats is copied, or
// added, at a time. What lies outside of the image is 0.

import { F, V, floats, loadTail, storeTail, zeroRow } from './lanes';

/** How many windows of `kernel` fit along `extent` numbers with `padding` at both ends. */
@inline
function windows(extent: i32, kernel: i32, stride: i32, padding: i32): i32 {
  return (extent + 2 * padding - kernel) / stride + 1;
}

/** y[b·H'·W' + i·W' + j, (u·kw + v)·C + c] = x[b, i·stride + u − padding, j·stride + v − padding, c] */
export function im2col(
  x: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32, kh: i32, kw: i32, stride: i32, padding: i32,
): void {
  const down = windows(height, kh, stride, padding);
  const across = windows(width, kw, stride, padding);
  const run = kw * channels;
  const pixel = floats(channels);
  const line = floats(width * channels);
  for (; batch > 0; batch--) {
    for (let i = 0; i < down; i++) {
      const top = i * stride - padding;
      for (let j = 0; j < across; j++) {
        const left = j * stride - padding;
        const before = left < 0 ? min(-left, kw) : 0;
        const after = left + kw > width ? min(left + kw - width, kw - before) : 0;
        const within = (kw - before - after) * channels;
        for (let u = 0; u < kh; u++) {
          const h = top + u;
          if (h < 0 || h >= height) {
            zeroRow(y, run);
          } else {
            let to = y;
            if (before > 0) {
              zeroRow(to, before * channels);
              to += floats(before * channels);
            }
            copyRun(x + line * <usize>h + pixel * <usize>(left + before), to, within);
            if (after > 0) zeroRow(to + floats(within), after * channels);
          }
          y += floats(run);
        }
      }
    }
    x += line * <usize>height;
  }
}

/** dx = the sum of all that `im2col` would have copied from there to dy, row by row of dy. */
export function col2im(
  dy: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32, kh: i32, kw: i32, stride: i32, padding: i32,
): void {
  const down = windows(height, kh, stride, padding);
  const across = windows(width, kw, stride, padding);
  const run = kw * channels;
  const pixel = floats(channels);
  const line = floats(width * channels);
  for (; batch > 0; batch--) {
    zeroRow(dx, height * width * channels);
    for (let i = 0; i < down; i++) {
      const top = i * stride - padding;
      for (let j = 0; j < across; j++) {
        const left = j * stride - padding;
        const before = left < 0 ? min(-left, kw) : 0;
        const after = left + kw > width ? min(left + kw - width, kw - before) : 0;
        const within = (kw - before - after) * channels;
        for (let u = 0; u < kh; u++) {
          const h = top + u;
          if (h >= 0 && h < height)
            addRun(dy + floats(before * channels), dx + line * <usize>h + pixel * <usize>(left + before), within);
          dy += floats(run);
        }
      }
    }
    dx += line * <usize>height;
  }
}

@inline
function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** A short run. The last register overlaps the one before it, which a copy does not mind. */
@inline
function copyRun(x: usize, y: usize, n: i32): void {
  if (n < 4) {
    if (n > 0) storeTail(y, loadTail(x, n), n);
    return;
  }
  const last = floats(n) - V;
  for (let at: usize = 0; at < last; at += V) v128.store(y + at, v128.load(x + at));
  v128.store(y + last, v128.load(x + last));
}

/** y += x */
@inline
function addRun(x: usize, y: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
    x += V;
    y += V;
  }
  for (; n > 0; n--) {
    store<f32>(y, load<f32>(y) + load<f32>(x));
    x += F;
    y += F;
  }
}
