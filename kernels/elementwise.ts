// Elementwise kernels over n contiguous floats. One loop serves all unary functions, one all binary ones: `op` is a
// constant wherever they are called, so each export compiles to its own loop with nothing to choose inside.

import { F, V, loadTail, storeTail } from './lanes';
import { expLanes, logLanes, sigmoidLanes, tanhLanes } from './math';

const RELU = 0;
const TANH = 1;
const SIGMOID = 2;
const EXP = 3;
const LOG = 4;
const SQRT = 5;
const ABS = 6;

@inline
function applyUnary(op: i32, x: v128): v128 {
  if (op == RELU) return f32x4.max(x, f32x4.splat(0));
  if (op == TANH) return tanhLanes(x);
  if (op == SIGMOID) return sigmoidLanes(x);
  if (op == EXP) return expLanes(x);
  if (op == LOG) return logLanes(x);
  if (op == SQRT) return f32x4.sqrt(x);
  return f32x4.abs(x);
}

@inline
function unary(op: i32, x: usize, y: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, applyUnary(op, v128.load(x)));
    x += V;
    y += V;
  }
  if (n > 0) storeTail(y, applyUnary(op, loadTail(x, n)), n);
}

export function relu(x: usize, y: usize, n: i32): void {
  unary(RELU, x, y, n);
}
export function tanh(x: usize, y: usize, n: i32): void {
  unary(TANH, x, y, n);
}
export function sigmoid(x: usize, y: usize, n: i32): void {
  unary(SIGMOID, x, y, n);
}
export function exp(x: usize, y: usize, n: i32): void {
  unary(EXP, x, y, n);
}
export function log(x: usize, y: usize, n: i32): void {
  unary(LOG, x, y, n);
}
export function sqrt(x: usize, y: usize, n: i32): void {
  unary(SQRT, x, y, n);
}
export function abs(x: usize, y: usize, n: i32): void {
  unary(ABS, x, y, n);
}

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const RELU_GRAD = 4;
const TANH_GRAD = 5;
const SIGMOID_GRAD = 6;
const ABS_GRAD = 7;

/** a is the value that the gradient is taken at, b the gradient that comes in. */
@inline
function applyBinary(op: i32, a: v128, b: v128): v128 {
  if (op == ADD) return f32x4.add(a, b);
  if (op == SUB) return f32x4.sub(a, b);
  if (op == MUL) return f32x4.mul(a, b);
  if (op == DIV) return f32x4.div(a, b);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (op == RELU_GRAD) return v128.and(b, f32x4.gt(a, zero));
  if (op == TANH_GRAD) return f32x4.mul(b, f32x4.sub(one, f32x4.mul(a, a)));
  if (op == SIGMOID_GRAD) return f32x4.mul(f32x4.mul(b, a), f32x4.sub(one, a));
  const positive = v128.and(one, f32x4.gt(a, zero));
  const negative = v128.and(one, f32x4.lt(a, zero));
  // sign(NaN) is NaN: 1 − 0 and 0 − 1 are exact, and NaN − NaN keeps NaN going through.
  const sign = v128.bitselect(f32x4.sub(positive, negative), a, f32x4.eq(a, a));
  return f32x4.mul(b, sign);
}

@inline
function binary(op: i32, a: usize, b: usize, y: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, applyBinary(op, v128.load(a), v128.load(b)));
    a += V;
    b += V;
    y += V;
  }
  if (n > 0) storeTail(y, applyBinary(op, loadTail(a, n), loadTail(b, n)), n);
}

export function add(a: usize, b: usize, y: usize, n: i32): void {
  binary(ADD, a, b, y, n);
}
export function sub(a: usize, b: usize, y: usize, n: i32): void {
  binary(SUB, a, b, y, n);
}
export function mul(a: usize, b: usize, y: usize, n: i32): void {
  binary(MUL, a, b, y, n);
}
export function div(a: usize, b: usize, y: usize, n: i32): void {
  binary(DIV, a, b, y, n);
}
export function reluGrad(y: usize, dy: usize, dx: usize, n: i32): void {
  binary(RELU_GRAD, y, dy, dx, n);
}
export function tanhGrad(y: usize, dy: usize, dx: usize, n: i32): void {
  binary(TANH_GRAD, y, dy, dx, n);
}
export function sigmoidGrad(y: usize, dy: usize, dx: usize, n: i32): void {
  binary(SIGMOID_GRAD, y, dy, dx, n);
}
export function absGrad(x: usize, dy: usize, dx: usize, n: i32): void {
  binary(ABS_GRAD, x, dy, dx, n);
}

/** y = alpha·x */
export function scale(alpha: f32, x: usize, y: usize, n: i32): void {
  const a = f32x4.splat(alpha);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.mul(a, v128.load(x)));
    x += V;
    y += V;
  }
  if (n > 0) storeTail(y, f32x4.mul(a, loadTail(x, n)), n);
}

/** y = x + alpha */
export function offset(alpha: f32, x: usize, y: usize, n: i32): void {
  const a = f32x4.splat(alpha);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.add(v128.load(x), a));
    x += V;
    y += V;
  }
  if (n > 0) storeTail(y, f32x4.add(loadTail(x, n), a), n);
}

/** y += alpha·x */
export function axpy(alpha: f32, x: usize, y: usize, n: i32): void {
  const a = f32x4.splat(alpha);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(a, v128.load(x))));
    x += V;
    y += V;
  }
  for (; n > 0; n--) {
    store<f32>(y, load<f32>(y) + alpha * load<f32>(x));
    x += F;
    y += F;
  }
}

/** y = min(max(x, low), high); NaN stays NaN */
export function clamp(low: f32, high: f32, x: usize, y: usize, n: i32): void {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x), l), h));
    x += V;
    y += V;
  }
  if (n > 0) storeTail(y, f32x4.pmin(f32x4.pmax(loadTail(x, n), l), h), n);
}
