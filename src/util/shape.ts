import { expect, fail } from './errors.ts';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** `[2, 3]` as text. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}

export function checkShape(shape: Shape): void {
  expect(
    shape.every((extent) => Number.isInteger(extent) && extent >= 0),
    'tensor/shape',
    () => `a shape holds whole numbers from 0 up, got ${shapeText(shape)}`,
  );
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = Array.from<number>({ length: shape.length });
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** The shape that both broadcast to, by NumPy's rule: axes are matched from the last; an extent of 1 is repeated. */
export function broadcastShapes(a: Shape, b: Shape, op: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      fail(
        'tensor/broadcast',
        `${op}: shapes ${shapeText(a)} and ${shapeText(b)} do not fit: from the last axis on, extents must be equal or 1`,
        { a, b },
      );
    }
    return x === 1 ? y : x;
  });
}

/** Resolves a possibly negative axis. */
export function resolveAxis(axis: number, rank: number, op: string): number {
  const resolved = axis < 0 ? axis + rank : axis;
  expect(
    Number.isInteger(axis) && resolved >= 0 && resolved < rank,
    'tensor/axis',
    () => `${op}: axis ${axis} is not one of a tensor with ${rank} axes`,
    { axis, rank },
  );
  return resolved;
}
