import { exp, log, sigmoid, tanh } from '../../util/portable-math.ts';
import { hash32 } from '../../util/random.ts';
import type { Kernels, Ptr } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

type Elementwise = Pick<
  Kernels,
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'scale'
  | 'offset'
  | 'axpy'
  | 'clamp'
  | 'relu'
  | 'tanh'
  | 'sigmoid'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'abs'
  | 'reluGrad'
  | 'tanhGrad'
  | 'sigmoidGrad'
  | 'absGrad'
  | 'dropoutMask'
>;

/** Kernels over n contiguous elements. */
export function elementwiseKernels(memory: ReferenceMemory): Elementwise {
  const map = (x: Ptr, y: Ptr, n: number, of: (x: number) => number) => {
    const f = memory.floats;
    const [x0, y0] = [memory.float(x), memory.float(y)];
    for (let i = 0; i < n; i++) f[y0 + i] = of(f[x0 + i]!);
  };
  const combine = (a: Ptr, b: Ptr, y: Ptr, n: number, of: (a: number, b: number) => number) => {
    const f = memory.floats;
    const [a0, b0, y0] = [memory.float(a), memory.float(b), memory.float(y)];
    for (let i = 0; i < n; i++) f[y0 + i] = of(f[a0 + i]!, f[b0 + i]!);
  };

  return {
    add: (a, b, y, n) => combine(a, b, y, n, (a, b) => a + b),
    sub: (a, b, y, n) => combine(a, b, y, n, (a, b) => a - b),
    mul: (a, b, y, n) => combine(a, b, y, n, (a, b) => a * b),
    div: (a, b, y, n) => combine(a, b, y, n, (a, b) => a / b),

    scale: (alpha, x, y, n) => map(x, y, n, (x) => alpha * x),
    offset: (alpha, x, y, n) => map(x, y, n, (x) => x + alpha),
    axpy: (alpha, x, y, n) => combine(x, y, y, n, (x, y) => y + alpha * x),
    clamp: (low, high, x, y, n) => map(x, y, n, (x) => Math.min(Math.max(x, low), high)),
    relu: (x, y, n) => map(x, y, n, (x) => Math.max(x, 0)),
    tanh: (x, y, n) => map(x, y, n, tanh),
    sigmoid: (x, y, n) => map(x, y, n, sigmoid),
    exp: (x, y, n) => map(x, y, n, exp),
    log: (x, y, n) => map(x, y, n, log),
    sqrt: (x, y, n) => map(x, y, n, Math.sqrt),
    abs: (x, y, n) => map(x, y, n, Math.abs),

    reluGrad: (y, dy, dx, n) => combine(y, dy, dx, n, (y, dy) => (y > 0 ? dy : 0)),
    tanhGrad: (y, dy, dx, n) => combine(y, dy, dx, n, (y, dy) => dy * (1 - y * y)),
    sigmoidGrad: (y, dy, dx, n) => combine(y, dy, dx, n, (y, dy) => dy * y * (1 - y)),
    absGrad: (x, dy, dx, n) => combine(x, dy, dx, n, (x, dy) => dy * Math.sign(x)),

    dropoutMask(seed, keep, y, n) {
      const y0 = memory.float(y);
      for (let i = 0; i < n; i++) memory.floats[y0 + i] = hash32(seed, i) / 4294967296 < keep ? 1 / keep : 0;
    },
  };
}
