import { Parameter } from '../tensor/tensor.ts';
import { expect, fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import type { Random } from '../util/random.ts';
import { shapeText, sizeOf, type Shape } from '../util/shape.ts';

/** Fills a shape: `uniform(bound)`, `normal(deviation)`, `constant(value)` … A weight's shape is [out, in]. */
export type Init = (shape: Shape, rng: Random) => Float32Array;

/** Uniform in [−bound, bound). */
export function uniform(bound: number): Init {
  return (shape, rng) => fill(shape, () => (2 * rng.uniform() - 1) * bound);
}

/** Normal with mean 0. */
export function normal(deviation: number): Init {
  return (shape, rng) => fill(shape, () => rng.normal() * deviation);
}

export function constant(value: number): Init {
  return (shape) => fill(shape, () => value);
}

/** Uniform with bound gain·√(6 / (fan in + fan out)): keeps variances through layers that are linear near 0, as tanh is (Glorot and Bengio 2010). */
export function xavierUniform(gain = 1): Init {
  return (shape, rng) => uniform(gain * Math.sqrt(6 / (fanIn(shape) + fanOut(shape))))(shape, rng);
}

/** Normal with deviation gain·√(2 / (fan in + fan out)) (Glorot and Bengio 2010). */
export function xavierNormal(gain = 1): Init {
  return (shape, rng) => normal(gain * Math.sqrt(2 / (fanIn(shape) + fanOut(shape))))(shape, rng);
}

/** Uniform with bound gain·√(3 / fan in), variance gain² / fan in; √2 makes up for the half that ReLU cuts off (He 2015). */
export function kaimingUniform(gain = Math.SQRT2): Init {
  return (shape, rng) => uniform(gain * Math.sqrt(3 / fanIn(shape)))(shape, rng);
}

/** Normal with deviation gain / √(fan in) (He 2015). */
export function kaimingNormal(gain = Math.SQRT2): Init {
  return (shape, rng) => normal(gain / Math.sqrt(fanIn(shape)))(shape, rng);
}

/**
 * gain·Q, Q uniform over the matrices with orthonormal rows, or columns where there are fewer of them: no direction is
 * stretched, however often the matrix is applied (Saxe 2014).
 * @throws `nn/init` for what is not a matrix.
 */
export function orthogonal(gain = 1): Init {
  return (shape, rng) => {
    const [rows, cols] = matrix('orthogonal', shape);
    if (isBlank) return new Float32Array(rows * cols);
    const [count, length] = rows < cols ? [rows, cols] : [cols, rows];
    const basis: Float64Array[] = [];
    for (let k = 0; k < count; k++) basis.push(perpendicular(length, basis, rng));
    const values = new Float32Array(rows * cols);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++) values[i * cols + j] = gain * (rows < cols ? basis[i]![j]! : basis[j]![i]!);
    return values;
  };
}

/**
 * value on the diagonal, 0 elsewhere. As weight_hh of a ReLU network with biases of 0 it copies the state from step to
 * step until training changes that (IRNN: Le, Jaitly and Hinton 2015).
 * @throws `nn/init` for what is not a matrix.
 */
export function identity(value = 1): Init {
  return (shape) => {
    const [rows, cols] = matrix('identity', shape);
    const values = new Float32Array(rows * cols);
    for (let i = 0; i < Math.min(rows, cols); i++) values[i * cols + i] = value;
    return values;
  };
}

/** The initialisations by the names that configs use, each with its usual gain. */
export const inits = {
  zeros: constant(0),
  'xavier-uniform': xavierUniform(),
  'xavier-normal': xavierNormal(),
  'kaiming-uniform': kaimingUniform(),
  'kaiming-normal': kaimingNormal(),
  orthogonal: orthogonal(),
  identity: identity(),
} as const satisfies Record<string, Init>;

export type InitName = keyof typeof inits;

export const initNames = Object.keys(inits) as readonly InitName[];

/** @throws `config/init` for a name that is none, with the nearest that are. */
export function initNamed(name: InitName): Init {
  if (Object.hasOwn(inits, name)) return inits[name];
  const near = nearest(name, initNames);
  return fail(
    'config/init',
    `there is no initialisation "${name}"${suggestion(near)}; the initialisations are ${initNames.join(', ')}`,
    { init: name, nearest: near, inits: initNames },
  );
}

/** How many numbers each output adds up: all but the first axis; of a vector, its length. */
function fanIn(shape: Shape): number {
  return sizeOf(shape.length < 2 ? shape : shape.slice(1));
}

/** How many outputs each input goes into. */
function fanOut(shape: Shape): number {
  return shape[0]! * sizeOf(shape.slice(2));
}

function matrix(name: string, shape: Shape): readonly [rows: number, cols: number] {
  expect(
    shape.length === 2,
    'nn/init',
    () =>
      `the initialisation "${name}" fills a matrix [rows, cols], got shape ${shapeText(shape)}: use it for matrices alone (inputInit, recurrentInit), and another for biases (biasInit) and other vectors, such as peepholes and the w_hh of an ind-rnn`,
    { name, shape },
  );
  return [shape[0]!, shape[1]!];
}

/**
 * A random unit vector perpendicular to those of `basis`: modified Gram–Schmidt, gone through twice, for once leaves
 * rounding errors that grow with the size (Giraud 2005). Dividing by a positive norm is QR with a positive diagonal of
 * R, so Q needs no correction of signs to be uniform (Mezzadri 2007).
 */
function perpendicular(length: number, basis: readonly Float64Array[], rng: Random): Float64Array {
  const v = Float64Array.from({ length }, () => rng.normal());
  for (let round = 0; round < 2; round++) {
    for (const q of basis) {
      const along = dot(q, v);
      for (let i = 0; i < length; i++) v[i]! -= along * q[i]!;
    }
  }
  const norm = Math.sqrt(dot(v, v));
  return v.map((value) => value / norm);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

let isBlank = false;

/**
 * Runs `make` with all initialisations of this file leaving zeros, and large weights as the memory has them: for a network whose weights are about to be loaded,
 * where drawing millions of numbers would take longer than reading the file.
 */
export function blank<T>(make: () => T): T {
  const before = isBlank;
  isBlank = true;
  try {
    return make();
  } finally {
    isBlank = before;
  }
}

/** A parameter whose numbers `values` makes; within {@link blank} they are not made at all. */
export function parameter(shape: Shape, values: () => Float32Array): Parameter {
  return new Parameter(isBlank ? null : values(), shape);
}

function fill(shape: Shape, next: () => number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (!isBlank) for (let i = 0; i < values.length; i++) values[i] = next();
  return values;
}
