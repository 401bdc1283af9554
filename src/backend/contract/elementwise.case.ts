import * as fc from 'fast-check';
import { hash32 } from '../../util/random.ts';
import type { Kernels } from '../backend.ts';
import { type Bench, type Block, type Draw, forAll, type Tests } from './bench.case.ts';

const length = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(63, 64, 65, 1023, 1025, 1111));

type Unary = 'relu' | 'tanh' | 'sigmoid' | 'exp' | 'log' | 'sqrt' | 'abs';
type Binary = 'add' | 'sub' | 'mul' | 'div' | 'reluGrad' | 'tanhGrad' | 'sigmoidGrad' | 'absGrad';
type Numbers = (draw: Draw, n: number) => number[];
type Compare = 'equal' | 'close';

const wild: Numbers = (draw, n) => draw.wild(n, 3);

/** y[i] = f(x[i]), also in place with the same bits, also wherever the element stands. */
function unary(name: Unary, f: (x: number) => number, compare: Compare, draws: Numbers[] = [wild]) {
  return {
    'maps each element, also in place': (bench: Bench) => {
      for (const numbers of draws) {
        forAll({ n: length }, ({ n }, draw) => {
          const [x, y] = [bench.floats(numbers(draw, n)), bench.out(1, n)];
          const got = bench.run(name, x, y, n)(y);
          bench[compare](
            got,
            x.data.map((x) => bench.round(f(x))),
            name,
          );
          const same = bench.inout(x.data);
          bench.bits(bench.run(name, same, same, n)(same), got, 'in place');
          const last = bench.floats(x.data.slice(-1));
          const one = bench.out(1, last.cols);
          bench.bits(bench.run(name, last, one, last.cols)(one), got.slice(-1), 'the last element alone');
        });
      }
    },
  };
}

/** y[i] = f(a[i], b[i]), also over either input, and with both inputs the same. */
function binary(name: Binary, f: (a: number, b: number) => number, compare: Compare, first: Numbers = wild) {
  return {
    'combines each pair, also in place': (bench: Bench) => {
      forAll({ n: length }, ({ n }, draw) => {
        const [a, b] = [bench.floats(first(draw, n)), bench.floats(wild(draw, n))];
        const expected = (b: Block) => a.data.map((x, i) => bench.round(f(x, b.data[i]!)));
        const y = bench.out(1, n);
        const got = bench.run(name, a, b, y, n)(y);
        bench[compare](got, expected(b), name);
        const [overA, overB] = [bench.inout(a.data), bench.inout(b.data)];
        bench.bits(bench.run(name, overA, b, overA, n)(overA), got, 'over the first input');
        bench.bits(bench.run(name, a, overB, overB, n)(overB), got, 'over the second input');
        bench[compare](bench.run(name, overA, overA, overA, n)(overA), expected(a), 'all one buffer');
      });
    },
  };
}

