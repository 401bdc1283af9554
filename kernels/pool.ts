// The largest number of each window of images [B, H, W, C], channel by channel, four channels at a time.

import { V, floats, loadSome, storeSome, zeroRow } from './lanes';

/**
 * y [B, H', W', C] = the largest of each window of size × size; `indices` (int32, not written when 0) = which pixel of
 * the image it is, h·W + w. The first of equal ones; the first NaN, if there is one.
 */
export function maxPool(
  x: usize, y: usize, indices: usize, batch: i32, height: i32, width: i32, channels: i32, size: i32, stride: i32,
): void {
  const down = (height - size) / stride + 1;
  const across = (width - size) / stride + 1;
  const pixel = floats(channels);
  const line = floats(width * channels);
  for (; batch > 0; batch--) {
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        const first = i * stride * width + j * stride;
        const corner = x + floats(first * channels);
        let at: usize = 0;
        for (let n = channels; n > 0; n -= 4) {
          let best = loadSome(corner + at, n);
          let chosen = i32x4.splat(first);
          for (let u = 0; u < size; u++) {
            let from = corner + at + line * <usize>u;
            for (let v = 0; v < size; v++) {
              const value = loadSome(from, n);
              // Larger, or NaN, and what is best so far is a number.
              const better = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
              best = v128.bitselect(value, best, better);
              chosen = v128.bitselect(i32x4.splat(first + u * width + v), chosen, better);
              from += pixel;
            }
          }
          storeSome(y + at, best, n);
          if (indices != 0) storeSome(indices + at, chosen, n);
          at += V;
        }
        y += pixel;
        if (indices != 0) indices += pixel;
      }
    }
    x += line * <usize>height;
  }
}

/** dx[b, indices[b, i, j, c], c] += dy[b, i, j, c], from 0, in the order of dy. */
export function maxPoolGrad(
  indices: usize, dy: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32, size: i32, stride: i32,
): void {
  const down = (height - size) / stride + 1;
  const across = (width - size) / stride + 1;
  const pixel = floats(channels);
  const line = floats(width * channels);
  const disjoint = stride >= size;
  const covers = stride == size && down * size == height && across * size == width;
  for (; batch > 0; batch--) {
    if (!covers) zeroRow(dx, height * width * channels);
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        const first = i * stride * width + j * stride;
        const corner = dx + floats(first * channels);
        let at: usize = 0;
        for (let n = channels; n > 0; n -= 4) {
          const chosen = loadSome(indices + at, n);
          const gradient = loadSome(dy + at, n);
          for (let u = 0; u < size; u++) {
            let to = corner + at + line * <usize>u;
            for (let v = 0; v < size; v++) {
              const here = i32x4.eq(chosen, i32x4.splat(first + u * width + v));
              const part = v128.and(gradient, here);
              storeSome(to, disjoint ? part : f32x4.add(loadSome(to, n), part), n);
              to += pixel;
            }
          }
          at += V;
        }
        indices += pixel;
        dy += pixel;
      }
    }
    dx += line * <usize>height;
  }
}
