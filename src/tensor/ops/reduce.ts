import { resolveAxis, sizeOf, type Shape } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { scale, sumTo } from './arithmetic.ts';
import { at, make, op } from './op.ts';
import { broadcastStrides, readStrided } from './strided.ts';

/** Σ over all axes, or over those named; reduced axes are dropped unless `keepDims`. */
export function sum(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  const reduced = new Set(
    (axes === undefined ? x.shape.map((_, i) => i) : [axes].flat()).map((axis) => resolveAxis(axis, x.rank, 'sum')),
  );
  const kept: Shape = x.shape.map((extent, i) => (reduced.has(i) ? 1 : extent));
  const dropped: Shape = x.shape.filter((_, i) => !reduced.has(i));
  return op('sum', [x], keepDims ? kept : dropped, (out, engine) => {
    const { kernels } = engine;
    if (reduced.size === x.rank) kernels.sum(at(x), out, x.size);
    else {
      const summed = sumTo(x, kept);
      kernels.copy(at(summed), out, summed.size);
    }
    return (dy) => [
      make(engine, x.shape, (dx) => readStrided(engine, at(dy), dx, x.shape, broadcastStrides(kept, x.shape))),
    ];
  });
}

/** The mean over all axes, or over those named. */
export function mean(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  const total = sum(x, axes, keepDims);
  return scale(total, total.size / Math.max(1, sizeOf(x.shape)));
}
