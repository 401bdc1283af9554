import type { HelperSetup } from '../threads/helper.ts';

/**
 * Starts a helper of a pool in a Worker, which ends with the Worker or page that started it. It comes up once the
 * caller's event loop turns: a caller that never awaits stays alone.
 */
export function startHelper(setup: HelperSetup): void {
  // In these very words, with nothing computed, bundlers look for the script of a Worker.
  const worker = new Worker(new URL('./helper.js', import.meta.url), { type: 'module' });
  worker.addEventListener('error', (event) => {
    // A helper that does not come up is never given anything: the others, or the caller alone, do its part.
    event.preventDefault();
    console.warn(
      `Elman: a helping thread did not start, so fewer compute: ${event.message || 'its script did not load'}`,
    );
  });
  worker.postMessage(setup, []);
}
