import { describe, expect, test } from 'vitest';
import { hash32, Random } from '../util/random.ts';
import type { Flag, Ptr } from './backend.ts';
import { backendContract } from './contract.case.ts';
import { defaultBackend } from './select.ts';
import { createWasmBackend } from './wasm.ts';
import { compileKernels } from './wasm-module.ts';

backendContract('WASM', createWasmBackend, { relative: 2e-6, absolute: 2e-6 });

const backend = createWasmBackend();
const { kernels } = backend;
const random = new Random(11);

function normals(n: number): Float32Array {
  return Float32Array.from({ length: n }, () => random.normal());
}

/** Runs `body` with the arrays in memory, and frees them again. */
function withArrays<R>(arrays: ArrayLike<number>[], body: (...ptrs: Ptr[]) => R): R {
  const ptrs = arrays.map((array) => {
    const ptr = backend.allocate(array.length * 4);
    if (array instanceof Int32Array) backend.writeInts(ptr, array);
    else backend.writeFloats(ptr, array);
    return ptr;
  });
  try {
    return body(...ptrs);
  } finally {
    for (const ptr of ptrs) backend.free(ptr);
  }
}

/** f(x) of a unary kernel, for all x at once. */
function map(name: 'tanh' | 'sigmoid' | 'exp' | 'log', xs: ArrayLike<number>): Float32Array {
  return withArrays([xs], (x) => {
    kernels[name](x, x, xs.length);
    return backend.readFloats(x, xs.length);
  });
}

interface Product {
  transA: Flag;
  transB: Flag;
  accumulate: Flag;
  m: number;
  n: number;
  k: number;
  lda: number;
  ldb: number;
  ldc: number;
}

/** The contract in plain loops: one float32 accumulator an element, ascending k. */
function plainProduct(p: Product, a: Float32Array, b: Float32Array, c: Float32Array): Float32Array {
  const result = c.slice();
  const aByM = p.transA ? 1 : p.lda;
  const aByK = p.transA ? p.lda : 1;
  const bByK = p.transB ? 1 : p.ldb;
  const bByN = p.transB ? p.ldb : 1;
  for (let i = 0; i < p.m; i++) {
    for (let j = 0; j < p.n; j++) {
      let sum = p.accumulate ? c[i * p.ldc + j]! : 0;
      for (let l = 0; l < p.k; l++) {
        sum = Math.fround(sum + Math.fround(a[i * aByM + l * aByK]! * b[l * bByK + j * bByN]!));
      }
      result[i * p.ldc + j] = sum;
    }
  }
  return result;
}

describe('gemm, to the bit', () => {
  const sizes: [number, number, number][] = [
    [1, 1, 1],
    [1, 64, 3],
    [1, 64, 16],
    [2, 33, 5],
    [3, 7, 2],
    [4, 8, 1],
    [5, 9, 513],
    [7, 31, 4],
    [8, 40, 17],
    [13, 65, 100],
    [131, 23, 40],
    [129, 8, 600],
    [6, 1040, 11],
    [1, 1100, 1030],
    [64, 3, 20],
    [16, 16, 1025],
    [0, 5, 3],
    [5, 0, 3],
    [5, 3, 0],
    [2, 3, 0],
    [37, 1, 72],
    [9, 1, 516],
  ];
  const flags: Flag[] = [0, 1];
  const products = sizes.flatMap(([m, n, k]) =>
    flags.flatMap((transA) =>
      flags.flatMap((transB) =>
        flags.map((accumulate): Product => {
          const lda = (transA ? m : k) + (m % 3);
          const ldb = (transB ? k : n) + (n % 2);
          return { transA, transB, accumulate, m, n, k, lda, ldb, ldc: n + (k % 4) };
        }),
      ),
    ),
  );

  test.each(products)('m $m, n $n, k $k, transA $transA, transB $transB, accumulate $accumulate', (p) => {
    const { transA, transB, m, n, k, lda, ldb, ldc, accumulate } = p;
    const a = normals((transA ? k : m) * lda + 8);
    const b = normals((transB ? n : k) * ldb + 8);
    const c = normals(m * ldc + 8);
    const expected = plainProduct(p, a, b, c);
    const packed = new Float32Array(kernels.packedSize(n, k) + 1).fill(7);
    withArrays([a, b, c, c, c, packed], (pa, pb, whole, byRow, fromPacked, panels) => {
      kernels.gemm(transA, transB, m, n, k, pa, lda, pb, ldb, whole, ldc, accumulate);
      expect(backend.readFloats(whole, c.length)).toEqual(expected);
      for (let i = 0; i < m; i++) {
        const row = pa + 4 * i * (transA ? 1 : lda);
        kernels.gemm(transA, transB, 1, n, k, row, lda, pb, ldb, byRow + 4 * i * ldc, ldc, accumulate);
      }
      expect(backend.readFloats(byRow, c.length)).toEqual(expected);
      kernels.pack(transB, n, k, pb, ldb, panels);
      kernels.gemmPacked(transA, m, n, k, pa, lda, panels, fromPacked, ldc, accumulate);
      expect(backend.readFloats(fromPacked, c.length)).toEqual(expected);
      expect(backend.readFloats(panels + 4 * (packed.length - 1), 1)[0]).toBe(7);
    });
  });
});

