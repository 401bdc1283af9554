import { expect } from '../util/errors.ts';
import type { Backend } from './backend.ts';
import { createWasmBackend } from './wasm.ts';

let create: () => Backend = createWasmBackend;
let shared: Backend | undefined;

/**
 * The backend that is used where none is named, one for the whole program: WASM, made when first asked for.
 * Throws `backend/no-wasm` or `backend/no-simd` where the engine can't run it.
 */
export function defaultBackend(): Backend {
  shared ??= create();
  return shared;
}

/**
 * Says how the default backend is made. Throws `backend/in-use` once it is: tensors that exist belong to it.
 */
export function setDefaultBackend(make: () => Backend): void {
  expect(
    shared === undefined,
    'backend/in-use',
    () => 'the default backend is in use already: choose another one before the first tensor is made',
  );
  create = make;
}
