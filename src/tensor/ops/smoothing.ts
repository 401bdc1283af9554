import { expect } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';
import { Tensor } from '../tensor.ts';
import { at, op } from './op.ts';
import { crossEntropyRows } from './softmax.ts';

/**
 * Cross-entropy against smoothed targets (C. Szegedy et al., Rethinking the Inception Architecture, 2016), in nats:
 * logits [..., C], one target class a row → losses [rows]: −Σ_j q_j·log softmax(logits)_j with q = (1 − ε)·onehot(target)
 * + ε/C. With ε = 0 that is {@link crossEntropyRows}. Every row has a target.
 * @param epsilon ε, at least 0 and below 1
 * @throws `tensor/smoothing` for another ε or a negative target; as {@link crossEntropyRows} otherwise.
 */
export function smoothedCrossEntropyRows(logits: Tensor, targets: ArrayLike<number>, epsilon: number): Tensor {
  if (epsilon === 0) return crossEntropyRows(logits, targets);
  const cols = logits.dim(-1);
  const rows = logits.size / Math.max(1, cols);
  let whole = epsilon > 0 && epsilon < 1 && targets.length === rows;
  for (let i = 0; i < targets.length; i++) if (!(targets[i]! >= 0 && targets[i]! < cols)) whole = false;
  expect(
    whole,
    'tensor/smoothing',
    () =>
      `smoothed cross-entropy of logits ${shapeText(logits.shape)} needs ε from 0 up and below 1 and ${rows} targets below ${cols}, none negative; got ε ${epsilon} and ${targets.length} targets`,
    { epsilon, shape: logits.shape },
  );
  return op('smoothedCrossEntropy', [logits], [rows], (loss, engine) => {
    const { kernels: k } = engine;
    const slope = logits.requiresGrad && engine.recording ? engine.allocate(logits.size) : null;
    k.crossEntropyRows(at(logits), engine.ints(targets).ptr, loss, slope?.ptr ?? 0, rows, cols);
    // −Σ q·log p = (log Σ exp z − z_t) + ε·(z_t − mean(z)); the slope of what is added is ε·onehot − ε/C.
    const places = engine.ints(Int32Array.from({ length: rows }, (_, i) => i * cols + targets[i]!)).ptr;
    const [picked, means] = [engine.scratch(rows), engine.scratch(rows)];
    k.gatherRows(at(logits), places, picked, rows, 1);
    k.rowSum(at(logits), means, rows, cols);
    k.axpy(-1 / cols, means, picked, rows);
    k.axpy(epsilon, picked, loss, rows);
    if (slope !== null) {
      k.offset(-epsilon / cols, slope.ptr, slope.ptr, logits.size);
      k.fill(epsilon, means, rows);
      k.scatterAddRows(means, places, slope.ptr, rows, 1);
    }
    return (dy) => {
      if (slope === null) return [undefined];
      const scaled = slope.hostValues === null ? slope : engine.allocate(logits.size);
      k.scaleRows(slope.ptr, at(dy), scaled.ptr, rows, cols);
      return [new Tensor(scaled, logits.shape)];
    };
  });
}
