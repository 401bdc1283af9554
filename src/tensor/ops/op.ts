import type { Ptr } from '../../backend/backend.ts';
import type { Shape } from '../../util/shape.ts';
import type { Engine, Storage } from '../engine.ts';
import { record, Tensor } from '../tensor.ts';

/**
 * An op with one output of `shape`. `compute` fills the output and returns the way back: from the gradient of the
 * output to those of the inputs, in order; undefined where none goes.
 */
export function op(
  name: string,
  inputs: readonly Tensor[],
  shape: Shape,
  compute: (y: Ptr, engine: Engine, output: Storage) => (dy: Tensor) => readonly (Tensor | undefined)[],
): Tensor {
  const [result] = record(name, inputs, (engine) => {
    const output = engine.allocate(shape.reduce((size, extent) => size * extent, 1));
    const back = compute(output.ptr, engine, output);
    return { outputs: [[output, shape]], backward: (dy) => back(dy!) };
  });
  return result!;
}

/** A new tensor of `shape` that `compute` fills: for gradients, which are never recorded. */
export function make(engine: Engine, shape: Shape, compute: (y: Ptr) => void): Tensor {
  const storage = engine.allocate(shape.reduce((size, extent) => size * extent, 1));
  compute(storage.ptr);
  return new Tensor(storage, shape);
}

/** Where a tensor's numbers are. */
export function at(x: Tensor): Ptr {
  return x.storage.ptr;
}
