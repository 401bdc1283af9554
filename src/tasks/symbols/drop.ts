import { dropout, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';

/** Dropout in training, which is when there is something to draw from. */
export function drop(x: Tensor, rate: number, rng: Random | undefined): Tensor {
  return rng === undefined || rate === 0 ? x : dropout(x, rate, rng.bits());
}
