import type { Ptr } from '../backend.ts';
import type { Blas } from '../blas.ts';
import { programsOver } from '../sequences/programs.ts';
import { announce, FAILED, Slot, waitForChange, word } from './slot.ts';
import { functionNames, type Functions } from './splits.ts';
import { instantiateKernels } from '../wasm-module.ts';

/** What a helper needs to take part: it can be posted to another thread as it is. */
export interface HelperSetup {
  /** The compiled kernels. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** Which slot of the control memory is this helper's. */
  readonly index: number;
  /** The helper's own scratch memory. */
  readonly scratch: Ptr;
  /** Where the library lies whose products the backend uses; undefined without one. */
  readonly blas?: string | undefined;
}

/** Starts a helper on another thread, which calls {@link help} there. */
export type StartHelper = (setup: HelperSetup) => void;

/**
 * A helper's whole life: it runs the parts that it is given, and sleeps in between. Never returns; the thread ends with
 * the program. `blas` is the library that `setup.blas` names, loaded on this thread.
 */
export function help({ module, memory, control, index, scratch }: HelperSetup, blas?: Blas): never {
  const { words, arguments: numbers, took } = new Slot(control, index);
  const own = instantiateKernels(module, memory);
  own.initialise(scratch);
  const kernels = blas?.over(own, memory) ?? own;
  const table = { ...kernels, ...programsOver(kernels, 4) } as Functions;
  const functions = functionNames.map((name) => table[name] as (...args: number[]) => unknown);
  announce(words, word.ready, 1, word.callerSleeps);
  for (let given = 0; ;) {
    waitForChange(words, word.given, given, word.helperSleeps);
    given = Atomics.load(words, word.given);
    const start = performance.now();
    try {
      functions[words[word.job]!]!(...numbers.subarray(0, words[word.arguments]));
    } catch {
      // The caller fails in its own name: a kernel throws nothing but a trap of the engine.
      words[word.failed] = 1;
    }
    took[0] = performance.now() - start;
    announce(words, word.done, given, word.callerSleeps);
  }
}

/** What a helper does that cannot {@link help}: it says so, for whoever waits for it. */
export function giveUp({ control, index }: HelperSetup): void {
  const { words } = new Slot(control, index);
  announce(words, word.ready, FAILED, word.callerSleeps);
}
