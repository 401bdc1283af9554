import type { Random } from 'elman-rnn';
import { capitals, letters } from './letters.ts';

/** A sequence, each step by the place of its letter. What is to be said after it is its first step. */
export function drawSequence(rng: Random, steps: number): number[] {
  const others = letters.length - capitals;
  return Array.from({ length: steps }, (_, step) => (step === 0 ? rng.below(capitals) : capitals + rng.below(others)));
}

export function drawSequences(rng: Random, steps: number, count: number): number[][] {
  return Array.from({ length: count }, () => drawSequence(rng, steps));
}
