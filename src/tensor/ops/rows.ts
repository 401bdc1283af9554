import { expect, fail } from '../../util/errors.ts';
import { checkShape, sameShape, shapeText, sizeOf, type Shape } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { checkLengths } from './lengths.ts';
import { at, make, op } from './op.ts';
import { lookUpGradient } from './handles.ts';

/**
 * Looks rows up: table [N, ...F], ids of any shape → [...shape, ...F]. A negative id gives zeros. The gradient adds up
 * the rows in the order of the ids.
 * @param shape how the ids are laid out; `[ids.length]` by default.
 * @throws `tensor/index` for an id at or above N.
 */
export function gather(table: Tensor, ids: ArrayLike<number>, shape: Shape = [ids.length]): Tensor {
  const rows = table.dim(0);
  const cols = sizeOf(table.shape.slice(1));
  checkShape(shape);
  expect(
    sizeOf(shape) === ids.length,
    'tensor/size',
    () => `shape ${shapeText(shape)} holds ${sizeOf(shape)} ids, got ${ids.length}`,
  );
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id < rows && Number.isInteger(id)) continue;
    fail('tensor/index', `id ${id} at position ${i} is not a row of a table of ${rows}`, { id, rows });
  }
  return op('gather', [table], [...shape, ...table.shape.slice(1)], (y, engine) => {
    const { kernels } = engine;
    const index = engine.ints(ids);
    kernels.gatherRows(at(table), index.ptr, y, ids.length, cols);
    return (dy) => [lookUpGradient(table, dy.storage, index, cols, engine)];
  });
}

/**
 * Turns each row's valid part around, as a reversed direction needs it: xs [B, T, ...F]; ys[b, t] = xs[b, n−1−t] for
 * t < n = lengths[b] (T without lengths), and zeros beyond. It is its own inverse.
 * @throws `tensor/lengths` when there is not one length from 0 to T a row.
 */
export function reverseSequence(xs: Tensor, lengths?: Int32Array): Tensor {
  const [batch, steps] = [xs.dim(0), xs.dim(1)];
  const cols = sizeOf(xs.shape.slice(2));
  checkLengths(lengths, batch, steps, 'reverseSequence');
  const ids = new Int32Array(batch * steps).fill(-1);
  for (let b = 0; b < batch; b++) {
    const n = lengths?.[b] ?? steps;
    for (let t = 0; t < n; t++) ids[b * steps + t] = b * steps + n - 1 - t;
  }
  return op('reverseSequence', [xs], xs.shape, (y, engine) => {
    const index = engine.ints(ids);
    engine.kernels.gatherRows(at(xs), index.ptr, y, batch * steps, cols);
    return (dy) => [
      make(engine, xs.shape, (dx) => engine.kernels.gatherRows(at(dy), index.ptr, dx, batch * steps, cols)),
    ];
  });
}

/**
 * Chooses row by row: y[b] = mask[b] ≠ 0 ? a[b] : b[b], for a and b of one shape [B, ...F]. For states of rows that
 * have ended, and for resetting the states of some.
 * @throws `tensor/select` when shapes or mask do not fit.
 */
export function selectRows(mask: ArrayLike<number>, a: Tensor, b: Tensor): Tensor {
  const rows = a.dim(0);
  const cols = sizeOf(a.shape.slice(1));
  expect(
    sameShape(a.shape, b.shape) && mask.length === rows,
    'tensor/select',
    () =>
      `selectRows needs two tensors of one shape and a mask with a number for each of their ${rows} rows, got ${shapeText(a.shape)}, ${shapeText(b.shape)} and a mask of ${mask.length}`,
    { a: a.shape, b: b.shape },
  );
  const ids = (chosen: number, other: (i: number) => number): Int32Array =>
    Int32Array.from({ length: rows }, (_, i) => ((mask[i] !== 0 ? 1 : 0) === chosen ? i : other(i)));
  return op('selectRows', [a, b], a.shape, (y, engine) => {
    const k = engine.kernels;
    // Both behind one another, [2·rows, cols]: a chosen row is copied, to the bit.
    const both = engine.scratch(2 * a.size);
    k.copy(at(a), both, a.size);
    k.copy(at(b), both + a.size * engine.floatBytes, a.size);
    k.gatherRows(both, engine.ints(ids(1, (i) => rows + i)).ptr, y, rows, cols);
    const back = (dy: Tensor, x: Tensor, chosen: number): Tensor | undefined =>
      x.requiresGrad
        ? make(engine, x.shape, (dx) => k.gatherRows(at(dy), engine.ints(ids(chosen, () => -1)).ptr, dx, rows, cols))
        : undefined;
    return (dy) => [back(dy, a, 1), back(dy, b, 0)];
  });
}
