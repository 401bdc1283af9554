// What the probes ask of a model.
import { argmaxRows, reshape, slice, tensor } from 'elman-rnn';

/**
 * The head's outputs at every step: inputs [B, T, I] → [B, T, O].
 * @param {import('./train.mjs').Model} model
 * @param {Float32Array} inputs
 * @param {number} batch
 * @param {Int32Array} [lengths]
 */
export function atEachStep({ rnn, head }, inputs, batch, lengths) {
  const steps = inputs.length / batch / rnn.inputSize;
  return head.forward(rnn.forward(tensor(inputs, [batch, steps, rnn.inputSize]), { lengths }).ys);
}

/**
 * The head's outputs after the last step: inputs [B, T, I] → [B, O].
 * @param {import('./train.mjs').Model} model
 * @param {Float32Array} inputs
 * @param {number} batch
 */
export function atLastStep({ rnn, head }, inputs, batch) {
  const steps = inputs.length / batch / rnn.inputSize;
  const { ys } = rnn.forward(tensor(inputs, [batch, steps, rnn.inputSize]));
  return head.forward(reshape(slice(ys, 1, steps - 1, steps), [batch, rnn.outputSize])); // [B, 1, P] → [B, P]
}

/**
 * The class that each row names: [..., C].
 * @param {import('elman-rnn').Tensor} logits
 */
export function namedBy(logits) {
  const classes = logits.dim(-1);
  return argmaxRows(reshape(logits, [logits.size / classes, classes]));
}

/** @param {number[]} numbers */
export function meanOf(numbers) {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/**
 * The share of targets that are named; negative ones do not count.
 * @param {ArrayLike<number>} named
 * @param {ArrayLike<number>} targets
 */
export function shareRight(named, targets) {
  let [right, counted] = [0, 0];
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] < 0) continue;
    counted++;
    if (named[i] === targets[i]) right++;
  }
  return right / counted;
}
