import type { Ptr } from '../../backend/backend.ts';
import { fail } from '../../util/errors.ts';
import { shapeText, stridesOf, type Shape } from '../../util/shape.ts';
import type { Engine } from '../engine.ts';

type Four = [number, number, number, number];

/** Merges axes that lie behind one another, drops those of extent 1, and pads to the four that the kernels take. */
function collapse(shape: Shape, strides: readonly number[]): { d: Four; s: Four } {
  const d: number[] = [];
  const s: number[] = [];
  shape.forEach((extent, i) => {
    const stride = strides[i]!;
    if (extent === 1) return;
    const last = d.length - 1;
    if (last >= 0 && s[last] === stride * extent) {
      d[last]! *= extent;
      s[last] = stride;
    } else {
      d.push(extent);
      s.push(stride);
    }
  });
  if (d.length > 4)
    fail(
      'tensor/rank',
      `at most 4 axes that cannot be merged are supported here, got shape ${shapeText(shape)}: reshape first`,
      { shape },
    );
  while (d.length < 4) {
    d.unshift(1);
    s.unshift(0);
  }
  return { d: d as Four, s: s as Four };
}

/** y, contiguous of `shape`, = x read at `strides`. */
export function readStrided(engine: Engine, x: Ptr, y: Ptr, shape: Shape, strides: readonly number[]): void {
  const { d, s } = collapse(shape, strides);
  engine.kernels.stridedCopy(x, y, ...d, ...s);
}

/** y at `strides` += x, contiguous of `shape`. */
export function addStrided(engine: Engine, x: Ptr, y: Ptr, shape: Shape, strides: readonly number[]): void {
  const { d, s } = collapse(shape, strides);
  engine.kernels.stridedAdd(x, y, ...d, ...s);
}

/** The strides at which a tensor of `shape` is read to appear as `target`: 0 on the axes that repeat. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape);
  const skip = target.length - shape.length;
  return target.map((extent, i) => (i < skip || (shape[i - skip] === 1 && extent !== 1) ? 0 : own[i - skip]!));
}
