import type { Backend } from '../backend/backend.ts';
import type { Identity } from './checkpoint.ts';

/** What a run is computed by, as its checkpoints keep it: the bits depend on it besides config and data. */
export interface ComputedBy {
  readonly backend: string;
  /** The system library that computes products, with version and kernel. None with WASM, whose bits are the same everywhere. */
  readonly library?: string | undefined;
  /** How many threads divide its products, on which its bits depend. */
  readonly threads?: number | undefined;
}

export function computedBy({ name, library, threads }: Backend): ComputedBy {
  return library === null ? { backend: name } : { backend: name, library, threads };
}

/** What the run of a checkpoint was computed by. Before there were other backends, WASM did. */
export function computedByOf(identity: Identity): ComputedBy {
  const { backend, library, threads } = identity;
  return {
    backend: typeof backend === 'string' ? backend : 'wasm',
    ...(typeof library === 'string' && { library }),
    ...(typeof threads === 'number' && { threads }),
  };
}

/** An identity of which `by` says what computes. */
export function withComputedBy(identity: Identity, by: ComputedBy): Identity {
  const { backend: _backend, library: _library, threads: _threads, ...rest } = identity;
  return { ...rest, ...by };
}
