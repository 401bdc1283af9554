import { dropout } from '../tensor/ops/functions.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { expect, fail } from '../util/errors.ts';
import { hash32, type Random } from '../util/random.ts';
import { sizeOf, type Shape } from '../util/shape.ts';

/** @throws `config/dropout` unless 0 ≤ rate < 1. */
export function checkRate(rate: number): void {
  expect(rate >= 0 && rate < 1, 'config/dropout', () => `a dropout rate is at least 0 and below 1, got ${rate}`, {
    rate,
  });
}

/** The seed of a mask. @throws `cells/rng` without a source. */
export function seedFrom(rng: Random | undefined): number {
  return rng?.bits() ?? fail('cells/rng', 'training with dropout needs a source of random numbers: pass `rng`');
}

/** 0 with probability `rate`, else 1/(1 − rate): what is multiplied by it keeps its expectation. */
export function dropoutMask(shape: Shape, rate: number, rng: Random | undefined): Tensor {
  return dropout(
    filled(shape, () => 1),
    rate,
    seedFrom(rng),
  );
}

/** 1 with probability `rate`, else 0; and the other way round. */
export function choice(shape: Shape, rate: number, seed: number): readonly [chosen: Tensor, others: Tensor] {
  const chosen = (i: number): boolean => hash32(seed, i) / 4294967296 < rate;
  return [filled(shape, (i) => (chosen(i) ? 1 : 0)), filled(shape, (i) => (chosen(i) ? 0 : 1))];
}

function filled(shape: Shape, value: (i: number) => number): Tensor {
  return tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
    shape,
  );
}
