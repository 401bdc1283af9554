// One training loop for all probes: the same for every cell, and the same numbers whenever it is run.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import {
  Linear,
  Random,
  adam,
  cellsWith,
  clipGradNorm,
  collectParameters,
  countParameters,
  linearDecay,
  loadStateInto,
  noGrad,
  recurrent,
  stateOf,
  step,
} from 'elman-rnn';

/**
 * @typedef {import('elman-rnn').Layer} Layer
 * @typedef {import('elman-rnn').Tensor} Tensor
 * @typedef {import('elman-rnn').CellName} CellName
 *
 * @typedef {object} Model
 * @property {Layer} rnn
 * @property {Linear} head
 *
 * @typedef {object} Figure a number that a probe measures
 * @property {string} name
 * @property {'lower' | 'higher'} better
 * @property {number} digits behind the point
 */

/**
 * A task with its sizes. `B` is what one of its batches is.
 * @template B
 * @typedef {object} Probe
 * @property {string} name
 * @property {string} title
 * @property {number} inputSize
 * @property {number} outputSize
 * @property {number} hidden
 * @property {number} longest how many steps a sequence to train on has, at most or nearly so
 * @property {number} lr falls in a straight line to a tenth at the last update
 * @property {number} updates at most
 * @property {number} every so many updates it is measured
 * @property {number} goal training ends when the first figure has reached it
 * @property {Figure[]} figures
 * @property {(number | undefined)[]} floor the figures of who remembers nothing
 * @property {Record<string, number>} sizes those that the name does not tell
 * @property {(rng: Random) => B} batch
 * @property {(rng: Random, part: 'validation' | 'test') => B[]} heldOut
 * @property {(model: Model, batch: B) => Tensor} loss
 * @property {(model: Model, batches: B[]) => number[]} measure the figures; called without a tape
 */

/**
 * @typedef {object} TrainOptions
 * @property {CellName} cell
 * @property {number} seed
 * @property {number} [updates] in place of the probe's
 * @property {number} [budget] seconds
 * @property {(progress: { update: number, updates: number, loss: number, figures: number[], seconds: number }) => void} [onProgress]
 *
 * @typedef {object} Trained
 * @property {number[]} figures of the test part
 * @property {number} updates how many were made
 * @property {'goal' | 'updates' | 'budget' | 'diverged'} ended
 * @property {number} seconds on the clock
 * @property {number} processorSeconds what a busy machine does not change much
 * @property {number} parameters
 */

const CLIP = 1;

/**
 * Trains a cell on a probe and measures it on test data. Weights are those that measured best on validation data, which
 * also tells when the goal is reached. Data depend on the seed and on the number of the update only, so that every cell
 * sees the same.
 * @template B
 * @param {Probe<B>} probe
 * @param {TrainOptions} options
 * @returns {Trained}
 */
export function train(probe, { cell, seed, updates = probe.updates, budget = Infinity, onProgress }) {
  const started = performance.now();
  const usedBefore = process.cpuUsage();
  const elapsed = () => (performance.now() - started) / 1000;
  const stream = (/** @type {(string | number)[]} */ ...path) => Random.derive(seed, probe.name, ...path);

  const model = makeModel(probe, cell, stream('init'));
  const all = { namedParameters: () => collectParameters({ rnn: model.rnn, head: model.head }) };
  const parameters = Array.from(all.namedParameters(), ([, parameter]) => parameter);
  const optimizer = adam(all.namedParameters(), { lr: probe.lr });
  const decay = linearDecay(0.1);
  const measure = (/** @type {B[]} */ batches) => noGrad(() => probe.measure(model, batches));
  const validation = probe.heldOut(stream('validation'), 'validation');
  const [{ better }] = probe.figures;

  let best = better === 'lower' ? Infinity : -Infinity;
  let kept = stateOf(all);
  /** @type {Trained['ended']} */
  let ended = 'updates';
  let update = 0;
  while (update < updates && ended === 'updates') {
    const batch = probe.batch(stream('train', update));
    optimizer.lr = probe.lr * decay(update, updates);
    update++;
    const loss = step(() => {
      const loss = probe.loss(model, batch);
      loss.backward();
      clipGradNorm(parameters, CLIP);
      const value = loss.item();
      // A loss or gradient that is no number would end up in every weight.
      if (Number.isFinite(value)) optimizer.step();
      optimizer.zeroGrad();
      return value;
    });
    if (!Number.isFinite(loss)) {
      ended = 'diverged';
      break;
    }
    if (update % probe.every !== 0 && update < updates) continue;
    const figures = measure(validation);
    onProgress?.({ update, updates, loss, figures, seconds: elapsed() });
    if (isBetter(figures[0], best, better)) {
      best = figures[0];
      kept = stateOf(all);
    }
    if (best === probe.goal || isBetter(best, probe.goal, better)) ended = 'goal';
    else if (elapsed() > budget) ended = 'budget';
  }
  loadStateInto(all, kept);
  const figures = measure(probe.heldOut(stream('test'), 'test'));
  const { user, system } = process.cpuUsage(usedBefore);
  return {
    figures,
    updates: update,
    ended,
    seconds: elapsed(),
    processorSeconds: (user + system) / 1e6,
    parameters: countParameters(all),
  };
}

/**
 * A cell starts as its authors advise: an LSTM with its forget gate open (Jozefowicz, Zaremba and Sutskever 2015), a
 * JANET with gates for dependencies up to the length of the sequences (van der Westhuizen and Lasenby 2018).
 * @param {Probe<any>} probe
 * @param {CellName} cell
 * @param {Random} rng
 * @returns {Model}
 */
function makeModel({ inputSize, outputSize, hidden, longest }, cell, rng) {
  const takes = (/** @type {keyof typeof cellsWith} */ option) => cellsWith[option].some((name) => name === cell);
  const rnn = recurrent({
    cell,
    inputSize,
    hiddenSize: hidden,
    rng,
    forgetBias: takes('forgetBias') ? 1 : undefined,
    longest: takes('longest') ? longest : undefined,
  });
  return { rnn, head: new Linear({ inputSize: rnn.outputSize, outputSize, rng }) };
}

/**
 * @param {number} a
 * @param {number} b
 * @param {'lower' | 'higher'} better
 */
function isBetter(a, b, better) {
  return better === 'lower' ? a < b : a > b;
}
