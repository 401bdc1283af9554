import { crossEntropy, oneHot, step } from 'elman-rnn';
import { embeddedReber, reberSymbols, scoreReber } from 'elman-rnn/data';
import { atEachStep, meanOf } from './model.mjs';

/**
 * @typedef {import('elman-rnn/data').ReberBatch} Batch
 * @returns {import('./train.mjs').Probe<Batch>}
 */
export function reber({ hidden = 16, batch = 32, updates = 3000, every = 50, heldOut = 1000 } = {}) {
  /** @type {(model: import('./train.mjs').Model, batch: Batch) => import('elman-rnn').Tensor} */
  const logits = (model, { inputs, strings, lengths }) =>
    atEachStep(model, oneHot(inputs, reberSymbols.length), strings.length, lengths);
  return {
    name: 'reber',
    title: 'embedded Reber grammar',
    inputSize: reberSymbols.length,
    outputSize: reberSymbols.length,
    hidden,
    longest: 30,
    lr: 0.005,
    updates,
    every,
    goal: 1,
    figures: [
      { name: 'strings right', better: 'higher', digits: 3 },
      { name: 'long range', better: 'higher', digits: 3 },
    ],
    floor: [0.5, 0.5],
    sizes: { batch, heldOut },
    batch: (rng) => embeddedReber({ batch }, rng),
    heldOut: (rng) => Array.from({ length: heldOut / 100 }, () => embeddedReber({ batch: 100 }, rng)),
    loss: (model, batch) => crossEntropy(logits(model, batch), batch.targets),
    measure(model, batches) {
      const scores = batches.map((batch) => step(() => scoreReber(batch, logits(model, batch).toArray())));
      return [meanOf(scores.map(({ whole }) => whole)), meanOf(scores.map(({ longRange }) => longRange))];
    },
  };
}
