import { expect, fail } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';
import { Tensor } from '../tensor.ts';
import { scale } from './arithmetic.ts';
import { at, make, op } from './op.ts';
import { sum } from './reduce.ts';

/** softmax over the last axis: exp(x_j − max) / Σ_k exp(x_k − max). */
export function softmax(x: Tensor): Tensor {
  const cols = x.dim(-1);
  const rows = x.size / Math.max(1, cols);
  return op('softmax', [x], x.shape, (y, engine, output) => {
    engine.kernels.softmaxRows(at(x), y, rows, cols);
    return (dy) => [make(engine, x.shape, (dx) => engine.kernels.softmaxRowsGrad(output.ptr, at(dy), dx, rows, cols))];
  });
}

/** log softmax over the last axis. */
export function logSoftmax(x: Tensor): Tensor {
  const cols = x.dim(-1);
  const rows = x.size / Math.max(1, cols);
  return op('logSoftmax', [x], x.shape, (y, engine, output) => {
    engine.kernels.logSoftmaxRows(at(x), y, rows, cols);
    return (dy) => [
      make(engine, x.shape, (dx) => engine.kernels.logSoftmaxRowsGrad(output.ptr, at(dy), dx, rows, cols)),
    ];
  });
}

/**
 * Softmax with cross-entropy, in nats: logits [..., C], one target class a row → losses [rows]:
 * −log softmax(logits)[target]. A negative target counts nothing: loss and gradient 0.
 * @throws `tensor/targets` when their number is wrong, `tensor/index` for a target at or above C.
 */
export function crossEntropyRows(logits: Tensor, targets: ArrayLike<number>): Tensor {
  const cols = logits.dim(-1);
  const rows = logits.size / Math.max(1, cols);
  expect(
    targets.length === rows,
    'tensor/targets',
    () => `logits of shape ${shapeText(logits.shape)} need ${rows} targets, got ${targets.length}`,
    { rows, got: targets.length },
  );
  for (let i = 0; i < rows; i++) {
    if (targets[i]! < cols && Number.isInteger(targets[i])) continue;
    fail('tensor/index', `target ${targets[i]} at row ${i} is not one of ${cols} classes`, {
      target: targets[i],
      classes: cols,
    });
  }
  return op('crossEntropy', [logits], [rows], (loss, engine) => {
    const ids = engine.ints(targets);
    const slope = logits.requiresGrad && engine.recording ? engine.allocate(logits.size) : null;
    engine.kernels.crossEntropyRows(at(logits), ids.ptr, loss, slope?.ptr ?? 0, rows, cols);
    // The slope was made on the way forward. On the way back it is scaled in place, which the tape allows once; but not
    // when it has moved to the heap, where scaling would not reach it.
    return (dy) => {
      if (slope === null) return [undefined];
      const scaled = slope.hostValues === null ? slope : engine.allocate(logits.size);
      engine.kernels.scaleRows(slope.ptr, at(dy), scaled.ptr, rows, cols);
      return [new Tensor(scaled, logits.shape)];
    };
  });
}

/**
 * The mean cross-entropy over the rows whose target is not negative; 0 when there is none.
 */
export function crossEntropy(logits: Tensor, targets: ArrayLike<number>): Tensor {
  let counted = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i]! >= 0) counted++;
  return scale(sum(crossEntropyRows(logits, targets)), 1 / Math.max(1, counted));
}
