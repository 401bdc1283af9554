import type { Kernels } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

/** How many windows of `size` fit along `extent` numbers with `padding` at both ends. */
function windows(extent: number, size: number, stride: number, padding = 0): number {
  return Math.floor((extent + 2 * padding - size) / stride) + 1;
}

/** Patches and pools of images [B, H, W, C]. */
export function convolutionKernels(
  memory: ReferenceMemory,
): Pick<Kernels, 'im2col' | 'col2im' | 'maxPool' | 'maxPoolGrad'> {
  /** Calls `visit` for each number of the patches, in row-major order, with its place in the images; −1 outside of them. */
  const walk = (
    [batch, height, width, channels, kh, kw, stride, padding]: readonly number[] & { length: 8 },
    visit: (i: number, at: number) => void,
  ): void => {
    const [down, across] = [windows(height!, kh!, stride!, padding), windows(width!, kw!, stride!, padding)];
    let n = 0;
    for (let b = 0; b < batch!; b++)
      for (let i = 0; i < down; i++)
        for (let j = 0; j < across; j++)
          for (let u = 0; u < kh!; u++)
            for (let v = 0; v < kw!; v++) {
              const [h, w] = [i * stride! + u - padding!, j * stride! + v - padding!];
              const inside = h >= 0 && h < height! && w >= 0 && w < width!;
              for (let c = 0; c < channels!; c++)
                visit(n++, inside ? ((b * height! + h) * width! + w) * channels! + c : -1);
            }
  };

  return {
    im2col(x, y, ...sizes) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      walk(sizes, (i, at) => {
        f[y0 + i] = at < 0 ? 0 : f[x0 + at]!;
      });
    },

    col2im(dy, dx, ...sizes) {
      const f = memory.floats;
      const [dy0, dx0] = [memory.float(dy), memory.float(dx)];
      const [batch, height, width, channels] = sizes;
      f.fill(0, dx0, dx0 + batch * height * width * channels);
      walk(sizes, (i, at) => {
        if (at >= 0) f[dx0 + at]! += f[dy0 + i]!;
      });
    },

    maxPool(x, y, indices, batch, height, width, channels, size, stride) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      const [down, across] = [windows(height, size, stride), windows(width, size, stride)];
      let n = 0;
      for (let b = 0; b < batch; b++)
        for (let i = 0; i < down; i++)
          for (let j = 0; j < across; j++)
            for (let c = 0; c < channels; c++) {
              let [best, chosen] = [NaN, -1];
              for (let u = 0; u < size; u++)
                for (let v = 0; v < size; v++) {
                  const pixel = (i * stride + u) * width + j * stride + v;
                  const value = f[x0 + (b * height * width + pixel) * channels + c]!;
                  const isBetter = chosen < 0 || (!Number.isNaN(best) && (value > best || Number.isNaN(value)));
                  if (isBetter) [best, chosen] = [value, pixel];
                }
              f[y0 + n] = best;
              if (indices !== 0) memory.ints[memory.int(indices) + n] = chosen;
              n++;
            }
    },

    maxPoolGrad(indices, dy, dx, batch, height, width, channels, size, stride) {
      const f = memory.floats;
      const [indices0, dy0, dx0] = [memory.int(indices), memory.float(dy), memory.float(dx)];
      const image = height * width * channels;
      f.fill(0, dx0, dx0 + batch * image);
      const pooled = windows(height, size, stride) * windows(width, size, stride) * channels;
      for (let b = 0; b < batch; b++)
        for (let i = 0; i < pooled; i++) {
          const pixel = memory.ints[indices0 + b * pooled + i]!;
          f[dx0 + b * image + pixel * channels + (i % channels)]! += f[dy0 + b * pooled + i]!;
        }
    },
  };
}
