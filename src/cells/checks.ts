import { checkLengths } from '../tensor/ops/lengths.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { sameShape, shapeText } from '../util/shape.ts';
import type { LayerOptions, State } from './cell.ts';

/**
 * Holds what a layer is given to what it takes, before a cell sees it.
 * @throws `tensor/recurrent` for xs of another shape, `tensor/lengths` for lengths that do not fit them, `cells/state`
 *   for a state that lacks a part, has one too many or one of another shape.
 */
export function checkForward(
  layer: { readonly inputSize: number; zeroState(batch: number): State },
  xs: Tensor,
  { state, lengths }: LayerOptions,
): void {
  expect(
    xs.rank === 3 && xs.dim(2) === layer.inputSize,
    'tensor/recurrent',
    () => `this layer takes xs [batch, steps, ${layer.inputSize}], got shape ${shapeText(xs.shape)}`,
    { inputSize: layer.inputSize, shape: xs.shape },
  );
  const [batch, steps] = [xs.dim(0), xs.dim(1)];
  checkLengths(lengths, batch, steps, 'a recurrent layer');
  if (state !== undefined) checkState(state, layer.zeroState(batch));
}

/** Compares the names and shapes of a given state with those of `wanted`. */
export function checkState(state: State, wanted: State): void {
  const names = Object.keys(wanted);
  const wrong = [
    ...names.filter((name) => state[name] === undefined).map((name) => `"${name}" is missing`),
    ...Object.keys(state)
      .filter((name) => wanted[name] === undefined)
      .map((name) => `"${name}" is not known`),
    ...names
      .filter((name) => state[name] !== undefined && !sameShape(state[name].shape, wanted[name]!.shape))
      .map(
        (name) => `"${name}" must have shape ${shapeText(wanted[name]!.shape)}, got ${shapeText(state[name]!.shape)}`,
      ),
  ];
  expect(
    wrong.length === 0,
    'cells/state',
    () => `the given state does not fit: ${wrong.join('; ')}. This layer carries ${names.join(', ')}`,
    { wrong, names },
  );
}
