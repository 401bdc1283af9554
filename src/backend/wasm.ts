import { expect, fail } from '../util/errors.ts';
import { Allocator } from './allocator.ts';
import type { Backend, Kernels, Ptr } from './backend.ts';
import { wasmBase64 } from './kernels.wasm.ts';
import { programsOver, type Programs } from './sequences/programs.ts';

/** What the module exports besides the kernels. */
interface Setup {
  /** Bytes of scratch memory that the kernels need. */
  scratchBytes(): number;
  /** Tells the kernels of this instance where their scratch memory is. */
  initialise(scratch: Ptr): void;
}

const pageBytes = 65536;
/** Addresses have 32 bits. The last page is never used: a block that ended at 2³² would end at 0 in the kernels' loops. */
const mostPages = 65535;

/** Every kernel there is; the compiler says which is missing. */
const kernelNames: Record<keyof Kernels, true> = {
  gemm: true,
  packedSize: true,
  pack: true,
  gemmPacked: true,
  fill: true,
  copy: true,
  copyRows: true,
  stridedCopy: true,
  stridedAdd: true,
  gatherRows: true,
  scatterAddRows: true,
  add: true,
  sub: true,
  mul: true,
  div: true,
  scale: true,
  offset: true,
  axpy: true,
  clamp: true,
  relu: true,
  tanh: true,
  sigmoid: true,
  exp: true,
  log: true,
  sqrt: true,
  abs: true,
  reluGrad: true,
  tanhGrad: true,
  sigmoidGrad: true,
  absGrad: true,
  dropoutMask: true,
  sum: true,
  rowSum: true,
  sumRows: true,
  sumSquares: true,
  activeRows: true,
  firstNonFinite: true,
  argmaxRows: true,
  rankRows: true,
  softmaxRows: true,
  softmaxRowsGrad: true,
  logSoftmaxRows: true,
  logSoftmaxRowsGrad: true,
  crossEntropyRows: true,
  scaleRows: true,
  layerNormRows: true,
  layerNormRowsGrad: true,
  elmanForward: true,
  elmanBackward: true,
  lstmForward: true,
  lstmBackward: true,
  gruForward: true,
  gruBackward: true,
  gruResetForward: true,
  gruCandidateForward: true,
  gruCandidateBackward: true,
  gruResetBackward: true,
  sgdUpdate: true,
  adamUpdate: true,
  rmspropUpdate: true,
  adagradUpdate: true,
};

/** The bytes of a module that stands in the source as base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Compiles the kernels, synchronously. Throws `backend/no-wasm`, `backend/no-simd` or `backend/compile`. */
export function compileKernels(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  expect(
    typeof WebAssembly === 'object',
    'backend/no-wasm',
    () =>
      'this JavaScript engine has no WebAssembly, which Elman computes with; use a current browser or Node 20.19 and later',
  );
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (!WebAssembly.validate(bytes)) {
      return fail(
        'backend/no-simd',
        'this JavaScript engine has WebAssembly without SIMD, which Elman computes with; use Chrome 91, Firefox 89, Safari 16.4, Node 20.19 or later',
        {},
        error,
      );
    }
    return fail(
      'backend/compile',
      `the WebAssembly kernels did not compile: ${String(error)}; a page with a content security policy must allow 'wasm-unsafe-eval'`,
      {},
      error,
    );
  }
}

/** An instance of the kernels on `memory`, with no wrapper around any of them. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels & Setup {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  // A plain object is faster to look a kernel up in than the frozen one of the engine.
  const table: Record<string, unknown> = {};
  for (const name of [...Object.keys(kernelNames), 'scratchBytes', 'initialise']) {
    const exported = instance.exports[name];
    expect(
      typeof exported === 'function',
      'backend/stale',
      () => `the WebAssembly module has no kernel "${name}"; run \`npm run build\` again`,
    );
    table[name] = exported;
  }
  return table as unknown as Kernels & Setup;
}

/** The default backend: float32 in the memory of a WebAssembly instance, one thread. */
export function createWasmBackend(): Backend {
  return new WasmBackend(compileKernels(decodeBase64(wasmBase64)));
}

class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly floatBytes = 4;
  readonly kernels: Kernels;
  readonly programs: Programs;
  readonly #memory: WebAssembly.Memory;
  readonly #allocator: Allocator;
  #floats: Float32Array<ArrayBuffer>;
  #ints: Int32Array<ArrayBuffer>;

  constructor(module: WebAssembly.Module) {
    this.#memory = new WebAssembly.Memory({ initial: 64 });
    const buffer = this.#memory.buffer;
    this.#floats = new Float32Array(buffer);
    this.#ints = new Int32Array(buffer);
    const kernels = instantiateKernels(module, this.#memory);
    // The first kilobyte is the module's own.
    this.#allocator = new Allocator(1024, buffer.byteLength, (bytes) => this.#grow(bytes));
    kernels.initialise(this.#allocator.allocate(kernels.scratchBytes()));
    this.kernels = kernels;
    this.programs = programsOver(kernels, this.floatBytes);
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

  readFloats(ptr: Ptr, n: number): Float32Array<ArrayBuffer> {
    const from = this.#index(ptr, n, 'read');
    return this.#floats.slice(from, from + n);
  }

  readInts(ptr: Ptr, n: number): Int32Array<ArrayBuffer> {
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

  viewFloats(ptr: Ptr, n: number): Float32Array<ArrayBuffer> {
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
    const buffer = this.#memory.buffer;
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
