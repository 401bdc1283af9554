import type { Random } from '../../util/random.ts';
import { checkSizes } from './sizes.ts';

export interface AddingOptions {
  readonly batch: number;
  /** T, the length of a sequence; at least 2. */
  readonly steps: number;
}

export interface AddingBatch {
  /** [B, T, 2]: a value and a marker a step. */
  readonly inputs: Float32Array;
  /** [B] */
  readonly targets: Float32Array;
}

/** The mean squared error of who always says 1, the mean: the variance of a sum of two uniform numbers, 1/6. */
export const addingFloor = 1 / 6;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997, in the form of Le, Jaitly and Hinton 2015): each step brings a
 * value, uniform in [0, 1), and a marker, which is 1 at two steps drawn anywhere and 0 at all others. The target is the
 * sum of the two marked values, asked for after the last step. It is learned when the mean squared error is far below
 * {@link addingFloor} (Le et al. print .1767 for it).
 * @throws `config/probe-size`
 */
export function addingProblem({ batch, steps }: AddingOptions, rng: Random): AddingBatch {
  checkSizes({ batch });
  checkSizes({ steps }, 2);
  const inputs = new Float32Array(batch * steps * 2);
  const targets = new Float32Array(batch);
  for (let b = 0; b < batch; b++) {
    const row = inputs.subarray(b * steps * 2, (b + 1) * steps * 2);
    for (let t = 0; t < steps; t++) row[2 * t] = rng.uniform();
    const one = rng.below(steps);
    const drawn = rng.below(steps - 1);
    const other = drawn < one ? drawn : drawn + 1; // any step but `one`
    row[2 * one + 1] = 1;
    row[2 * other + 1] = 1;
    targets[b] = row[2 * one]! + row[2 * other]!;
  }
  return { inputs, targets };
}
