import { asFloat32, readModelFile, toRawTensor, writeModelFile, type ReadModelOptions } from '../formats/index.ts';
import type { NamedArray } from '../nn/index.ts';
import type { SavedModel } from './task.ts';

/** The bytes of a model file from a task's JSON and weights. */
export function writeSaved(model: unknown, tensors: ReadonlyMap<string, NamedArray>): Uint8Array {
  return writeModelFile({
    model,
    tensors: new Map([...tensors].map(([name, { shape, data }]) => [name, toRawTensor(shape, data)])),
  });
}

/** A model file's JSON and weights, which are views into `bytes` where they can be. Throws `model/…` when the bytes are damaged or of another kind. */
export function readSaved(bytes: Uint8Array, options: ReadModelOptions & { readonly file: string }): SavedModel {
  const { model, tensors } = readModelFile(bytes, options);
  return {
    model,
    tensors: new Map([...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, data: asFloat32(tensor) }])),
    file: options.file,
  };
}
