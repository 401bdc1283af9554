import { fail } from '../util/errors.ts';
import { Allocator } from './allocator.ts';
import type { Backend, Kernels, Ptr } from './backend.ts';
import type { Blas } from './blas.ts';
import type { Programs } from './sequences/program-table.ts';
import { programsOver } from './sequences/programs.ts';
import type { StartHelper } from './threads/helper.ts';
import { Pool } from './threads/pool.ts';
import { sharedOut } from './threads/shared-out.ts';
import { compileKernels, instantiateKernels, kernelBytes } from './wasm-module.ts';

const pageBytes = 65536;
/** Addresses have 32 bits. The last page is never used: a block that ended at 2³² would end at 0 in the kernels' loops. */
const mostPages = 65535;

export interface WasmOptions {
  /** How many threads compute, the calling one included; 1 by default. The bits don't depend on it. */
  readonly threads?: number | undefined;
  /** Starts one of the others; without it there are none. */
  readonly startHelper?: StartHelper | undefined;
  /** Computes products in place of the kernels; bits then repeat with the same library only. */
  readonly blas?: Blas | undefined;
}

/** The default backend: float32 in the memory of a WebAssembly instance. Throws as {@link compileKernels}. */
export function createWasmBackend(options: WasmOptions = {}): WasmBackend {
  return new WasmBackend(options);
}

export class WasmBackend implements Backend {
  readonly name: 'wasm' | 'blas';
  readonly library: string | null;
  readonly floatBytes = 4;
  readonly memoryLimit = mostPages * pageBytes;
  readonly kernels: Kernels;
  readonly programs: Programs;
  readonly pool: Pool | null;
  readonly #memory: WebAssembly.Memory;
  readonly #allocator: Allocator;
  #floats: Float32Array;
  #ints: Int32Array;

  constructor({ threads = 1, startHelper, blas }: WasmOptions) {
    this.name = blas === undefined ? 'wasm' : 'blas';
    this.library = blas?.name ?? null;
    const helped = threads > 1 && startHelper !== undefined;
    const shared = helped || blas !== undefined;
    const module = compileKernels(kernelBytes(shared));
    const memory = new WebAssembly.Memory({ initial: 64, maximum: mostPages + 1, shared });
    this.#memory = memory;
    this.#floats = new Float32Array(memory.buffer);
    this.#ints = new Int32Array(memory.buffer);
    // The first kilobyte is the module's own.
    this.#allocator = new Allocator(1024, memory.buffer.byteLength, (bytes) => this.#grow(bytes));
    const own = instantiateKernels(module, memory);
    const scratch = (): Ptr => this.#allocator.allocate(own.scratchBytes());
    own.initialise(scratch());
    const kernels = blas?.over(own, memory) ?? own;
    const programs = programsOver(kernels, this.floatBytes);
    this.pool = helped
      ? new Pool(
          threads,
          (index, control) => startHelper({ module, memory, control, index, scratch: scratch(), blas: blas?.path }),
          // The bits of a library's product may depend on how it is cut.
          blas === undefined,
        )
      : null;
    // A library's packed weight has a header, which is not to be written in parts.
    const alone = blas === undefined ? [] : (['pack'] as const);
    this.kernels = this.pool === null ? kernels : sharedOut(kernels, this.pool, alone);
    this.programs = this.pool === null ? programs : sharedOut(programs, this.pool);
  }

  get threads(): number {
    return this.pool?.threads ?? 1;
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  allocate(bytes: number): Ptr {
    return this.#allocator.allocate(bytes);
  }

  free(ptr: Ptr): void {
    this.#allocator.free(ptr);
  }

  readFloats(ptr: Ptr, n: number): Float32Array {
    const from = this.#index(ptr, n, 'read');
    return this.#floats.slice(from, from + n);
  }

  readInts(ptr: Ptr, n: number): Int32Array {
    const from = this.#index(ptr, n, 'read');
    return this.#ints.slice(from, from + n);
  }

  writeFloats(ptr: Ptr, values: ArrayLike<number>): void {
    const at = this.#index(ptr, values.length, 'write');
    this.#floats.set(values, at);
  }

  writeInts(ptr: Ptr, values: ArrayLike<number>): void {
    const at = this.#index(ptr, values.length, 'write');
    this.#ints.set(values, at);
  }

  viewFloats(ptr: Ptr, n: number): Float32Array {
    const from = this.#index(ptr, n, 'view');
    return this.#floats.subarray(from, from + n);
  }

  /** The place of `ptr` in the typed arrays, once all n elements are known to lie in the memory. */
  #index(ptr: Ptr, n: number, verb: string): number {
    const index = ptr / 4;
    if (!(ptr > 0 && Number.isInteger(index) && n >= 0 && Number.isInteger(n) && index + n <= this.#floats.length)) {
      fail(
        'memory/bounds',
        `cannot ${verb} ${n} elements at address ${ptr}: a memory of ${this.memoryBytes} bytes takes addresses above 0 that are multiples of 4, and whole counts that end within it`,
        { ptr, count: n, memoryBytes: this.memoryBytes },
      );
    }
    return index;
  }

  /** Grows by an eighth, or by what is asked if that is more; by exactly what is asked where an eighth is refused. */
  #grow(bytes: number): number {
    const have = this.memoryBytes / pageBytes;
    const asked = Math.ceil(bytes / pageBytes);
    const generous = Math.min(Math.max(asked, Math.ceil(have / 8)), mostPages - have);
    if (!(asked <= mostPages - have && (this.#tryGrow(generous) || this.#tryGrow(asked)))) {
      const used = this.#allocator.usedBytes;
      fail(
        'memory/exhausted',
        `no memory left: ${megabytes(bytes)} MB more were asked for, ${megabytes(used)} MB are in use of ${megabytes(this.memoryBytes)} MB, and the memory could not grow (4095 MB at most); use a smaller batch, shorter sequences or a smaller model`,
        { askedBytes: bytes, usedBytes: used, memoryBytes: this.memoryBytes },
      );
    }
    const { buffer } = this.#memory;
    this.#floats = new Float32Array(buffer);
    this.#ints = new Int32Array(buffer);
    return buffer.byteLength;
  }

  #tryGrow(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1048576).toFixed(1);
}
