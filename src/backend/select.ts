import type { Backend } from './backend.ts';
import { createWasmBackend } from './wasm.ts';

let shared: Backend | undefined;

/**
 * The backend that is used where none is named: WASM, made when first asked for, one for the whole program.
 * Throws `backend/no-wasm` or `backend/no-simd` where the engine can't run it.
 */
export function defaultBackend(): Backend {
  shared ??= createWasmBackend();
  return shared;
}
