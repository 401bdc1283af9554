import type { Tensor } from '../tensor/tensor.ts';
import type { Cell, State } from './cell.ts';
import { stepOf } from './step-of.ts';

/** Takes the weights of a cell one by one, under their names in `namedParameters`, to what stands in their place. */
export type WeightChange = (name: string, weight: Tensor) => Tensor;

/**
 * What `withWeights` of a cell of the house gives: the cell's own program over other tensors of the same shapes. Sizes,
 * first state and parameters stay those of the cell, so gradients reach the parameters through whatever made the
 * tensors. A change of the result sees the tensors that are in place. It has no stream of its own: those tensors may
 * live no longer than a step.
 * @param weights what is in place now, under the names of `namedParameters`.
 * @param run the cell's `fused`, given the weights.
 */
export function rebound<S extends State, W>(
  cell: Cell<S>,
  weights: W,
  change: WeightChange,
  run: (weights: W, xs: Tensor, state: S, lengths?: Int32Array) => { ys: Tensor; state: S },
): Cell<S> {
  const names = Array.from(cell.namedParameters(), ([name]) => name);
  const tensors = weights as Readonly<Record<string, Tensor>>;
  const bound = Object.fromEntries(names.map((name) => [name, change(name, tensors[name]!)])) as W;
  const fused: NonNullable<Cell<S>['fused']> = (xs, state, lengths) => run(bound, xs, state, lengths);
  return {
    inputSize: cell.inputSize,
    outputSize: cell.outputSize,
    outputState: cell.outputState,
    carried: cell.carried,
    zeroState: (batch) => cell.zeroState(batch),
    step: (x, state) => stepOf({ fused }, x, state),
    fused,
    withWeights: (next) => rebound(cell, bound, next, run),
    namedParameters: () => cell.namedParameters(),
  };
}
