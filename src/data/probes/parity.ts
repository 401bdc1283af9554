import type { Random } from '../../util/random.ts';
import { checkSizes } from './sizes.ts';

export interface ParityOptions {
  readonly batch: number;
  readonly steps: number;
}

export interface ParityBatch {
  /** [B, T], bits. */
  readonly inputs: Float32Array;
  /** [B, T]: 1 where an odd number of ones has come so far, this step's included; else 0. */
  readonly targets: Int32Array;
}

/**
 * Running parity: random bits, and after each whether the number of ones so far is odd. One bit to keep, which every
 * input may flip: simple for a network of two states, yet not for one that can only add up or forget (Elman 1990 learns
 * its first case, the exclusive or in time). Who has learned the rule, not the length, keeps it on longer sequences.
 * @throws `config/probe-size`
 */
export function runningParity({ batch, steps }: ParityOptions, rng: Random): ParityBatch {
  checkSizes({ batch, steps });
  const inputs = new Float32Array(batch * steps);
  const targets = new Int32Array(batch * steps);
  for (let b = 0; b < batch; b++) {
    let odd = 0;
    for (let i = b * steps; i < (b + 1) * steps; i++) {
      const bit = rng.below(2);
      odd ^= bit;
      inputs[i] = bit;
      targets[i] = odd;
    }
  }
  return { inputs, targets };
}
