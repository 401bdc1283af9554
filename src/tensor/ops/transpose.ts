import { expect } from '../../util/errors.ts';
import { resolveAxis, shapeText, stridesOf } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { at, op } from './op.ts';
import { readStrided } from './strided.ts';

/** Reorders the axes: `transpose(x, [1, 0, 2])`; without an order, reverses them. */
export function transpose(x: Tensor, order: readonly number[] = x.shape.map((_, i) => x.rank - 1 - i)): Tensor {
  const axes = order.map((axis) => resolveAxis(axis, x.rank, 'transpose'));
  expect(
    axes.length === x.rank && new Set(axes).size === x.rank,
    'tensor/transpose',
    () => `transpose needs each of the ${x.rank} axes once, got ${shapeText(order)}`,
  );
  const strides = stridesOf(x.shape);
  const inverse = axes.map((_, i) => axes.indexOf(i));
  return op(
    'transpose',
    [x],
    axes.map((axis) => x.shape[axis]!),
    (y, engine) => {
      readStrided(
        engine,
        at(x),
        y,
        axes.map((axis) => x.shape[axis]!),
        axes.map((axis) => strides[axis]!),
      );
      return (dy) => [transpose(dy, inverse)];
    },
  );
}
