import { expect, fail, messageOf } from '../../util/errors.ts';
import { Shares } from './shares.ts';
import { announce, FAILED, mostArguments, Slot, slotBytes, waitForChange, word } from './slot.ts';

/** Nanoseconds of work worth sharing that must have come up before threads are started: short programs stay alone. */
const worthStarting = 20e6;
/** Milliseconds that threads may take to come up. */
const patience = 30_000;

/**
 * The threads that help the one that calls. They are started when enough work has come up, in the background: until one
 * listens, everything runs where it was called, with the same bits.
 */
export class Pool {
  /** How many threads compute once all listen, the caller's included. */
  readonly threads: number;
  /** Nanoseconds: less is not worth giving away, as handing over and waiting cost some microseconds. Only time depends on it. */
  worthSharing = 30_000;
  readonly shares: Shares;
  readonly #slots: readonly Slot[];
  readonly #start: (index: number, control: SharedArrayBuffer) => void;
  readonly #control: SharedArrayBuffer;
  #passedBy = 0;
  #started = false;
  /** Those before it were started. */
  #coming = 0;
  /** Why no more could be started. */
  #refusal: unknown = undefined;
  /** Those before it listen. */
  #ready = 0;
  /** Those that have a part now. */
  readonly #busy: number[] = [];

  /** `start` starts a helper; `adapts` says whether parts may follow how fast each thread is. */
  constructor(threads: number, start: (index: number, control: SharedArrayBuffer) => void, adapts = true) {
    this.threads = threads;
    this.shares = new Shares(threads, adapts);
    this.#start = start;
    this.#control = new SharedArrayBuffer((threads - 1) * slotBytes);
    this.#slots = Array.from({ length: threads - 1 }, (_, index) => new Slot(this.#control, index));
  }

  /** How many helpers can be given a part now. `cost` is the work that asks, in nanoseconds. */
  ready(cost: number): number {
    const slots = this.#slots;
    if (!this.#started) {
      this.#passedBy += cost;
      if (this.#passedBy > worthStarting) this.start();
      return 0;
    }
    if (this.#ready === this.#coming) return this.#ready;
    while (this.#ready < this.#coming && Atomics.load(slots[this.#ready]!.words, word.ready) === 1) this.#ready++;
    return this.#ready;
  }

  /**
   * Starts the helpers now, if they are not. Where the system or the page allows no more of them, those that were started
   * help, and the caller with them.
   */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    try {
      for (; this.#coming < this.#slots.length; this.#coming++) this.#start(this.#coming, this.#control);
    } catch (error) {
      this.#refusal = error;
    }
  }

  /** Waits until all helpers listen: for measurements, which should not begin with fewer. */
  async allReady(): Promise<void> {
    this.start();
    const until = performance.now() + patience;
    while (!this.#allListen(until)) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /**
   * As {@link allReady}, blocking: where bits depend on how work is divided, it must be divided so from the first call on.
   * Not for the main thread of a page, which may not wait.
   */
  waitUntilReady(): void {
    this.start();
    const until = performance.now() + patience;
    while (!this.#allListen(until)) Atomics.wait(this.#slots[this.#ready]!.words, word.ready, 0, 1);
  }

  /** @throws `backend/threads` when some cannot be started, have failed, or take too long. */
  #allListen(until: number): boolean {
    const wanted = this.#slots.length;
    if (this.ready(0) === wanted) return true;
    const failed = this.#slots.some(({ words }) => Atomics.load(words, word.ready) === FAILED);
    if (this.#refusal !== undefined || failed || performance.now() > until) {
      fail(
        'backend/threads',
        `of ${wanted} helping threads ${this.#ready} came up${this.#refusal === undefined ? '' : ` (${messageOf(this.#refusal)})`}; set ELMAN_THREADS=1 to compute on one thread`,
        { wanted, ready: this.#ready },
        this.#refusal,
      );
    }
    return false;
  }

  /** Gives helper `index` a function and its arguments. */
  give(index: number, job: number, args: readonly number[]): void {
    const { words, arguments: numbers } = this.#slots[index]!;
    expect(
      args.length <= mostArguments,
      'backend/threads',
      () => `a job takes ${mostArguments} numbers, got ${args.length}`,
    );
    words[word.job] = job;
    words[word.arguments] = args.length;
    for (let i = 0; i < args.length; i++) numbers[i] = args[i]!;
    announce(words, word.given, words[word.given]! + 1, word.helperSleeps);
    this.#busy.push(index);
  }

  /** Returns when all helpers have done what they were given: how many milliseconds each took, 0 for one without a part. */
  wait(): number[] {
    const times = this.#slots.map(() => 0);
    let failed = false;
    for (const index of this.#busy) {
      const { words, took } = this.#slots[index]!;
      const given = words[word.given]!;
      // The job before, also where the counts go round at 2³¹.
      const before = (given - 1) | 0;
      if (Atomics.load(words, word.done) !== given) waitForChange(words, word.done, before, word.callerSleeps);
      failed ||= words[word.failed] === 1;
      words[word.failed] = 0;
      times[index] = took[0]!;
    }
    this.#busy.length = 0;
    if (failed) fail('backend/threads', 'a helping thread failed: a kernel read or wrote outside of the memory');
    return times;
  }
}
