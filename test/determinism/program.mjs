// Trains a small model with each cell, each optimiser and each schedule, and gives the sha256 of each model's file.
import { Sha256 } from '../../dist/util/sha256.js';
import { kaimingUniform, orthogonal, xavierNormal } from '../../dist/nn/index.js';
import { train } from '../../dist/train/index.js';
import { makeToy } from '../support/toy-training.mjs';

const base = { epochs: 3, seed: 1986, optimizer: 'adam', lr: 0.01 };

// Where weights are averaged, the best epoch must be one of those with averages: what is hashed is its model.
const trainings = {
  'elman, SGD with momentum, step': [
    { cell: 'elman' },
    { ...base, optimizer: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true, schedule: 'step', decayFactor: 0.7 },
  ],
  'elman with ReLU, Adam': [{ cell: 'elman-relu' }, { ...base, clipNorm: 0.5, weightDecay: 0.01 }],
  'lstm, AdamW, cosine': [
    { cell: 'lstm', forgetBias: 1 },
    { ...base, optimizer: 'adamw', schedule: 'cosine', warmup: 5, clipValue: 0.1 },
  ],
  'lstm, both directions, Adam': [{ cell: 'lstm', bidirectional: true, hiddenSize: 33 }, base],
  'gru, Adam, linear': [
    { cell: 'gru', hiddenSize: 17 },
    { ...base, schedule: 'linear' },
  ],
  'gru that resets before, no biases': [{ cell: 'gru-reset-before', bias: false, layers: 1 }, base],
  'elman from orthogonal weights, masks on the state': [
    { cell: 'elman', recurrentInit: orthogonal(), recurrentDropout: 0.2 },
    { ...base, schedule: 'plateau' },
  ],
  'jordan, Adagrad': [{ cell: 'jordan' }, { ...base, optimizer: 'adagrad', lr: 0.1, lrDecay: 0.01 }],
  'lstm with peepholes and dropped weights, RMSprop': [
    { cell: 'lstm-peephole', forgetBias: 1, weightDrop: 0.3 },
    { ...base, optimizer: 'rmsprop', momentum: 0.5, centered: true },
  ],
  'lstm with a projection and locked masks, carried, ASGD': [
    { cell: 'lstm-projection', lockedDropout: true, carries: true },
    { ...base, optimizer: 'asgd', lr: 0.5, t0: 4 },
  ],
  'lstm with layer norms and zoneout, averaged': [
    { cell: 'lstm-layer-norm', zoneout: { h: 0.1, c: 0.3 } },
    { ...base, averageFrom: 1 },
  ],
  'coupled lstm with a learned first state, accumulated': [
    { cell: 'lstm-coupled', learnedState: true, inputInit: xavierNormal() },
    { ...base, accumulate: 2 },
  ],
  'janet, for long memory': [
    { cell: 'janet', longest: 14, carries: true },
    { ...base, epochs: 6, lr: 0.05, averageTrigger: 0 },
  ],
  'ind-rnn': [{ cell: 'ind-rnn', inputInit: kaimingUniform() }, base],
};

/** @returns {Promise<Record<string, string>>} */
export async function trainAll() {
  const hashes = {};
  for (const [name, [model, config]] of Object.entries(trainings)) {
    const { trainable, save } = makeToy(model);
    await train({ trainable, config });
    hashes[name] = new Sha256().update(save()).hex();
  }
  return hashes;
}
