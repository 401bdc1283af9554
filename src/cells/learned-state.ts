import { gather } from '../tensor/ops/rows.ts';
import { Parameter, type Tensor } from '../tensor/tensor.ts';
import type { Cell, State } from './cell.ts';
import { mapState } from './unroll.ts';
import { streamOf } from './wrapped.ts';

/**
 * A cell whose first state is learned: for each part a parameter `h_0`, `c_0` … [1, size], which begins as the cell's own
 * first state (zeros) and is given to every row. Sequences that go on from a given state do not use it.
 */
export function learnedState<S extends State>(cell: Cell<S>): Cell<S> {
  const parameters = Object.entries(cell.zeroState(1)).map(
    ([part, value]) => [part, new Parameter(value.toArray(), value.shape, value.engine)] as const,
  );
  return startingFrom(cell, parameters, new Map(parameters));
}

/** @param starts what stands for each parameter: itself, or what `withWeights` put in its place. */
function startingFrom<S extends State>(
  cell: Cell<S>,
  parameters: readonly (readonly [part: string, parameter: Parameter])[],
  starts: ReadonlyMap<string, Tensor>,
): Cell<S> {
  return {
    inputSize: cell.inputSize,
    outputSize: cell.outputSize,
    outputState: cell.outputState,
    carried: cell.carried,
    // [1, size] → [batch, size]; the gradients of all rows add up in their order.
    zeroState: (batch) =>
      mapState(cell.zeroState(batch), (_, part) => gather(starts.get(part)!, new Int32Array(batch))),
    *namedParameters() {
      yield* cell.namedParameters();
      for (const [part, parameter] of parameters) yield [`${part}_0`, parameter];
    },
    step: (x, state, ctx) => cell.step(x, state, ctx),
    ...streamOf(cell),
    ...(cell.begin && { begin: (batch, rng, training) => cell.begin!(batch, rng, training) }),
    ...(cell.fused && { fused: (xs, state, lengths, ctx) => cell.fused!(xs, state, lengths, ctx) }),
    ...(cell.withWeights && {
      withWeights: (change) =>
        startingFrom(
          cell.withWeights!(change),
          parameters,
          new Map(Array.from(starts, ([part, start]) => [part, change(`${part}_0`, start)])),
        ),
    }),
  };
}
