import * as z from 'zod/mini';
import { crossEntropy, crossEntropyRows, mul, scale, sum, tensor, type Tensor } from '../../tensor/index.ts';
import { fail } from '../../util/errors.ts';
import { nearest, suggestion } from '../../util/nearest.ts';
import type { Labels } from './labels.ts';

/** `balanced`: as if all classes were equally frequent; or a weight a label, 1 for those not named. */
export const classWeightsSchema = z.optional(
  z.union([z.literal('balanced'), z.record(z.string(), z.number().check(z.gte(0)))]),
);

export type ClassWeights = z.infer<typeof classWeightsSchema>;

/** Scores [rows, classes] and targets to a mean loss; a negative target counts nothing. */
export type LabelLoss = (scores: Tensor, targets: Int32Array) => Tensor;

/**
 * Cross-entropy, weighted by class: Σ w[y]·−log p[y] / Σ w[y], as PyTorch's `CrossEntropyLoss(weight)` does.
 * @throws `config/class-weights` for a label that there is not.
 */
export function labelLoss(labels: Labels, given: ClassWeights): LabelLoss {
  if (given === undefined) return crossEntropy;
  const weights = weightsOf(labels, given);
  return (scores, targets) => {
    const ofRow = Float32Array.from(targets, (target) => (target < 0 ? 0 : weights[target]!));
    const total = ofRow.reduce((a, b) => a + b, 0);
    return scale(sum(mul(crossEntropyRows(scores, targets), tensor(ofRow))), total === 0 ? 0 : 1 / total);
  };
}

/** A weight a class: all 1 where none are asked for. Throws `config/class-weights` as {@link labelLoss} does. */
export function classWeightsOf(labels: Labels, given: ClassWeights): number[] {
  return given === undefined ? labels.names.map(() => 1) : weightsOf(labels, given);
}

/** `balanced`: n / (classes · count), as in scikit-learn. */
function weightsOf(labels: Labels, given: Exclude<ClassWeights, undefined>): number[] {
  if (given === 'balanced') {
    const all = labels.counts.reduce((a, b) => a + b, 0);
    return labels.counts.map((count) => all / (labels.size * Math.max(1, count)));
  }
  for (const label of Object.keys(given)) {
    if (labels.find(label) >= 0) continue;
    const near = nearest(label, labels.names);
    fail(
      'config/class-weights',
      `model.classWeights: there is no label "${label}"${suggestion(near)}; the labels are ${labels.names.join(', ')}`,
      { label, nearest: near, labels: labels.names },
    );
  }
  return labels.names.map((name) => given[name] ?? 1);
}
