import { fileURLToPath } from 'node:url';
import { installPython } from '../../install.mjs';
import { threadsOf } from '../../table.mjs';

export const script = fileURLToPath(new URL('run.py', import.meta.url));

/** @type {import('../index.mjs').Peer} */
export const peer = {
  name: 'torch',
  title: 'PyTorch on the CPU, the newest that can be had',
  settings: ({ kind }) => (kind === 'train' ? trainSettings(['fused', 'plain']) : streamSettings(kind)),
  async prepare(note) {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    return { file: await installPython(folder, 'torch', note), args: [script] };
  },
};

/**
 * One and two threads with each Adam.
 * @param {readonly string[]} adams
 */
export function trainSettings(adams) {
  return onThreads((threads) => adams.map((adam) => ({ label: `${threads}, ${adam} Adam`, options: { adam } })));
}

/**
 * A stream by a layer and by a cell: one is quicker at some sizes, the other at others.
 * @param {import('../../work.mjs').Work['kind']} kind
 */
export function streamSettings(kind) {
  if (kind !== 'stream') return [];
  return onThreads((threads) =>
    ['layer', 'cell'].map((form) => ({ label: `${threads}, as a ${form}`, options: { form } })),
  );
}

/**
 * @param {(threads: string) => import('../index.mjs').Setting[]} settings
 * @returns {import('../index.mjs').Setting[]}
 */
function onThreads(settings) {
  return [1, 2].flatMap((threads) =>
    settings(threadsOf(threads)).map(({ label, options }) => ({
      label,
      options: { threads, ...options },
    })),
  );
}
