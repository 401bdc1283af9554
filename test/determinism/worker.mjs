// In a Worker: what the trainings of program.mjs give on so many threads, or on as many as a page gets by itself.
import { createWebBackend } from '../../dist/backend/web/backend.js';
import { defaultBackend, defaultThreads, setDefaultBackend } from '../../dist/backend/select.js';
import { eager } from './eager.mjs';
import { trainAll } from './program.mjs';

addEventListener('message', async ({ data: { threads } }) => {
  try {
    const chosen = threads === undefined ? undefined : createWebBackend({ threads });
    if (chosen !== undefined) setDefaultBackend(() => chosen.backend);
    const parts = await eager(defaultBackend());
    const hashes = await trainAll();
    const reason = chosen?.reason ?? defaultThreads().reason;
    postMessage({
      hashes,
      parts: parts(),
      threads: defaultThreads().threads,
      reason,
      cores: navigator.hardwareConcurrency,
    });
  } catch (error) {
    postMessage({ problem: String(error?.stack ?? error) });
  }
});
