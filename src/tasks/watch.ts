import type { Tensor } from '../tensor/index.ts';
import type { TracedPart } from './task.ts';

/** Is told of what a network works out on its way, part by part: tensors of one row [1, ...]. */
export type Watch = (name: string, part: Tensor) => void;

/** Writes down what it is told of. */
export function watching(): { readonly watch: Watch; readonly parts: readonly TracedPart[] } {
  const parts: TracedPart[] = [];
  return {
    parts,
    watch: (name, part) => parts.push({ name, shape: part.shape.slice(1), values: [...part.toArray()] }),
  };
}
