import type { Kernels, Ptr } from '../../backend/backend.ts';
import { expect } from '../../util/errors.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';

type Unary = 'relu' | 'tanh' | 'sigmoid' | 'exp' | 'log' | 'sqrt' | 'abs';

/** Forward beside backward: y = f(x); dx from x, y and dy. */
function unary(
  name: Unary,
  x: Tensor,
  back: (k: Kernels, x: Ptr, y: Ptr, dy: Ptr, dx: Ptr, n: number) => void,
): Tensor {
  return op(name, [x], x.shape, (y, engine, output) => {
    engine.kernels[name](at(x), y, x.size);
    return (dy) => [make(engine, x.shape, (dx) => back(engine.kernels, at(x), output.ptr, at(dy), dx, x.size))];
  });
}

/** max(x, 0); the gradient at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return unary('relu', x, (k, _x, y, dy, dx, n) => k.reluGrad(y, dy, dx, n));
}

export function tanh(x: Tensor): Tensor {
  return unary('tanh', x, (k, _x, y, dy, dx, n) => k.tanhGrad(y, dy, dx, n));
}

/** 1 / (1 + e⁻ˣ) */
export function sigmoid(x: Tensor): Tensor {
  return unary('sigmoid', x, (k, _x, y, dy, dx, n) => k.sigmoidGrad(y, dy, dx, n));
}

export function exp(x: Tensor): Tensor {
  return unary('exp', x, (k, _x, y, dy, dx, n) => k.mul(dy, y, dx, n));
}

/** Natural logarithm. */
export function log(x: Tensor): Tensor {
  return unary('log', x, (k, xs, _y, dy, dx, n) => k.div(dy, xs, dx, n));
}

export function sqrt(x: Tensor): Tensor {
  return unary('sqrt', x, (k, _x, y, dy, dx, n) => {
    k.div(dy, y, dx, n);
    k.scale(0.5, dx, dx, n);
  });
}

/** |x|; the gradient at 0 is 0. */
export function abs(x: Tensor): Tensor {
  return unary('abs', x, (k, xs, _y, dy, dx, n) => k.absGrad(xs, dy, dx, n));
}

/**
 * In training, sets each number to 0 with probability `rate` and divides the others by 1 − rate.
 * @param seed the mask is a function of this whole number alone: `rng.bits()`.
 * @throws `tensor/dropout` unless 0 ≤ rate < 1.
 */
export function dropout(x: Tensor, rate: number, seed: number): Tensor {
  expect(rate >= 0 && rate < 1, 'tensor/dropout', () => `a dropout rate is at least 0 and below 1, got ${rate}`, {
    rate,
  });
  if (rate === 0) return x;
  return op('dropout', [x], x.shape, (y, engine) => {
    const mask = engine.allocate(x.size);
    engine.kernels.dropoutMask(seed, 1 - rate, mask.ptr, x.size);
    engine.kernels.mul(at(x), mask.ptr, y, x.size);
    return (dy) => [make(engine, x.shape, (dx) => engine.kernels.mul(at(dy), mask.ptr, dx, x.size))];
  });
}
