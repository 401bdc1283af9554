import type { Flag, Ptr } from '../../backend/backend.ts';
import type { Engine, Storage } from '../engine.ts';
import { record, Tensor } from '../tensor.ts';
import { handles, type LookUp, type Product, type SharedWeight } from './handles.ts';
import { at, make } from './op.ts';

/** What the steps of a loop share of one weight: its packed forms, and what its gradient is to be made of. */
class Shared implements SharedWeight {
  readonly #engine: Engine;
  readonly #weight: Tensor;
  readonly #packed: [Storage | undefined, Storage | undefined] = [undefined, undefined];
  readonly #products: Product[] = [];
  readonly #lookUps: LookUp[] = [];

  constructor(engine: Engine, weight: Tensor) {
    this.#engine = engine;
    this.#weight = weight;
  }

  packed(transB: Flag): Ptr {
    const engine = this.#engine;
    const [rows, cols] = this.#weight.shape as [number, number];
    const [n, k] = transB === 1 ? [rows, cols] : [cols, rows];
    let packed = this.#packed[transB];
    // One that has moved to the heap is made anew: packed forms may refer to where the weight lay.
    if (packed === undefined || !packed.isLive || packed.hostValues !== null) {
      packed = engine.allocate(engine.kernels.packedSize(n, k));
      engine.kernels.pack(transB, n, k, at(this.#weight), cols, packed.ptr);
      this.#packed[transB] = packed;
    }
    return packed.ptr;
  }

  note(what: Product | LookUp): Tensor | undefined {
    const isFirst = this.#products.length + this.#lookUps.length === 0;
    if ('x' in what) this.#products.push(what);
    else this.#lookUps.push(what);
    const { shape, size } = this.#weight;
    return isFirst ? make(this.#engine, shape, (dw) => this.#engine.kernels.fill(0, dw, size)) : undefined;
  }

  /** Adds what the steps noted, the first step first. */
  addTo(gradient: Tensor): void {
    const { kernels: k, floatBytes } = this.#engine;
    const [n, width] = this.#weight.shape as [number, number];
    const products = this.#products.toReversed();
    const rows = products.reduce((sum, product) => sum + product.rows, 0);
    if (rows > 0) {
      const [dys, xs] = [this.#engine.scratch(rows * n), this.#engine.scratch(rows * width)];
      let before = 0;
      for (const { dy, x, rows: count } of products) {
        k.copy(dy.ptr, dys + before * n * floatBytes, count * n);
        k.copy(x.ptr, xs + before * width * floatBytes, count * width);
        before += count;
      }
      k.gemm(1, 0, n, width, rows, dys, n, xs, width, at(gradient), width, 1);
    }
    for (const { dy, ids, cols } of this.#lookUps.toReversed())
      k.scatterAddRows(dy.ptr, ids.ptr, at(gradient), ids.length, cols);
  }
}

/**
 * A weight for a loop over steps that cannot be one op: the same numbers, to be used in place of the weight by `linear`,
 * `gather` and the recurrent sequences in all steps of one loop. It is packed once, and on the way back its gradient is
 * one product over the rows of all steps, where each step would else read and write a matrix of its size.
 * @param weight [n, k]
 */
export function overSteps(weight: Tensor): Tensor {
  let shared: Shared | undefined;
  const [handle] = record('overSteps', [weight], (engine) => {
    const own = (shared = new Shared(engine, weight));
    return {
      outputs: [[weight.storage, weight.shape]],
      backward: (dw) => {
        own.addTo(dw!);
        return [dw];
      },
    };
  });
  handles.set(handle!, shared!);
  return handle!;
}
