import type { State } from '../../cells/index.ts';
import { argmaxRows, noGrad } from '../../tensor/index.ts';
import type { NextItemModel } from './model.ts';

/**
 * Fills the gaps of a batch of inputs with what the model itself predicts from what came before: ids [B, T], −1 where
 * nothing is known. A step at a time up to the last gap, without the tape and without dropout; no gradient goes through
 * a prediction that is fed back, so that training on the filled inputs afterwards, all steps at once, is the same
 * function. Steps beyond `lengths` stay as they are.
 */
export function fillGaps(model: NextItemModel, ids: Int32Array, lengths: Int32Array): Int32Array {
  const batch = lengths.length;
  const steps = ids.length / batch;
  const gapsAt = (t: number): number[] => Array.from(lengths, (_, b) => b).filter((b) => t < lengths[b]! && ids[b * steps + t]! < 0);
  let last = steps - 1;
  while (last > 0 && gapsAt(last).length === 0) last--;
  if (last === 0) return ids;
  const filled = Int32Array.from(ids);
  noGrad(() => {
    let state: State | undefined;
    for (let t = 0; t < last; t++) {
      const now = Int32Array.from({ length: batch }, (_, b) => filled[b * steps + t]!);
      const out = model.forward(now, batch, { state });
      state = out.state;
      const gaps = gapsAt(t + 1);
      if (gaps.length === 0) continue;
      const predicted = argmaxRows(model.scores(out.ys, gaps));
      gaps.forEach((b, i) => (filled[b * steps + t + 1] = predicted[i]!));
    }
  });
  return filled;
}
