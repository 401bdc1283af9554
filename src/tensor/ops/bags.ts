import { expect, fail } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';

/**
 * Means of rows: table [N, F] and bags of ids → [bags, F], y_b = (1/n_b) Σ_i table[id_i] over the n_b ids of bag b, which
 * are `ids[starts[b]]` to `ids[starts[b + 1] − 1]`; zeros for an empty bag. The gradient adds up the rows in the order of
 * the ids.
 * @param starts one more than there are bags, from 0 to the number of ids, never falling.
 * @throws `tensor/bags` when the starts do not fit, `tensor/index` for an id that is no row.
 */
export function bagMeans(table: Tensor, ids: Int32Array, starts: Int32Array): Tensor {
  const [rows, cols] = table.shape as [number, number];
  const bags = starts.length - 1;
  expect(
    table.rank === 2 &&
      bags >= 0 &&
      starts[0] === 0 &&
      starts[bags] === ids.length &&
      starts.every((start, b) => b === 0 || start >= starts[b - 1]!),
    'tensor/bags',
    () =>
      `bagMeans takes a table [rows, F] and starts that rise from 0 to the ${ids.length} ids, got a table of shape ${shapeText(table.shape)} and ${starts.length} starts from ${starts[0]} to ${starts.at(-1)}`,
    { shape: table.shape, ids: ids.length },
  );
  const bagOf = new Int32Array(ids.length);
  const share = new Float64Array(ids.length);
  for (let b = 0; b < bags; b++) {
    bagOf.fill(b, starts[b], starts[b + 1]);
    share.fill(1 / (starts[b + 1]! - starts[b]!), starts[b], starts[b + 1]);
  }
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id >= 0 && id < rows) continue;
    fail('tensor/index', `id ${id} at position ${i} is not a row of a table of ${rows}`, { id, rows });
  }
  return op('bagMeans', [table], [bags, cols], (y, engine) => {
    const k = engine.kernels;
    const [index, bag, shares] = [engine.ints(ids), engine.ints(bagOf), engine.host(engine.floats(share))];
    /** Rows of `from`, divided by how many there are in their bag, added to rows of `to`. */
    const move = (from: number, fromRows: number, to: number, toRows: number, toSize: number): void => {
      const gathered = engine.scratch(ids.length * cols);
      k.gatherRows(from, fromRows, gathered, ids.length, cols);
      k.scaleRows(gathered, shares.ptr, gathered, ids.length, cols);
      k.fill(0, to, toSize);
      k.scatterAddRows(gathered, toRows, to, ids.length, cols);
    };
    move(at(table), index.ptr, y, bag.ptr, bags * cols);
    return (dy) => [make(engine, table.shape, (d) => move(at(dy), bag.ptr, d, index.ptr, table.size))];
  });
}
