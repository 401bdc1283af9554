import { fileURLToPath } from 'node:url';
import { installPython } from '../../install.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** @type {import('../index.mjs').Peer} */
export const peer = {
  name: 'jax',
  title: 'JAX on the CPU: lax.scan, compiled by jit',
  settings: ({ kind, cell }) =>
    kind === 'train' && cell === 'lstm'
      ? [
          {
            label: '1 thread',
            options: { threads: 1 },
            env: { PJRT_NPROC: '1', XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' },
          },
          { label: '2 threads', options: { threads: 2 }, env: { PJRT_NPROC: '2' } },
        ]
      : [],
  async prepare(note) {
    return { file: await installPython(folder, 'jax', note), args: [`${folder}run.py`] };
  },
};
