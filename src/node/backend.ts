import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { checkThreads, mostThreads } from '../backend/threads/count.ts';
import type { HelperSetup } from '../backend/threads/helper.ts';
import { createWasmBackend, type WasmBackend } from '../backend/wasm.ts';
import { loadBlas } from './blas.ts';

/** The backends of Node by name; the first is what is used where none is named. */
export const backendNames = ['wasm', 'blas'] as const;
export type BackendName = (typeof backendNames)[number];

export interface NodeBackendOptions {
  /** `wasm`, the default, gives the same bits everywhere; `blas` calls the system's library for products. */
  readonly name?: BackendName | undefined;
  /** How many threads compute: by default `$ELMAN_THREADS`, or one for each core of the machine. */
  readonly threads?: number | undefined;
}

/**
 * A backend with helping threads of Node. With `blas` it returns once they listen: its bits depend on how products are
 * divided. @throws `usage/threads` for a count that is none, and what {@link loadBlas} throws.
 */
export function createNodeBackend({ name = 'wasm', threads = threadsWanted() }: NodeBackendOptions = {}): WasmBackend {
  checkThreads(threads, 'threads');
  const backend = createWasmBackend({ threads, startHelper, blas: name === 'blas' ? loadBlas() : undefined });
  if (name === 'blas') backend.pool?.waitUntilReady();
  return backend;
}

/** Where the number of threads is said. */
export const threadsVariable = 'ELMAN_THREADS';

/** `$ELMAN_THREADS`, or as many as the machine has cores for this process. @throws `usage/threads` */
export function threadsWanted(): number {
  const said = process.env[threadsVariable]?.trim() ?? '';
  if (said === '') return Math.min(availableParallelism(), mostThreads);
  const threads = Number(said);
  checkThreads(threads, threadsVariable, said);
  return threads;
}

/** Starts a helper of a pool on a thread of its own, which does not keep the program alive. */
export function startHelper(setup: HelperSetup): void {
  const worker = new Worker(new URL('./helper.js', import.meta.url), { workerData: setup, execArgv: [] });
  // A helper that does not come up is never given anything: those before it, or the caller alone, do its part.
  worker.on('error', () => {});
  worker.unref();
}