/** y[i] = f(alpha, x[i]), also in place. */
function withNumber(name: 'scale' | 'offset', f: (alpha: number, x: number) => number) {
  return {
    'takes the number as a float of the backend, also in place': (bench: Bench) => {
      forAll({ n: length }, ({ n }, draw) => {
        const alpha = draw.normal(1)[0]!;
        const [x, y] = [bench.floats(wild(draw, n)), bench.out(1, n)];
        const got = bench.run(name, alpha, x, y, n)(y);
        bench.equal(
          got,
          x.data.map((x) => bench.round(f(bench.round(alpha), x))),
          name,
        );
        const same = bench.inout(x.data);
        bench.bits(bench.run(name, alpha, same, same, n)(same), got, 'in place');
      });
    },
  };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** Outputs of an activation: what the gradients from outputs are handed. */
const outputs: Numbers = (draw, n) => draw.wild(n).map(Math.tanh);

export const elementwise: Tests<
  Unary | Binary | Extract<keyof Kernels, 'scale' | 'offset' | 'axpy' | 'clamp' | 'dropoutMask'>
> = {
  add: binary('add', (a, b) => a + b, 'equal'),
  sub: binary('sub', (a, b) => a - b, 'equal'),
  mul: binary('mul', (a, b) => a * b, 'equal'),
  div: binary('div', (a, b) => a / b, 'equal'),

  scale: withNumber('scale', (alpha, x) => alpha * x),
  offset: withNumber('offset', (alpha, x) => x + alpha),

  axpy: {
    'adds a multiple, also of itself': (bench) => {
      forAll({ n: length }, ({ n }, draw) => {
        const alpha = bench.round(draw.normal(1)[0]!);
        const [x, y] = [bench.floats(wild(draw, n)), bench.inout(wild(draw, n))];
        const expected = (x: Block) => y.data.map((y, i) => bench.round(y + bench.round(alpha * x.data[i]!)));
        bench.equal(bench.run('axpy', alpha, x, y, n)(y), expected(x), 'y');
        bench.equal(bench.run('axpy', alpha, y, y, n)(y), expected(y), 'y + alpha·y');
      });
    },
  },

  clamp: {
    'keeps within bounds, and NaN as NaN': (bench) => {
      forAll({ n: length }, ({ n }, draw) => {
        const [low, high] = [bench.round(-Math.abs(draw.normal(1)[0]!)), bench.round(Math.abs(draw.normal(1)[0]!))];
        const [x, y] = [bench.floats(wild(draw, n)), bench.out(1, n)];
        const expected = x.data.map((x) => Math.min(Math.max(x, low), high));
        bench.equal(bench.run('clamp', low, high, x, y, n)(y), expected, 'y');
        const same = bench.inout(x.data);
        bench.equal(bench.run('clamp', low, high, same, same, n)(same), expected, 'in place');
        const open = bench.run('clamp', -Infinity, high, x, y, n)(y);
        bench.equal(
          open,
          x.data.map((x) => Math.min(x, high)),
          'without a lower bound',
        );
      });
    },
  },

  relu: unary('relu', (x) => Math.max(x, 0), 'equal'),
  tanh: unary('tanh', Math.tanh, 'close', [wild, (draw, n) => draw.normal(n, 0.01), (draw, n) => draw.normal(n, 50)]),
  sigmoid: unary('sigmoid', sigmoid, 'close', [wild, (draw, n) => draw.normal(n, 50)]),
  // Past ±88 a float32 overflows to infinity, or underflows to 0.
  exp: unary('exp', Math.exp, 'close', [wild, (draw, n) => draw.normal(n, 40)]),
  log: unary('log', Math.log, 'close', [wild, (draw, n) => draw.normal(n, 30).map(Math.exp)]),
  sqrt: unary('sqrt', Math.sqrt, 'equal', [wild, (draw, n) => draw.positive(n)]),
  abs: unary('abs', Math.abs, 'equal'),

  reluGrad: binary('reluGrad', (y, dy) => (y > 0 ? dy : 0), 'equal'),
  tanhGrad: binary('tanhGrad', (y, dy) => dy * (1 - y * y), 'close', outputs),
  sigmoidGrad: binary('sigmoidGrad', (y, dy) => dy * y * (1 - y), 'close', outputs),
  absGrad: binary('absGrad', (x, dy) => dy * Math.sign(x), 'equal'),

  dropoutMask: {
    'is the mask of hash32, the same everywhere': (bench) => {
      forAll({ n: length, seed: fc.nat({ max: 4294967295 }), percent: fc.integer({ min: 0, max: 100 }) }, (s) => {
        const [y, keep] = [bench.out(1, s.n), s.percent / 100];
        const expected = y.data.map((_, i) => (hash32(s.seed, i) / 4294967296 < keep ? bench.round(1 / keep) : 0));
        bench.bits(bench.run('dropoutMask', s.seed, keep, y, s.n)(y), expected, `seed ${s.seed}, keep ${keep}`);
      });
    },
    'leaves out an element whose number is just the share that is kept': (bench) => {
      const y = bench.out(1, 5);
      const mask = bench.run('dropoutMask', 42, hash32(42, 3) / 4294967296, y, 5)(y);
      bench.equal(mask.slice(3, 4), [0], 'element 3');
    },
    'keeps about the share that it is told': (bench) => {
      const y = bench.out(1, 20000);
      const mask = bench.run('dropoutMask', 42, 0.8, y, 20000)(y);
      const kept = mask.filter((x) => x > 0).length / mask.length;
      if (Math.abs(kept - 0.8) > 0.01) throw new Error(`kept ${kept}`);
    },
  },
};