describe('elementary functions', () => {
  const special = [NaN, Infinity, -Infinity, 0, -0, 1e-45, -1e-45, 3.4e38, -3.4e38];
  const wide = Float32Array.from({ length: 200_003 }, (_, i) => (i - 100_001) / 900);
  const steps = (from: number, factor: number, n: number) =>
    Float32Array.from({ length: n }, (_, i) => from * Math.pow(factor, i));

  test('tanh is within 3.2e-7, odd, and reaches 1', () => {
    const ys = map('tanh', wide);
    let worst = 0;
    for (let i = 0; i < wide.length; i++) worst = Math.max(worst, Math.abs(ys[i]! - Math.tanh(wide[i]!)));
    expect(worst).toBeLessThan(3.2e-7);
    expect(ys.every((y) => Math.abs(y) <= 1)).toBe(true);
    expect([...map('tanh', special)]).toEqual([NaN, 1, -1, 0, -0, expect.any(Number), expect.any(Number), 1, -1]);
  });

  test('sigmoid is within 2e-7', () => {
    const ys = map('sigmoid', wide);
    let worst = 0;
    for (let i = 0; i < wide.length; i++) worst = Math.max(worst, Math.abs(ys[i]! - 1 / (1 + Math.exp(-wide[i]!))));
    expect(worst).toBeLessThan(2e-7);
    expect([...map('sigmoid', special)]).toEqual([NaN, 1, 0, 0.5, 0.5, 0.5, 0.5, 1, 0]);
  });

  test('exp is within 3e-7 of itself, overflows to infinity and underflows through denormals to 0', () => {
    const ys = map('exp', wide);
    const wrong = wide.filter((x, i) => {
      const right = Math.exp(x);
      if (right > 3.4028235677973366e38) return ys[i] !== Infinity;
      return Math.abs(ys[i]! - right) > 3e-7 * right + 1e-45;
    });
    expect([...wrong]).toEqual([]);
    expect([...map('exp', special)]).toEqual([NaN, Infinity, 0, 1, 1, 1, 1, Infinity, 0]);
  });

  test('log is within 3e-7 of itself, down to the denormals', () => {
    const xs = Float32Array.from([...steps(1e-44, 1.0005, 380_000), ...steps(0.9, 1.000001, 200_000)]);
    const ys = map('log', xs);
    const wrong = xs.filter((x, i) => Math.abs(ys[i]! - Math.log(x)) > 3e-7 * Math.abs(Math.log(x)));
    expect([...wrong]).toEqual([]);
    expect([...map('log', [NaN, Infinity, -Infinity, 0, -0, -1e-45, 1])]).toEqual([
      NaN,
      Infinity,
      NaN,
      -Infinity,
      -Infinity,
      NaN,
      0,
    ]);
  });

  test('the bits of an element do not depend on where it stands', () => {
    const xs = normals(37);
    for (const name of ['tanh', 'sigmoid', 'exp', 'log'] as const) {
      const all = map(name, xs);
      for (let i = 0; i < xs.length; i++) expect(map(name, xs.subarray(i))).toEqual(all.subarray(i));
      expect(map(name, xs.subarray(5, 6))[0]).toBe(all[5]);
    }
  });
});

describe('rows of scores', () => {
  test('cross-entropy of a large vocabulary', () => {
    const cols = 25_000;
    const x = normals(cols).map((v) => v * 5);
    withArrays([x, Int32Array.of(17), new Float32Array(1)], (px, target, loss) => {
      kernels.crossEntropyRows(px, target, loss, px, 1, cols);
      let total = 0;
      for (const v of x) total += Math.exp(v);
      expect(backend.readFloats(loss, 1)[0]).toBeCloseTo(Math.log(total) - x[17]!, 5);
      const dx = backend.readFloats(px, cols);
      for (let j = 0; j < cols; j++)
        expect(Math.abs(dx[j]! - Math.exp(x[j]!) / total + (j === 17 ? 1 : 0))).toBeLessThan(2e-7);
    });
  });

  test('a row with NaN gives NaN, not a trap', () => {
    withArrays([[1, NaN, 2, 3, 4], Int32Array.of(0), [0]], (x, target, loss) => {
      kernels.crossEntropyRows(x, target, loss, x, 1, 5);
      expect([...backend.readFloats(x, 5), ...backend.readFloats(loss, 1)]).toEqual(Array(6).fill(NaN));
      kernels.softmaxRows(x, x, 1, 5);
      kernels.argmaxRows(x, target, 1, 5);
      expect(backend.readInts(target, 1)[0]).toBe(0);
    });
  });
});

