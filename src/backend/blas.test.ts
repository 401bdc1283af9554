import { expect, it } from 'vitest';
import type { Kernels } from './backend.ts';
import { withProducts } from './blas.ts';

it('finds a packed weight also at addresses that are negative as signed words', () => {
  const memory = new WebAssembly.Memory({ initial: 40_000, maximum: 65_536, shared: true });
  const calls: number[][] = [];
  const kernels = { stridedCopy: (...args: number[]) => void calls.push(args) } as unknown as Kernels;
  const gemm: Kernels['gemm'] = (...args) => void calls.push(args);
  const blas = withProducts(kernels, gemm, memory);
  const [n, k, b, packed] = [128, 128, 2 ** 31 + 4096, 2 ** 31 + 2 ** 28];
  expect(blas.packedSize(n, k)).toBe(n * k + 16);

  blas.pack(0, n, k, b, k, packed);
  blas.gemmPacked(0, 8, n, k, 64, k, packed, 128, n, 1);
  expect(calls).toEqual([[0, 0, 8, n, k, 64, k, b, k, 128, n, 1]]);

  calls.length = 0;
  blas.pack(1, n, k, b, k, packed);
  blas.gemmPacked(0, 8, n, k, 64, k, packed, 128, n, 1);
  expect(calls).toEqual([
    [b, packed + 64, 1, 1, k, n, 0, 0, 1, k],
    [0, 0, 8, n, k, 64, k, packed + 64, n, 128, n, 1],
  ]);
});
