import { expect } from '../util/errors.ts';
import type { Backend } from './backend.ts';
import { createWebBackend } from './web/backend.ts';
import type { OneThread, Threads } from './web/threads.ts';

/** A backend, and why it has one thread, if that was not the program's own choice. */
interface Made {
  readonly backend: Backend;
  readonly reason: OneThread | null;
}

let make: () => Made = createWebBackend;
let isChosen = false;
let made: Made | undefined;

function theDefault(): Made {
  made ??= make();
  return made;
}

/**
 * The backend that is used where none is named, one for the whole program: WASM, made when first asked for. In a Worker
 * of a page that is cross-origin isolated it computes on all cores, elsewhere on one, unless another was set.
 * Throws `backend/no-wasm` or `backend/no-simd` where the engine can't run it.
 */
export function defaultBackend(): Backend {
  return theDefault().backend;
}

/**
 * How many threads the default backend computes on and, where a browser allows but one, why; makes the backend if there
 * is none yet. Only time depends on it: the bits are the same for any number.
 */
export function defaultThreads(): Threads {
  const { backend, reason } = theDefault();
  return { threads: backend.threads, reason };
}

/**
 * Says how the default backend is made. Throws `backend/in-use` once it is: tensors that exist belong to it.
 */
export function setDefaultBackend(create: () => Backend): void {
  expect(
    made === undefined,
    'backend/in-use',
    () => 'the default backend is in use already: choose another one before the first tensor is made',
  );
  isChosen = true;
  make = () => ({ backend: create(), reason: null });
}

/** As {@link setDefaultBackend}, but gives way to one that is in use or was set: for what a module brings with it. */
export function offerDefaultBackend(create: () => Backend): void {
  if (made === undefined && !isChosen) make = () => ({ backend: create(), reason: null });
}