test('the dropout mask is the hash of util/random.ts', () => {
  for (const [seed, keep] of [
    [0, 0.5],
    [0xdeadbeef, 0.9],
    [7, 0.1],
    [1, 1],
    [2, 0],
  ] as const) {
    withArrays([new Float32Array(103)], (y) => {
      kernels.dropoutMask(seed, keep, y, 103);
      const expected = Float32Array.from({ length: 103 }, (_, i) =>
        hash32(seed, i) / 4294967296 < keep ? 1 / keep : 0,
      );
      expect(backend.readFloats(y, 103)).toEqual(expected);
    });
  }
});

describe('gates', () => {
  test('a step of one row has the bits of that row in a batch, and rows past their length keep their state', () => {
    const [rows, hidden] = [5, 11];
    const gates = normals(rows * 4 * hidden);
    const h = normals(rows * hidden);
    const c = normals(rows * hidden);
    const lengths = Int32Array.of(3, 2, 9, 1, 4);
    withArrays([gates, h, c, new Float32Array(h.length).fill(5), lengths], (pg, ph, pc, ys, pl) => {
      kernels.lstmForward(pg, 4 * hidden, ph, pc, ys, hidden, 0, 0, 0, pl, 2, rows, hidden);
      const batch = [ph, pc, ys].map((ptr) => backend.readFloats(ptr, h.length));
      for (let b = 0; b < rows; b++) {
        const [from, to] = [b * hidden, (b + 1) * hidden];
        const inputs = [
          gates.subarray(4 * from, 4 * to),
          h.subarray(from, to),
          c.subarray(from, to),
          h.subarray(from, to),
        ];
        withArrays(inputs, (g1, h1, c1, y1) => {
          if (lengths[b]! > 2) kernels.lstmForward(g1, 4 * hidden, h1, c1, y1, hidden, 0, 0, 0, 0, 0, 1, hidden);
          else kernels.fill(0, y1, hidden);
          expect(batch.map((array) => array.slice(from, to))).toEqual(
            [h1, c1, y1].map((p) => backend.readFloats(p, hidden)),
          );
        });
      }
    });
  });
});

describe('memory', () => {
  test('grows, keeps what it holds, and refreshes its views', () => {
    const own = createWasmBackend();
    const small = own.allocate(16);
    own.writeFloats(small, [1, 2, 3, 4]);
    const before = own.memoryBytes;
    const large = own.allocate(before * 2);
    expect(own.memoryBytes).toBeGreaterThan(before * 2);
    own.writeInts(large, [5, -6]);
    expect([...own.readFloats(small, 4), ...own.readInts(large, 2)]).toEqual([1, 2, 3, 4, 5, -6]);
    const view = own.viewFloats(small, 4);
    own.kernels.scale(2, small, small, 4);
    expect([...view]).toEqual([2, 4, 6, 8]);
    own.free(large);
    expect(own.allocate(before)).toBe(large);
  });

  test('says what was asked for when it is exhausted', () => {
    const own = createWasmBackend();
    expect(() => own.allocate(2 ** 33)).toThrow(expect.objectContaining({ code: 'memory/exhausted' }));
    expect(() => own.allocate(2 ** 33)).toThrow(/8\d{3}\.\d MB more .* MB are in use/);
    expect(own.allocate(64)).toBeGreaterThan(0);
  });

  test('leaves the last page of 4 GB alone: the end of a block would be address 0', () => {
    const own = createWasmBackend();
    for (let size = 2 ** 31; size >= 64;) {
      try {
        own.allocate(size);
      } catch (error) {
        expect(error).toMatchObject({ code: 'memory/exhausted' });
        size /= 2;
      }
    }
    expect(() => own.allocate(64)).toThrow(/\(4095 MB at most\)/);
    const last = own.memoryBytes - 64;
    own.writeFloats(last, Array(16).fill(3));
    own.kernels.scale(2, last, last, 16);
    expect([...own.readFloats(last, 16)]).toEqual(Array(16).fill(6));
    expect(own.memoryBytes).toBeLessThan(2 ** 32);
  });

  test('refuses to read or write outside of it', () => {
    const bytes = backend.memoryBytes;
    for (const attempt of [
      () => backend.readFloats(0, 1),
      () => backend.readFloats(66, 1),
      () => backend.readInts(bytes - 4, 2),
      () => backend.viewFloats(64, -1),
      () => backend.viewFloats(64, 0.5),
      () => backend.viewFloats(64, Number.NaN),
      () => backend.writeFloats(bytes, [1]),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'memory/bounds' }));
    }
  });
});

describe('choosing', () => {
  test('the default backend is one for the whole program', () => {
    expect(defaultBackend()).toBe(defaultBackend());
    expect(defaultBackend().name).toBe('wasm');
  });

  test('an engine that refuses the module gets a typed error', () => {
    expect(() => compileKernels(Uint8Array.of(0, 97, 115, 109, 9))).toThrow(
      expect.objectContaining({ code: 'backend/no-simd' }),
    );
  });
});
