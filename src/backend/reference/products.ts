import type { Kernels } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

type Products = Pick<Kernels, 'gemm' | 'packedSize' | 'pack' | 'gemmPacked'>;

/** Matrix products. The packed layout is op(B) itself, [k, n]. */
export function productKernels(memory: ReferenceMemory): Products {
  const gemm: Kernels['gemm'] = (transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate) => {
    const f = memory.floats;
    const [a0, b0, c0] = [memory.float(a), memory.float(b), memory.float(c)];
    const [aRow, aCol] = transA ? [1, lda] : [lda, 1];
    const [bRow, bCol] = transB ? [1, ldb] : [ldb, 1];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const at = c0 + i * ldc + j;
        let sum = accumulate ? f[at]! : 0;
        for (let p = 0; p < k; p++) sum += f[a0 + i * aRow + p * aCol]! * f[b0 + p * bRow + j * bCol]!;
        f[at] = sum;
      }
    }
  };

  return {
    gemm,

    packedSize: (n, k) => n * k,

    pack(transB, n, k, b, ldb, packed) {
      const f = memory.floats;
      const [b0, y0] = [memory.float(b), memory.float(packed)];
      const [bRow, bCol] = transB ? [1, ldb] : [ldb, 1];
      for (let p = 0; p < k; p++) for (let j = 0; j < n; j++) f[y0 + p * n + j] = f[b0 + p * bRow + j * bCol]!;
    },

    gemmPacked(transA, m, n, k, a, lda, packed, c, ldc, accumulate) {
      gemm(transA, 0, m, n, k, a, lda, packed, n, c, ldc, accumulate);
    },
  };
}
