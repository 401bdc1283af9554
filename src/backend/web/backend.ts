import { checkThreads, mostThreads } from '../threads/count.ts';
import { createWasmBackend, type WasmBackend } from '../wasm.ts';
import { startHelper } from './start-helper.ts';
import { oneThread, webThreads, type OneThread } from './threads.ts';

export interface WebBackendOptions {
  /** How many threads compute: by default as many as {@link webThreads} finds. One where it finds that more cannot. */
  readonly threads?: number | undefined;
}

export interface WebBackend {
  readonly backend: WasmBackend;
  /** Why there is one thread where more were wanted; else null. */
  readonly reason: OneThread | null;
}

/**
 * The WASM backend with helping threads in Workers, as many as can be; with one thread anywhere else, and the reason.
 * @throws `usage/threads` for a count that is none, `backend/no-wasm` or `backend/no-simd` where nothing can compute.
 */
export function createWebBackend({ threads }: WebBackendOptions = {}): WebBackend {
  if (threads !== undefined) checkThreads(threads);
  const can = webThreads();
  const wanted = threads ?? Math.min(can.threads, mostThreads);
  // A machine of one core may be asked for two threads all the same.
  const possible = can.reason === null || can.reason.code === 'one-core';
  if (wanted === 1 || !possible) return { backend: createWasmBackend(), reason: threads === 1 ? null : can.reason };
  try {
    return { backend: createWasmBackend({ threads: wanted, startHelper }), reason: null };
  } catch (error) {
    // Shared memory is reserved to its full length, for which a phone may have no room.
    if (!(error instanceof RangeError)) throw error;
    return { backend: createWasmBackend(), reason: oneThread('no-memory').reason };
  }
}
