import { mean, mul, reshape, step, sub, tensor } from 'elman-rnn';
import { addingFloor, addingProblem } from 'elman-rnn/data';
import { atLastStep, meanOf } from './model.mjs';

/**
 * @typedef {import('elman-rnn/data').AddingBatch} Batch
 * @returns {import('./train.mjs').Probe<Batch>}
 */
export function adding({ steps = 200, hidden = 64, batch = 32, updates = 3000, every = 100, heldOut = 1000 } = {}) {
  /** @type {(model: import('./train.mjs').Model, batch: Batch) => import('elman-rnn').Tensor} */
  const loss = (model, { inputs, targets }) => {
    const difference = sub(reshape(atLastStep(model, inputs, targets.length), [targets.length]), tensor(targets));
    return mean(mul(difference, difference));
  };
  return {
    name: 'adding',
    title: `adding, T = ${steps}`,
    inputSize: 2,
    outputSize: 1,
    hidden,
    longest: steps,
    lr: 0.005,
    updates,
    every,
    goal: 5e-4,
    figures: [{ name: 'MSE', better: 'lower', digits: 5 }],
    floor: [addingFloor],
    sizes: { steps, batch, heldOut },
    batch: (rng) => addingProblem({ batch, steps }, rng),
    heldOut: (rng) => Array.from({ length: heldOut / 100 }, () => addingProblem({ batch: 100, steps }, rng)),
    loss,
    measure: (model, batches) => [meanOf(batches.map((batch) => step(() => loss(model, batch).item())))],
  };
}
