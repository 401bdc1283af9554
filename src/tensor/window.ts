import type { FloatArray } from '../backend/backend.ts';
import type { Storage } from './engine.ts';

/** A view of a storage that is taken anew only when memory has grown, which empties the old one. */
export class Window {
  readonly #storage: Storage;
  #view: FloatArray;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#view = this.#take();
  }

  get numbers(): FloatArray {
    return this.#view.length === this.#storage.length ? this.#view : (this.#view = this.#take());
  }

  #take(): FloatArray {
    return this.#storage.engine.backend.viewFloats(this.#storage.ptr, this.#storage.length);
  }
}
