import { expect } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { windowsAlong } from './conv.ts';
import { at, make, op } from './op.ts';

export interface PoolOptions {
  /** Windows have size × size pixels. */
  readonly size: number;
  /** How many pixels from window to window; `size` by default, so that windows do not overlap. */
  readonly stride?: number;
}

/**
 * The largest number of each window, channel by channel: x [B, H, W, C] → [B, H', W', C], H' = ⌊(H − size)/stride⌋ + 1 and
 * W' alike; what no window covers counts for nothing. The gradient goes to the first of equal ones. NaN comes through.
 * @throws `tensor/pool` when x is not [B, H, W, C], or smaller than a window.
 */
export function maxPool2d(x: Tensor, { size, stride = size }: PoolOptions): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  expect(
    Number.isInteger(size) && size > 0 && Number.isInteger(stride) && stride > 0,
    'tensor/pool',
    () => `maxPool2d: size and stride are whole numbers from 1 on, got ${size} and ${stride}`,
    { size, stride },
  );
  expect(
    x.rank === 4 && height >= size && width >= size,
    'tensor/pool',
    () => `maxPool2d needs x [B, H, W, C] of at least ${size} × ${size} pixels, got ${shapeText(x.shape)}`,
    { x: x.shape, size },
  );
  const [down, across] = [windowsAlong(height, size, stride), windowsAlong(width, size, stride)];
  const shape = [batch, down, across, channels];
  return op('maxPool2d', [x], shape, (y, engine) => {
    const isTaped = engine.recording && x.requiresGrad;
    const chosen = isTaped ? engine.allocateInts(batch * down * across * channels) : null;
    engine.kernels.maxPool(at(x), y, chosen?.ptr ?? 0, batch, height, width, channels, size, stride);
    return (dy) => [
      make(engine, x.shape, (dx) =>
        engine.kernels.maxPoolGrad(chosen!.ptr, at(dy), dx, batch, height, width, channels, size, stride),
      ),
    ];
  });
}
