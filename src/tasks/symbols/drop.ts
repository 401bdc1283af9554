import { dropout, mul, tensor, type Tensor } from '../../tensor/index.ts';
import { hash32, type Random } from '../../util/random.ts';

/** Dropout in training, which is when there is something to draw from. */
export function drop(x: Tensor, rate: number, rng: Random | undefined): Tensor {
  return rng === undefined || rate === 0 ? x : dropout(x, rate, rng.bits());
}

/** The same on x [B, T, F] with one mask [B, F] for all steps (locked dropout, Merity 2018). */
export function dropLocked(x: Tensor, rate: number, rng: Random | undefined): Tensor {
  if (rng === undefined || rate === 0) return x;
  const [batch, , width] = x.shape as [number, number, number];
  const ones = tensor(new Float32Array(batch * width).fill(1), [batch, 1, width]);
  return mul(x, dropout(ones, rate, rng.bits()));
}

/** Dropout of whole symbols: embedded [B, T, F] of ids [B, T]; a symbol that is dropped is so wherever it stands. */
export function dropSymbols(embedded: Tensor, ids: ArrayLike<number>, rate: number, rng: Random | undefined): Tensor {
  if (rng === undefined || rate === 0) return embedded;
  const seed = rng.bits();
  const keep = 1 - rate;
  const kept = Float32Array.from(ids, (id) => (id >= 0 && hash32(seed, id) < keep * 2 ** 32 ? 1 / keep : 0));
  return mul(embedded, tensor(kept, [...embedded.shape.slice(0, -1), 1]));
}
