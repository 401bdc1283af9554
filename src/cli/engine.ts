import type { Command } from 'commander';
import type { WasmBackend } from '../backend/wasm.ts';
import type { BackendName } from '../node/backend.ts';
import type { Cli } from './cli.ts';
import { oneOf, wholeNumber } from './options.ts';

/** What computes, as the options of a command say it. */
export interface EngineOptions {
  /** By default `wasm`. */
  readonly backend?: BackendName | undefined;
  /** By default `$ELMAN_THREADS`, or one for each core. */
  readonly threads?: number | undefined;
}

// The names stand here again because help must not load what computes; the compiler sees that they are all.
const names = Object.keys({ wasm: true, blas: true } satisfies Record<BackendName, true>) as readonly BackendName[];

/** Adds `--backend` and `--threads` to a command that computes. */
export function engineOptions(command: Command, { say: { help } }: Cli): Command {
  return command
    .option('--backend <name>', help.backend, oneOf('--backend', names))
    .option('--threads <count>', help.threads, wholeNumber('--threads'));
}

/**
 * Makes the backend that is asked for the one of all tensors, before the first of them. Helping threads start when there
 * is work for them. @throws what `createNodeBackend` throws
 */
export async function chooseEngine({ backend, threads }: EngineOptions): Promise<WasmBackend> {
  const { createNodeBackend } = await import('../node/backend.ts');
  const { setDefaultBackend } = await import('../backend/select.ts');
  const made = createNodeBackend({ name: backend, threads });
  setDefaultBackend(() => made);
  return made;
}
