import { reshape } from '../tensor/ops/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { State } from './cell.ts';

/** One step of a cell that is written as a sequence: a sequence of one. */
export function stepOf<S extends State>(
  cell: { fused(xs: Tensor, state: S): { ys: Tensor; state: S } },
  x: Tensor,
  state: S,
): { y: Tensor; state: S } {
  const [batch, input] = x.shape as [number, number];
  const { ys, state: next } = cell.fused(reshape(x, [batch, 1, input]), state); // [B, I] → [B, 1, I]
  return { y: reshape(ys, [batch, ys.dim(-1)]), state: next };
}
