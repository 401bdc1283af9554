import {
  abs,
  crossEntropy,
  logSoftmax,
  mean,
  mul,
  relu,
  reshape,
  scale,
  sub,
  sum,
  tensor,
  type Tensor,
} from '../../tensor/index.ts';
import { classWeightsOf, labelLoss } from '../labels/class-weights.ts';
import { Labels } from '../labels/labels.ts';
import type { ModelConfig } from './config.ts';
import type { Target } from './target.ts';

/** From outputs [B, size] and an answer a row to a mean loss. */
export type AnswerLoss = (outputs: Tensor, answers: Float32Array) => Tensor;

/** The loss that the config asks for. Throws `config/class-weights` for a label that there is not. */
export function answerLoss(target: Target, config: ModelConfig): AnswerLoss {
  if (!(target instanceof Labels)) return config.loss === 'mse' ? squared : huber(config.huberDelta);
  const { classWeights, labelSmoothing } = config;
  if (labelSmoothing > 0) return smoothed(labelSmoothing, classWeightsOf(target, classWeights));
  const loss = classWeights === undefined ? crossEntropy : labelLoss(target, classWeights);
  return (scores, answers) => loss(scores, Int32Array.from(answers));
}

/** (1/B) Σ (ŷ − y)² */
const squared: AnswerLoss = (outputs, answers) => {
  const error = errorOf(outputs, answers);
  return mean(mul(error, error));
};

/** (1/B) Σ of ½·e² where |e| ≤ δ, else δ·(|e| − ½·δ) (Huber 1964; PyTorch's `HuberLoss`). */
function huber(delta: number): AnswerLoss {
  return (outputs, answers) => {
    const size = abs(errorOf(outputs, answers));
    const within = sub(size, relu(sub(size, delta))); // min(|e|, δ)
    return mean(mul(within, sub(size, scale(within, 0.5))));
  };
}

function errorOf(outputs: Tensor, answers: Float32Array): Tensor {
  return sub(reshape(outputs, [answers.length]), tensor(answers));
}

/**
 * Cross-entropy with targets of which a share ε is spread over all C classes (Szegedy 2016), as PyTorch's
 * `CrossEntropyLoss(weight, label_smoothing)`: with w the weights of the classes,
 *
 *     Σ_b [ (1 − ε)·w_y·−log p_y + ε/C Σ_c w_c·−log p_c ] / Σ_b w_y
 */
function smoothed(share: number, weights: readonly number[]): AnswerLoss {
  const classes = weights.length;
  return (scores, answers) => {
    const wanted = new Float32Array(answers.length * classes);
    let total = 0;
    answers.forEach((answer, b) => {
      total += weights[answer]!;
      for (let c = 0; c < classes; c++)
        wanted[b * classes + c] = weights[c]! * (share / classes + (c === answer ? 1 - share : 0));
    });
    const products = mul(logSoftmax(scores), tensor(wanted, [answers.length, classes]));
    return scale(sum(products), total === 0 ? 0 : -1 / total);
  };
}
