import { expect } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { at } from './op.ts';

/** For each row of scores [rows, C]: how many others are above, and equal to, the score of its target. Off the tape. */
export function rankRows(scores: Tensor, targets: ArrayLike<number>): { above: Int32Array; equal: Int32Array } {
  const [rows, cols] = scores.shape as [number, number];
  expect(
    scores.rank === 2 && targets.length === rows,
    'tensor/targets',
    () =>
      `rankRows needs scores [rows, classes] and a target a row, got ${shapeText(scores.shape)} and ${targets.length} targets`,
  );
  for (let i = 0; i < rows; i++) {
    expect(
      targets[i]! < cols && Number.isInteger(targets[i]),
      'tensor/index',
      () => `target ${targets[i]} at row ${i} is not one of ${cols} classes`,
      { target: targets[i], classes: cols },
    );
  }
  const { engine } = scores;
  return engine.op(() => {
    const above = engine.scratch(rows, 4);
    const equal = engine.scratch(rows, 4);
    engine.kernels.rankRows(at(scores), engine.ints(targets).ptr, above, equal, rows, cols);
    return { above: engine.backend.readInts(above, rows), equal: engine.backend.readInts(equal, rows) };
  });
}

/** The column of the largest number of each row of x [rows, C]; of equal ones the first. Off the tape. */
export function argmaxRows(x: Tensor): Int32Array {
  const [rows, cols] = x.shape as [number, number];
  expect(x.rank === 2, 'tensor/shape', () => `argmaxRows needs a tensor [rows, columns], got ${shapeText(x.shape)}`);
  const { engine } = x;
  return engine.op(() => {
    const columns = engine.scratch(rows, 4);
    engine.kernels.argmaxRows(at(x), columns, rows, cols);
    return engine.backend.readInts(columns, rows);
  });
}
