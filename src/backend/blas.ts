import type { Flag, Kernels, Ptr } from './backend.ts';

/** A system's library of linear algebra, which computes products in place of the WASM kernels. */
export interface Blas {
  /** Its name, version and kernel, as runs and checkpoints keep it: results repeat with the same one only. */
  readonly name: string;
  /** Where it was loaded from: helping threads load it again. */
  readonly path: string;
  /** `gemm` of the kernel table, on addresses in `memory`, which is shared and so never moves. */
  gemmOn(memory: WebAssembly.Memory): Kernels['gemm'];
}

// A call to the library costs some 0.2 µs. Below these sizes the WASM kernels are as fast, and constants, so that the
// bits do not depend on a measurement.
/** Multiply-adds of a product from which on the library is called. */
const leastProduct = 1 << 15;
/** Elements of a packed weight from which on its products are the library's, however few rows they have. */
const leastWeight = 1 << 13;

/** Words that stand for a packed weight, which the library packs itself: where it lies and how. */
const [HEADER, TRANSPOSED, ADDRESS, STRIDE] = [4, 0, 1, 2];

/** The kernels with products by a library. What it computes depends on it and on its version, not on the machine alone. */
export function withBlas(kernels: Kernels, blas: Blas, memory: WebAssembly.Memory): Kernels {
  const gemm = blas.gemmOn(memory);
  let words = new Int32Array(memory.buffer);
  const wordsAt = (ptr: Ptr): number => {
    // A view keeps the length that the memory had when it was made.
    if (ptr + HEADER * 4 > words.byteLength) words = new Int32Array(memory.buffer);
    return ptr >> 2;
  };
  return {
    ...kernels,
    gemm(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate) {
      const call = m * n * k < leastProduct ? kernels.gemm : gemm;
      call(transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
    },
    packedSize: (n, k) => (n * k < leastWeight ? kernels.packedSize(n, k) : HEADER),
    pack(transB, n, k, b, ldb, packed) {
      if (n * k < leastWeight) {
        kernels.pack(transB, n, k, b, ldb, packed);
        return;
      }
      const at = wordsAt(packed);
      words[at + TRANSPOSED] = transB;
      words[at + ADDRESS] = b;
      words[at + STRIDE] = ldb;
    },
    gemmPacked(transA, m, n, k, a, lda, packed, c, ldc, accumulate) {
      if (n * k < leastWeight) {
        kernels.gemmPacked(transA, m, n, k, a, lda, packed, c, ldc, accumulate);
        return;
      }
      const at = wordsAt(packed);
      const transB = words[at + TRANSPOSED] as Flag;
      // Addresses from 2³¹ on are negative in a signed word.
      gemm(transA, transB, m, n, k, a, lda, words[at + ADDRESS]! >>> 0, words[at + STRIDE]!, c, ldc, accumulate);
    },
  };
}
