import { expect, fail } from '../../util/errors.ts';
import type { Ptr } from '../backend.ts';

/**
 * The bytes of the reference backend, seen as float64 and as int32. Kernels keep the object, never its arrays: growing
 * replaces them.
 */
export class ReferenceMemory {
  floats: Float64Array;
  ints: Int32Array;

  constructor(bytes: number) {
    const buffer = newBuffer(bytes);
    this.floats = new Float64Array(buffer);
    this.ints = new Int32Array(buffer);
  }

  get bytes(): number {
    return this.floats.byteLength;
  }

  grow(bytes: number): void {
    const buffer = newBuffer(bytes);
    new Uint8Array(buffer).set(new Uint8Array(this.floats.buffer));
    this.floats = new Float64Array(buffer);
    this.ints = new Int32Array(buffer);
  }

  /** Where in `floats` an address lies. A kernel that is handed none, or half of a number, is a bug worth a loud end. */
  float(ptr: Ptr): number {
    return this.#index(ptr, 8);
  }

  /** Where in `ints` an address lies. */
  int(ptr: Ptr): number {
    return this.#index(ptr, 4);
  }

  #index(ptr: Ptr, size: number): number {
    expect(
      ptr > 0 && ptr % size === 0 && ptr <= this.bytes,
      'memory/unknown',
      () => `a kernel expects the address of ${size}-byte numbers within the ${this.bytes} bytes of memory, got ${ptr}`,
      { ptr, bytes: this.bytes },
    );
    return ptr / size;
  }
}

function newBuffer(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (error) {
    return fail(
      'memory/exhausted',
      `no memory left: the engine refused ${bytes} bytes; use a smaller batch or model`,
      { bytes },
      error,
    );
  }
}
