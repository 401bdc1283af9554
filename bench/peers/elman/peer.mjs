import process from 'node:process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Unavailable } from '../../install.mjs';
import { threadsOf } from '../../table.mjs';

const threadCounts = [1, 2];

/** @type {import('../index.mjs').Peer} */
export const peer = {
  name: 'elman',
  title: 'Elman as it is built in dist/',
  settings: ({ kind }) =>
    kind === 'train'
      ? ['wasm', 'blas'].flatMap((backend) => threadCounts.map((threads) => setting(backend, threads)))
      : kind === 'stream'
        ? ['wasm', 'blas'].map((backend) => setting(backend, 1))
        : threadCounts.map((threads) => setting('wasm', threads)),
  async prepare() {
    if (!existsSync(fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url)))) {
      throw new Unavailable('dist/cli/main.js is missing: run `npm run build` first');
    }
    return { file: process.execPath, args: [fileURLToPath(new URL('run.mjs', import.meta.url))] };
  },
};

/**
 * @param {string} backend
 * @param {number} threads
 * @returns {import('../index.mjs').Setting}
 */
function setting(backend, threads) {
  return {
    label: `${backend}, ${threadsOf(threads)}`,
    options: { backend, threads },
    env: { ELMAN_THREADS: String(threads) },
  };
}
