import type { Kernels, Ptr } from './backend.ts';

/** A system's library of linear algebra, which computes products in place of the WASM kernels. */
export interface Blas {
  /** Its name, version and kernel, as runs and checkpoints keep it: results repeat with the same one only. */
  readonly name: string;
  /** Where it was loaded from: helping threads load it again. */
  readonly path: string;
  /** The kernels with the library's products, on addresses in `memory`, which is shared and so never moves. */
  over(kernels: Kernels, memory: WebAssembly.Memory): Kernels;
}

// A call to the library costs some 0.2 µs. Below these sizes the WASM kernels are as fast, and constants, so that the
// bits do not depend on a measurement.
/** Multiply-adds of a product from which on the library is called. */
const leastProduct = 1 << 15;
/** Elements of a packed weight from which on its products are the library's, however few rows they have. */
const leastWeight = 1 << 13;

/** What stands before a packed weight, in words: where op(B) lies, and how far apart its rows are. */
const [HEADER, ADDRESS, STRIDE] = [16, 0, 1];

/** The kernels with products by `gemm`, a library's, where they are large enough. Both work in `memory`. */
export function withProducts(kernels: Kernels, gemm: Kernels['gemm'], memory: WebAssembly.Memory): Kernels {
  let words = new Int32Array(memory.buffer);
  const wordsAt = (ptr: Ptr): number => {
    // A view keeps the length that the memory had when it was made.
    if (ptr + HEADER * 4 > words.byteLength) words = new Int32Array(memory.buffer);
    // Addresses from 2³¹ on are negative in a signed word.
    return ptr >>> 2;
  };
  return {
    ...kernels,
    gemm(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate) {
      if (m * n * k < leastProduct) kernels.gemm(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
      else gemm(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
    },
    packedSize: (n, k) => (n * k < leastWeight ? kernels.packedSize(n, k) : HEADER + n * k),
    pack(transB, n, k, b, ldb, packed) {
      if (n * k < leastWeight) {
        kernels.pack(transB, n, k, b, ldb, packed);
        return;
      }
      // The library packs each time, a few rows by a quarter faster where the weight is not transposed.
      const turned = packed + HEADER * 4;
      if (transB === 1) kernels.stridedCopy(b, turned, 1, 1, k, n, 0, 0, 1, ldb);
      const at = wordsAt(packed);
      words[at + ADDRESS] = transB === 1 ? turned : b;
      words[at + STRIDE] = transB === 1 ? n : ldb;
    },
    gemmPacked(transA, m, n, k, a, lda, packed, c, ldc, accumulate) {
      if (n * k < leastWeight) {
        kernels.gemmPacked(transA, m, n, k, a, lda, packed, c, ldc, accumulate);
        return;
      }
      const at = wordsAt(packed);
      gemm(transA, 0, m, n, k, a, lda, words[at + ADDRESS]! >>> 0, words[at + STRIDE]!, c, ldc, accumulate);
    },
  };
}
