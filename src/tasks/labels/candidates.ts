import type { Prediction } from '../task.ts';
import type { Labels } from './labels.ts';

/** The `top` likeliest labels of a row of probabilities; of equally likely ones the first comes first. */
export function candidatesOf(labels: Labels, probabilities: ArrayLike<number>, top: number): Prediction['top'] {
  return Array.from(probabilities, (probability, id) => ({ item: labels.decode(id), probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, Math.max(1, top));
}
