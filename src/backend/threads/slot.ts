// The words that the main thread and one helper share. A job is a function and its arguments, all numbers.

/** Int32 words of a slot. */
export const word = {
  /** 1 once the helper listens, {@link FAILED} when it never will. */
  ready: 0,
  /** Counts the jobs given; the helper waits for it to change. */
  given: 1,
  /** Counts the jobs done; the main thread waits for it to reach `given`. */
  done: 2,
  /** 1 while the helper sleeps, and must be woken. */
  helperSleeps: 3,
  /** 1 while the main thread sleeps, and must be woken. */
  callerSleeps: 4,
  /** Which function to run. */
  job: 5,
  arguments: 6,
  /** 1 when the last job threw. */
  failed: 7,
} as const;

export const FAILED = -1;

/** More arguments than any kernel or program takes. */
export const mostArguments = 24;
const wordBytes = 64;
export const slotBytes = wordBytes + mostArguments * 8 + 64;

/** One helper's part of the shared control memory. */
export class Slot {
  readonly words: Int32Array;
  readonly arguments: Float64Array;
  /** How many milliseconds the last job took. */
  readonly took: Float64Array;

  constructor(control: SharedArrayBuffer, index: number) {
    this.words = new Int32Array(control, index * slotBytes, wordBytes / 4);
    this.arguments = new Float64Array(control, index * slotBytes + wordBytes, mostArguments);
    this.took = new Float64Array(control, index * slotBytes + wordBytes + mostArguments * 8, 1);
  }
}

/** How long a thread that waits looks again and again before it sleeps, in milliseconds: shorter than waking up costs. */
const patience = 0.2;

/**
 * Returns once `words[at]` is no longer `old`: looks for a while, then sleeps, which burns no core. Whoever changes the
 * word wakes it if `words[sleeps]` says so.
 */
export function waitForChange(words: Int32Array, at: number, old: number, sleeps: number): void {
  for (let until = 0; ;) {
    for (let i = 0; i < 512; i++) if (Atomics.load(words, at) !== old) return;
    const now = performance.now();
    if (until === 0) until = now + patience;
    else if (now > until) break;
  }
  Atomics.store(words, sleeps, 1);
  // Atomics.wait compares once more before it sleeps, so that no change is slept through.
  while (Atomics.load(words, at) === old) Atomics.wait(words, at, old);
  Atomics.store(words, sleeps, 0);
}

/** Sets `words[at]`, and wakes the other side if it sleeps. */
export function announce(words: Int32Array, at: number, value: number, sleeps: number): void {
  Atomics.store(words, at, value);
  if (Atomics.load(words, sleeps) === 1) Atomics.notify(words, at);
}
