import { crossEntropy, oneHot, step } from 'elman-rnn';
import { copyFloor, copyMemory } from 'elman-rnn/data';
import { atEachStep, meanOf, namedBy, shareRight } from './model.mjs';

const [SYMBOLS, LENGTH] = [8, 10];

/**
 * @typedef {import('elman-rnn/data').CopyBatch} Batch
 * @returns {import('./train.mjs').Probe<Batch>}
 */
export function copy({ delay = 20, hidden = 64, batch = 32, updates = 3000, every = 100, heldOut = 500 } = {}) {
  const steps = delay + 2 * LENGTH;
  const draw = (/** @type {import('elman-rnn').Random} */ rng, /** @type {number} */ batch) =>
    copyMemory({ batch, delay, symbols: SYMBOLS, length: LENGTH }, rng);
  /** @type {(model: import('./train.mjs').Model, batch: Batch) => import('elman-rnn').Tensor} */
  const logits = (model, { inputs }) => atEachStep(model, oneHot(inputs, SYMBOLS + 2), inputs.length / steps);
  return {
    name: 'copy',
    title: `copy memory, T = ${delay}`,
    inputSize: SYMBOLS + 2,
    outputSize: SYMBOLS + 1,
    hidden,
    longest: steps,
    lr: 0.01,
    updates,
    every,
    goal: 1e-3,
    figures: [
      { name: 'nats a step', better: 'lower', digits: 4 },
      { name: 'recalled', better: 'higher', digits: 3 },
    ],
    floor: [copyFloor({ delay, symbols: SYMBOLS, length: LENGTH }), 1 / SYMBOLS],
    sizes: { delay, batch, heldOut },
    batch: (rng) => draw(rng, batch),
    heldOut: (rng) => Array.from({ length: heldOut / 100 }, () => draw(rng, 100)),
    loss: (model, batch) => crossEntropy(logits(model, batch), batch.targets),
    measure(model, batches) {
      const measured = batches.map((batch) =>
        step(() => {
          const said = logits(model, batch);
          const wanted = batch.targets.map((target, i) => (i % steps >= steps - LENGTH ? target : -1));
          return [crossEntropy(said, batch.targets).item(), shareRight(namedBy(said), wanted)];
        }),
      );
      return [meanOf(measured.map(([loss]) => loss)), meanOf(measured.map(([, recalled]) => recalled))];
    },
  };
}
