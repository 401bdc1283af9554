import type { Backend } from '../../backend/backend.ts';
import { Random } from '../../util/random.ts';
import { measure } from './measure.ts';
import type { Product } from './sizes.ts';

export interface GemmSpeed {
  readonly ms: number;
  readonly msMedian: number;
  readonly gflops: number;
}

/** Times one product on a backend, as the engine calls it. */
export function measureGemm(
  backend: Backend,
  product: Product,
  options: { readonly rounds?: number; readonly roundMs?: number; readonly warmUpMs?: number } = {},
): GemmSpeed {
  const { m, n, k, transA, transB } = product;
  const random = new Random(1);
  const matrix = (size: number): number => {
    const ptr = backend.allocate(size * backend.floatBytes);
    backend.writeFloats(
      ptr,
      Float32Array.from({ length: size }, () => random.uniform() - 0.5),
    );
    return ptr;
  };
  const [a, b, c] = [matrix(m * k), matrix(k * n), matrix(m * n)];
  const lda = transA === 1 ? m : k;
  const ldb = transB === 1 ? k : n;
  try {
    const { best, median } = measure(
      () => backend.kernels.gemm(transA, transB, m, n, k, a, lda, b, ldb, c, n, 0),
      options,
    );
    return { ms: best, msMedian: median, gflops: (2 * m * n * k) / best / 1e6 };
  } finally {
    for (const ptr of [a, b, c]) backend.free(ptr);
  }
}

/** The speed of a middling product, in a fraction of a second: what a machine is compared by. */
export function quickGflops(backend: Backend): number {
  const product: Product = { name: 'square', m: 256, n: 256, k: 256, transA: 0, transB: 0 };
  return measureGemm(backend, product, { rounds: 7, roundMs: 60 }).gflops;
}

/** A square product that is large enough for a library to show what it can. */
export function squareGflops(backend: Backend): number {
  const product: Product = { name: 'square', m: 1024, n: 1024, k: 1024, transA: 0, transB: 0 };
  return measureGemm(backend, product, { rounds: 7, roundMs: 100 }).gflops;
}
