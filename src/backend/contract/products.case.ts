import * as fc from 'fast-check';
import type { Flag } from '../backend.ts';
import { type Bench, type Draw, repeat, forAll, row, size, type Tests } from './bench.case.ts';

interface Shape extends Record<string, number> {
  m: number;
  n: number;
  k: number;
  transA: Flag;
  transB: Flag;
  accumulate: Flag;
}

const flag = fc.constantFrom<Flag>(0, 1);
const shapes = { m: size, n: size, k: size, transA: flag, transB: flag, accumulate: flag };
/** Beyond the blocks that a fast product cuts its operands into. */
const large: Shape[] = [
  { m: 5, n: 9, k: 1100, transA: 0, transB: 1, accumulate: 0 },
  { m: 5, n: 9, k: 1100, transA: 1, transB: 0, accumulate: 1 },
  { m: 3, n: 1030, k: 7, transA: 0, transB: 0, accumulate: 1 },
  { m: 1, n: 1030, k: 515, transA: 0, transB: 1, accumulate: 0 },
  { m: 131, n: 17, k: 33, transA: 1, transB: 1, accumulate: 0 },
  { m: 131, n: 3, k: 513, transA: 0, transB: 0, accumulate: 1 },
];

function transpose(data: readonly number[], rows: number, cols: number): number[] {
  return Array.from({ length: rows * cols }, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)]!);
}

/** A and B in full precision, [m,k] and [k,n], and the blocks that hold them as the flags say. */
function operands(bench: Bench, { m, n, k, transA, transB }: Shape, draw: Draw, wild = false) {
  const numbers = (count: number) => (wild ? draw.wild(count) : draw.normal(count)).map(bench.round);
  const [a, b] = [numbers(m * k), numbers(k * n)];
  return {
    a,
    b,
    A: transA ? bench.floats(transpose(a, m, k), k, draw.gap()) : bench.floats(a, m, draw.gap()),
    B: transB ? bench.floats(transpose(b, k, n), n, draw.gap()) : bench.floats(b, k, draw.gap()),
  };
}

/** Ascending k into one accumulator, each multiplication and addition rounded: the contract, element by element. */
function product(
  bench: Bench,
  { m, n, k, accumulate }: Shape,
  a: number[],
  b: number[],
  c: readonly number[],
): number[] {
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = accumulate ? c[at]! : 0;
    for (let p = 0; p < k; p++) sum = bench.round(sum + bench.round(a[i * k + p]! * b[p * n + j]!));
    return sum;
  });
}

/** C before: not a number where it must not be read. */
function before(bench: Bench, { m, n, accumulate }: Shape, draw: Draw) {
  return accumulate ? bench.inout(draw.normal(m * n), m, draw.gap()) : bench.out(m, n, draw.gap());
}

export const products: Tests<'gemm' | 'packedSize' | 'pack' | 'gemmPacked'> = {
  gemm: {
    'is the product, term by term in ascending k': (bench) => {
      forAll(
        shapes,
        (s, draw) => {
          const { a, b, A, B } = operands(bench, s, draw);
          const C = before(bench, s, draw);
          const after = bench.run('gemm', s.transA, s.transB, s.m, s.n, s.k, A, A.ld, B, B.ld, C, C.ld, s.accumulate);
          bench.equal(after(C), product(bench, s, a, b, C.data), 'C');
        },
        large,
        150,
      );
    },
    'takes NaN and infinity only to where they belong': (bench) => {
      forAll(shapes, (s, draw) => {
        const { a, b, A, B } = operands(bench, s, draw, true);
        const C = before(bench, s, draw);
        const after = bench.run('gemm', s.transA, s.transB, s.m, s.n, s.k, A, A.ld, B, B.ld, C, C.ld, s.accumulate);
        bench.equal(after(C), product(bench, s, a, b, C.data), 'C');
      });
    },
    'gives a row alone the bits that it has in a batch': (bench) => {
      forAll(
        shapes,
        (s, draw) => {
          const { a, A, B } = operands(bench, s, draw);
          const C = before(bench, s, draw);
          const all = bench.run('gemm', s.transA, s.transB, s.m, s.n, s.k, A, A.ld, B, B.ld, C, C.ld, s.accumulate)(C);
          for (let i = 0; i < Math.min(s.m, 9); i++) {
            const [x, y] = [bench.floats(row(a, i, s.k), s.transA ? s.k : 1), bench.inout(row(C.data, i, s.n))];
            const after = bench.run('gemm', s.transA, s.transB, 1, s.n, s.k, x, x.ld, B, B.ld, y, y.ld, s.accumulate);
            bench.bits(after(y), row(all, i, s.n), `row ${i}`);
          }
        },
        large,
        20,
      );
    },
    'may read A and B from one buffer': (bench) => {
      forAll({ n: size }, ({ n }, draw) => {
        const a = draw.normal(n * n).map(bench.round);
        const [A, C] = [bench.floats(a, n, 1), bench.out(n, n)];
        const shape: Shape = { m: n, n, k: n, transA: 0, transB: 1, accumulate: 0 };
        const after = bench.run('gemm', 0, 1, n, n, n, A, A.ld, A, A.ld, C, C.ld, 0);
        bench.equal(after(C), product(bench, shape, a, transpose(a, n, n), C.data), 'A·Aᵀ');
      });
    },
  },

  packedSize: {
    'is a whole number that holds B': (bench) => {
      forAll({ n: size, k: size }, ({ n, k }) => {
        const floats = bench.returns('packedSize', n, k);
        if (!(Number.isInteger(floats) && floats >= n * k)) throw new Error(`packedSize(${n}, ${k}) is ${floats}`);
      });
    },
  },

  pack: {
    'writes no more than packedSize, and the same for B and its transpose': (bench) => {
      forAll({ n: size, k: size }, ({ n, k }, draw) => {
        const b = draw.normal(k * n);
        const [B, transposed] = [bench.floats(b, k, draw.gap()), bench.floats(transpose(b, k, n), n, draw.gap())];
        const packed = bench.inout(repeat(0, bench.returns('packedSize', n, k)));
        const plain = bench.run('pack', 0, n, k, B, B.ld, packed)(packed);
        bench.bits(bench.run('pack', 1, n, k, transposed, transposed.ld, packed)(packed), plain, 'packed');
      });
    },
  },

  gemmPacked: {
    'has the bits of gemm': (bench) => {
      forAll(
        shapes,
        (s, draw) => {
          const { A, B } = operands(bench, s, draw);
          const C = before(bench, s, draw);
          const plain = bench.run('gemm', s.transA, s.transB, s.m, s.n, s.k, A, A.ld, B, B.ld, C, C.ld, s.accumulate);
          // What pack leaves unwritten must not matter: it is NaN here.
          const room = bench.out(1, bench.returns('packedSize', s.n, s.k));
          const packed = bench.floats(bench.run('pack', s.transB, s.n, s.k, B, B.ld, room)(room));
          const after = bench.run('gemmPacked', s.transA, s.m, s.n, s.k, A, A.ld, packed, C, C.ld, s.accumulate);
          bench.bits(after(C), plain(C), 'C');
        },
        large,
        100,
      );
    },
  },
};
