// What Elman is held to: how many times as long a peer at its best setting must take.

/**
 * @typedef {{ backend?: string, threads?: number }} Chosen the settings that have these options
 *
 * @typedef {object} Target
 * @property {string} work
 * @property {Chosen} ours which of Elman's settings count
 * @property {string} peer
 * @property {Chosen} [theirs] which of the peer's settings count; all of them by default
 * @property {number} least
 */

const blas = { backend: 'blas' };
const wasm = { backend: 'wasm' };
const threads = (/** @type {number} */ count) => ({ threads: count });

/**
 * A target a size.
 * @param {string} work without the size
 * @param {Target['ours']} ours
 * @param {string} peer
 * @param {Readonly<Record<string, number>>} least by size
 * @param {Target['theirs']} [theirs]
 * @returns {Target[]}
 */
function bySize(work, ours, peer, least, theirs) {
  return Object.entries(least).map(([size, ratio]) => ({
    work: `${work} ${size}`,
    ours,
    peer,
    least: ratio,
    ...(theirs && { theirs }),
  }));
}

/** @type {readonly Target[]} */
export const targets = [
  ...bySize('train lstm', { ...blas, ...threads(2) }, 'torch', { S1: 15, S2: 1.25, S3: 1, S4: 1.4 }),
  ...bySize('train gru', blas, 'torch', { S1: 15, S2: 1.5, S3: 1.2, S4: 1.2 }),
  ...bySize('train elman', blas, 'torch', { S1: 15, S2: 1.5, S3: 1.2, S4: 1.2 }),
  ...bySize('train lstm', { ...wasm, ...threads(2) }, 'torch', { S1: 15, S2: 0.5, S3: 0.35, S4: 0.45 }),
  ...bySize('train lstm', wasm, 'tfjs-wasm', { S1: 500, S2: 40, S3: 50 }),
  ...bySize('train lstm', wasm, 'jax-js', { S1: 100, S2: 6 }),
  ...bySize('sequence lstm', wasm, 'brain.js', { C50: 60 }),
  // More threads: Elman beside itself.
  ...bySize('train lstm', { ...wasm, ...threads(2) }, 'elman', { S3: 1.6, S4: 1.6 }, { ...wasm, ...threads(1) }),
  ...bySize('stream lstm', {}, 'torch', { H256: 1.2, H128: 1.3, H16: 10 }),
  ...bySize('stream lstm', {}, 'onnxruntime-web', { H256: 1 }),
];
