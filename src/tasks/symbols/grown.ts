import { parametersOf, type NamedArray } from '../../nn/index.ts';
import type { SymbolNetwork } from './network.ts';

/**
 * An older network's weights in the shapes of a newer one. Symbols that the older one lacks come after its own: their
 * rows (or, with one-hot vectors, columns) keep their fresh numbers. What differs otherwise is left for loading to refuse.
 */
export function grown(network: SymbolNetwork, tensors: ReadonlyMap<string, NamedArray>): Map<string, NamedArray> {
  const parameters = parametersOf(network);
  const merged = new Map<string, NamedArray>();
  for (const [name, { shape, data }] of tensors) {
    const parameter = parameters.get(name);
    const grows =
      parameter !== undefined &&
      shape.length === parameter.shape.length &&
      shape.every((extent, axis) => extent <= parameter.shape[axis]!);
    if (!grows || !isVocabularySized(name, shape, parameter.shape)) {
      merged.set(name, { shape, data });
      continue;
    }
    const numbers = Float32Array.from(parameter.toArray());
    const [rows, cols, width] = [shape[0]!, shape[1] ?? 1, parameter.shape[1] ?? 1];
    for (let r = 0; r < rows; r++) numbers.set(data.subarray(r * cols, (r + 1) * cols), r * width);
    merged.set(name, { shape: parameter.shape, data: numbers });
  }
  return merged;
}

/** Whether only the axis that counts symbols has grown. */
function isVocabularySized(name: string, from: readonly number[], to: readonly number[]): boolean {
  const axisOfSymbols =
    name === 'rnn.weight_ih_l0' ? 1 : name.startsWith('embedding.') || name.startsWith('head.') ? 0 : -1;
  return from.every((extent, axis) => axis === axisOfSymbols || extent === to[axis]);
}
