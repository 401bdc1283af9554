import { gather } from '../tensor/ops/rows.ts';
import type { Parameter, Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import type { Shape } from '../util/shape.ts';
import { normal, parameter, type Init } from './init.ts';
import { collectParameters, type Module } from './module.ts';

export interface EmbeddingOptions {
  /** How many different ids there are. */
  readonly count: number;
  /** How many numbers stand for each. */
  readonly size: number;
  readonly rng: Random;
  /** Normal with deviation 1 by default, as in PyTorch. */
  readonly init?: Init;
}

/** A table of vectors, looked up by id: ids → [...shape, size]; weight [count, size]. A negative id (padding) gives zeros. */
export class Embedding implements Module {
  readonly weight: Parameter;

  constructor({ count, size, rng, init = normal(1) }: EmbeddingOptions) {
    this.weight = parameter([count, size], () => init([count, size], rng));
  }

  /** @param shape how the ids are laid out; `[ids.length]` by default. */
  forward(ids: ArrayLike<number>, shape?: Shape): Tensor {
    return gather(this.weight, ids, shape);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ weight: this.weight });
  }
}

/** One-hot vectors: ids → [ids.length, count], row-major; a negative id gives zeros. Throws `tensor/index` for an id at or above `count`. */
export function oneHot(ids: ArrayLike<number>, count: number): Float32Array {
  const vectors = new Float32Array(ids.length * count);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    expect(
      id < count && Number.isInteger(id),
      'tensor/index',
      () =>
        `id ${id} at position ${i} is not one of ${count}: ids are whole numbers below ${count}, or negative for padding`,
      { id, count },
    );
    if (id >= 0) vectors[i * count + id] = 1;
  }
  return vectors;
}
