import { expect, fail } from '../util/errors.ts';
import { inflate } from '../util/inflate.ts';
import type { Kernels, Ptr } from './backend.ts';
import { deflatedBase64, moduleBytes, sharedFlagAt } from './kernels.wasm.ts';

/** What the module exports besides the kernels. */
interface Setup {
  /** Bytes of scratch memory that the kernels need. */
  scratchBytes(): number;
  /** Tells the kernels of this instance where their scratch memory is. */
  initialise(scratch: Ptr): void;
}

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
  im2col: true,
  col2im: true,
  maxPool: true,
  maxPoolGrad: true,
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

/** The kernels of this package, for a memory that is shared between threads or not. */
export function kernelBytes(shared: boolean): Uint8Array<ArrayBuffer> {
  const text = atob(deflatedBase64);
  const deflated = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) deflated[i] = text.charCodeAt(i);
  const bytes = inflate(deflated, moduleBytes);
  bytes[sharedFlagAt] = shared ? 3 : 1;
  return bytes;
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
