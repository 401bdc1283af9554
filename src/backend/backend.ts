import type { Kernels, Ptr } from './kernel-table.ts';
import type { Programs } from './sequences/program-table.ts';

export type { Flag, Kernels, Ptr } from './kernel-table.ts';

export type FloatArray = Float32Array | Float64Array;

export interface Backend {
  readonly name: 'wasm' | 'blas' | 'reference';
  /** The system library whose products it uses, with version and kernel; null without one. */
  readonly library: string | null;
  readonly floatBytes: 4 | 8;
  readonly kernels: Kernels;
  readonly programs: Programs;
  /** How many threads compute, the calling one included. */
  readonly threads: number;
  /** Size of the whole memory in bytes; grows, never shrinks. */
  readonly memoryBytes: number;
  /** The most that the memory can grow to, in bytes, whatever the machine has. */
  readonly memoryLimit: number;
  /** At least `bytes` bytes, aligned to 64. Throws `memory/exhausted`. Contents are undefined. */
  allocate(bytes: number): Ptr;
  /** Gives an allocation back. Freeing 0 or an unknown address throws `memory/unknown`. */
  free(ptr: Ptr): void;
  /** Copies. */
  readFloats(ptr: Ptr, n: number): FloatArray;
  readInts(ptr: Ptr, n: number): Int32Array;
  writeFloats(ptr: Ptr, values: ArrayLike<number>): void;
  writeInts(ptr: Ptr, values: ArrayLike<number>): void;
  /** A window on the memory, not a copy: valid only until the next allocation. */
  viewFloats(ptr: Ptr, n: number): FloatArray;
}
