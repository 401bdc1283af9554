/** What the tests of combinators share: small cells, random tensors, bits. */
import { bits } from '../../test/support/close.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { ElmanCell, GruCell, learnedState, LstmCell, type Cell, type State } from './index.ts';

export const [INPUT, HIDDEN] = [3, 4];

export function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export function randoms(shape: readonly number[], seed: number): Tensor {
  const rng = new Random(seed);
  return tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  );
}

export function bitsOf({ ys, state }: { ys: Tensor; state: State }): Record<string, string> {
  return {
    ys: bits(ys.toArray()),
    ...Object.fromEntries(Object.entries(state).map(([name, value]) => [name, bits(value.toArray())])),
  };
}

export const sizes = (seed = 11) => ({ inputSize: INPUT, hiddenSize: HIDDEN, rng: new Random(seed) });
export const lstm = (): Cell => new LstmCell(sizes());
export const elman = (): Cell => new ElmanCell(sizes());
export const gru = (): Cell => new GruCell(sizes());
/** The cell without its `fused` and `stream`, as a user would write one. */
export const bare = (cell: Cell): Cell => ({
  inputSize: cell.inputSize,
  outputSize: cell.outputSize,
  zeroState: (batch) => cell.zeroState(batch),
  step: (x, state) => cell.step(x, state),
  namedParameters: () => cell.namedParameters(),
});

/** A learned first state that is not zero. */
export function learned(cell: Cell): Cell {
  const result = learnedState(cell);
  let seed = 0;
  for (const [name, parameter] of result.namedParameters())
    if (name.endsWith('_0')) parameter.assign(randoms(parameter.shape, ++seed).toArray());
  return result;
}
