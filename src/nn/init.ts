import type { Random } from '../util/random.ts';
import { sizeOf, type Shape } from '../util/shape.ts';

/** Fills a shape: `uniform(bound)`, `normal(deviation)`, `constant(value)`. */
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

/** Uniform with bound √(6 / (fan in + fan out)), for a weight [out, in] (Glorot and Bengio 2010). */
export function xavierUniform(gain = 1): Init {
  return (shape, rng) => uniform(gain * Math.sqrt(6 / (shape[0]! + shape.at(-1)!)))(shape, rng);
}

function fill(shape: Shape, next: () => number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, next);
}
