// What is measured: whole training steps, steps of a stream, and training on one sequence.

/**
 * @typedef {object} Work
 * @property {string} id `train lstm S2`: what a row is called
 * @property {'train' | 'stream' | 'sequence'} kind
 * @property {'lstm' | 'gru' | 'elman'} cell
 * @property {string} size its name
 * @property {Readonly<Record<string, number>>} shape
 */

/** The sizes of `elman bench train`; a test holds the two equal. */
export const trainSizes = {
  S1: { batch: 1, time: 20, input: 3, hidden: 16, layers: 1, classes: 3 },
  S2: { batch: 32, time: 50, input: 64, hidden: 128, layers: 1, classes: 65 },
  S3: { batch: 32, time: 64, input: 256, hidden: 256, layers: 1, classes: 1000 },
  S4: { batch: 64, time: 35, input: 512, hidden: 512, layers: 2, classes: 1000 },
};

/** One step at batch 1, from the state before to the state after. */
export const streamSizes = {
  H16: { batch: 1, input: 16, hidden: 16 },
  H128: { batch: 1, input: 128, hidden: 128 },
  H256: { batch: 1, input: 256, hidden: 256 },
};

/** A single sequence of characters: what a library without batches trains on. */
export const sequenceSizes = {
  C50: { batch: 1, time: 50, hidden: 128, classes: 65 },
};

export const cells = /** @type {const} */ (['lstm', 'gru', 'elman']);
export const kinds = /** @type {const} */ (['train', 'stream']);
export const sizeNames = [trainSizes, streamSizes, sequenceSizes].flatMap((sizes) => Object.keys(sizes));

/**
 * All that there is to measure, the small before the large.
 * @returns {Work[]}
 */
export function allWork() {
  return [
    ...cells.flatMap((cell) => worksOf('train', cell, trainSizes)),
    ...worksOf('sequence', 'lstm', sequenceSizes),
    ...worksOf('stream', 'lstm', streamSizes),
  ];
}

/**
 * @param {Work['kind']} kind
 * @param {Work['cell']} cell
 * @param {Readonly<Record<string, Work['shape']>>} sizes
 * @returns {Work[]}
 */
function worksOf(kind, cell, sizes) {
  return Object.entries(sizes).map(([size, shape]) => ({ id: `${kind} ${cell} ${size}`, kind, cell, size, shape }));
}

/**
 * The work that is asked for. Training on one sequence counts as training.
 * @param {{ cells: readonly string[], sizes: readonly string[], only?: string | undefined }} wanted
 * @returns {Work[]}
 */
export function chooseWork({ cells, sizes, only }) {
  return allWork().filter(
    ({ kind, cell, size }) =>
      cells.includes(cell) &&
      sizes.includes(size) &&
      (only === undefined || (only === 'stream') === (kind === 'stream')),
  );
}
