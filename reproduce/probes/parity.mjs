import { crossEntropy, step } from 'elman-rnn';
import { runningParity } from 'elman-rnn/data';
import { atEachStep, meanOf, namedBy, shareRight } from './model.mjs';

/**
 * @typedef {import('elman-rnn/data').ParityBatch} Batch
 * @returns {import('./train.mjs').Probe<Batch>}
 */
export function parity({
  steps = 16,
  longer = 256,
  hidden = 64,
  batch = 32,
  updates = 3000,
  every = 100,
  heldOut = 500,
} = {}) {
  /** @type {(model: import('./train.mjs').Model, batch: Batch, steps: number) => import('elman-rnn').Tensor} */
  const logits = (model, { inputs }, steps) => atEachStep(model, inputs, inputs.length / steps);
  return {
    name: 'parity',
    title: `parity, ${longer} bits after training on ${steps}`,
    inputSize: 1,
    outputSize: 2,
    hidden,
    longest: steps,
    lr: 0.005,
    updates,
    every,
    goal: 1,
    figures: [
      { name: `right of ${longer}`, better: 'higher', digits: 3 },
      { name: `of ${steps}`, better: 'higher', digits: 3 },
    ],
    floor: [0.5, 0.5],
    sizes: { steps, longer, batch, heldOut },
    batch: (rng) => runningParity({ batch, steps }, rng),
    heldOut: (rng) => Array.from({ length: heldOut / 100 }, () => runningParity({ batch: 100, steps: longer }, rng)),
    loss: (model, batch) => crossEntropy(logits(model, batch, steps), batch.targets),
    measure(model, batches) {
      const measured = batches.map((batch) =>
        step(() => {
          const named = namedBy(logits(model, batch, longer));
          const short = batch.targets.map((target, i) => (i % longer < steps ? target : -1));
          return [shareRight(named, batch.targets), shareRight(named, short)];
        }),
      );
      return [meanOf(measured.map(([long]) => long)), meanOf(measured.map(([, short]) => short))];
    },
  };
}
