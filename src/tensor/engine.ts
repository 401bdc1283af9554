import type { Backend, FloatArray, Kernels, Ptr } from '../backend/backend.ts';
import { defaultBackend } from '../backend/select.ts';
import { expect, fail } from '../util/errors.ts';
import { countingBackend } from './counting.ts';

const ALIGNMENT = 64;
const FIRST_CHUNK = 1 << 18;

interface Chunk {
  readonly ptr: Ptr;
  readonly bytes: number;
}

/**
 * A backend with an arena over it. Inside a step every result lives in the arena and is released in one move when the
 * step ends; outside, each op is a little step of its own whose results move to the JavaScript heap.
 */
export class Engine {
  readonly floatBytes: number;
  #backend: Backend;
  #kernels: Kernels;
  #chunks: Chunk[] = [];
  #chunk = 0;
  #offset = 0;
  #depth = 0;
  #epoch = 0;
  #recording = true;
  /** Storages made by an op outside a step; null inside a step. */
  #loose: Storage[] | null = null;
  /** What the innermost region has brought into the arena or made there; null outside of regions. */
  #inRegion: Storage[] | null = null;
  /** Bytes of the arena that are taken now, and the most that were in the step in progress, or in the last one. */
  #taken = 0;
  #stepBytes = 0;
  #persistentBytes = 0;
  #isDry = false;
  readonly #registry: FinalizationRegistry<{ readonly ptr: Ptr; readonly bytes: number }>;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#kernels = backend.kernels;
    this.floatBytes = backend.floatBytes;
    this.#registry = new FinalizationRegistry(({ ptr, bytes }) => {
      backend.free(ptr);
      this.#persistentBytes -= bytes;
    });
  }

  get backend(): Backend {
    return this.#backend;
  }

  get kernels(): Kernels {
    return this.#kernels;
  }

  /** The most that the step in progress, or the last one, has had of the arena at a time, in bytes. */
  get stepBytes(): number {
    return this.#stepBytes;
  }

  /** The memory that the arena holds, in bytes; it stays between steps. */
  get arenaBytes(): number {
    return this.#chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What lives outside of steps: parameters, the state of optimisers, streams; in bytes. */
  get persistentBytes(): number {
    return this.#persistentBytes;
  }

  /** The number of the step in progress, or of the last one. */
  get epoch(): number {
    return this.#epoch;
  }

  get inStep(): boolean {
    return this.#depth > 0;
  }

  /** Whether ops are recorded on the tape. */
  get recording(): boolean {
    return this.#recording;
  }

  /** Runs `fn` as one step. A step inside a step is part of the outer one. */
  step<T>(fn: () => T): T {
    this.#enter();
    try {
      return finished('step', fn());
    } finally {
      this.#leave();
    }
  }

  /** Runs one op: at once inside a step, else in a little step whose storages move to the heap. */
  op<T>(fn: () => T): T {
    if (this.#depth > 0) return fn();
    const loose: Storage[] = [];
    this.#loose = loose;
    this.#enter();
    try {
      const result = fn();
      for (const storage of loose) storage.moveToHost();
      return result;
    } finally {
      this.#loose = null;
      this.#leave();
    }
  }

  /** Runs `fn` without recording anything on the tape. */
  noGrad<T>(fn: () => T): T {
    return this.#withRecording(false, 'noGrad', fn);
  }

  /** Runs `fn` recording on the tape, also on the way back, where nothing is recorded otherwise. */
  grad<T>(fn: () => T): T {
    return this.#withRecording(true, 'grad', fn);
  }

  /**
   * Runs `fn`, then releases what it took from the arena, in one move; what is to stay is copied to storages made
   * before. A storage of the region that is used afterwards throws `tensor/stale`.
   */
  region<T>(fn: () => T): T {
    const before = { loose: this.#loose, outer: this.#inRegion };
    const [chunk, offset, taken] = [this.#chunk, this.#offset, this.#taken];
    const inside: Storage[] = [];
    this.#inRegion = inside;
    // Nothing of it outlives the region, so nothing need be moved out at the end of an op either.
    this.#loose = null;
    try {
      return finished('region', fn());
    } finally {
      for (const storage of inside) storage.release();
      [this.#chunk, this.#offset, this.#taken] = [chunk, offset, taken];
      this.#inRegion = before.outer;
      this.#loose = before.loose;
    }
  }

  /**
   * Runs `fn` as a step that computes nothing: kernels do nothing, memory is counted but not taken. Numbers that are read
   * are zeros, so `fn` must not go by them; what it changes in JavaScript stays changed.
   * @returns how many bytes the step would take: of the arena, and outside of it.
   */
  dryRun(fn: () => void): { readonly step: number; readonly persistent: number } {
    expect(!this.inStep, 'tensor/dry-run', () => 'a dry run is a step of its own: begin it outside of steps');
    const real = this.#backend;
    const [chunks, persistent] = [this.#chunks, this.#persistentBytes];
    this.#isDry = true;
    this.#backend = countingBackend(real);
    this.#kernels = this.#backend.kernels;
    this.#chunks = [{ ptr: ALIGNMENT, bytes: Infinity }];
    try {
      this.step(fn);
      return { step: this.#stepBytes, persistent: this.#persistentBytes - persistent };
    } finally {
      this.#isDry = false;
      this.#backend = real;
      this.#kernels = real.kernels;
      this.#chunks = chunks;
      this.#persistentBytes = persistent;
    }
  }

  /** Makes the arena one block for steps of so many bytes, so that the first of them takes no more than it needs. */
  reserve(bytes: number): void {
    expect(!this.inStep, 'tensor/reserve', () => 'memory for steps is reserved outside of them');
    const wanted = Math.max(FIRST_CHUNK, roundedUp(bytes));
    if (this.#chunks[0] !== undefined && this.#chunks[0].bytes >= wanted) return;
    for (const { ptr } of this.#chunks) this.#backend.free(ptr);
    this.#chunks = [];
    this.#chunks = [{ ptr: this.#backend.allocate(wanted), bytes: wanted }];
  }

  /** Room for `n` floats or integers until the step ends, for the op's own use. */
  scratch(n: number, bytesEach: number = this.floatBytes): Ptr {
    return this.#take(n * bytesEach);
  }

  /** A storage of `n` uninitialised floats that lives as long as the step. */
  allocate(n: number): Storage {
    const storage = new Storage(this, 'float', n, this.#take(n * this.floatBytes), this.#epoch, null);
    this.#loose?.push(storage);
    this.#inRegion?.push(storage);
    return storage;
  }

  /** The same of integers, for what an op saves for its way back. */
  allocateInts(n: number): Storage {
    const storage = new Storage(this, 'int', n, this.#take(n * 4), this.#epoch, null);
    this.#loose?.push(storage);
    this.#inRegion?.push(storage);
    return storage;
  }

  /** Room for numbers that lie in the JavaScript heap, until the step or region ends. */
  bring(storage: Storage, bytesEach: number): Ptr {
    this.#inRegion?.push(storage);
    return this.scratch(storage.length, bytesEach);
  }

  /** A storage of `n` uninitialised floats that lives as long as something refers to it. */
  persistent(n: number): Storage {
    const bytes = roundedUp(n * this.floatBytes);
    const ptr = this.#backend.allocate(bytes);
    const storage = new Storage(this, 'float', n, ptr, PERSISTENT, null);
    this.#persistentBytes += bytes;
    // What a dry run makes is no memory, and not to be given back.
    if (!this.#isDry) this.#registry.register(storage, { ptr, bytes });
    return storage;
  }

  /** A storage over numbers in the JavaScript heap. The array is taken over, not copied. */
  host(values: FloatArray): Storage {
    return new Storage(this, 'float', values.length, 0, NEVER, values);
  }

  /** Integers (ids, targets, lengths) that ops take; copied, so that the caller may change theirs. */
  ints(values: ArrayLike<number>): Storage {
    const ints = new Int32Array(values);
    if (!(values instanceof Int32Array)) {
      for (let i = 0; i < ints.length; i++) {
        if (ints[i] === values[i]) continue;
        fail(
          'tensor/index',
          `ids, targets and lengths are whole numbers of 32 bits, got ${values[i]} at position ${i}`,
          { got: values[i], position: i },
        );
      }
    }
    return new Storage(this, 'int', ints.length, 0, NEVER, ints);
  }

  /** An array of the backend's float type. */
  floats(values: ArrayLike<number> | number): FloatArray {
    // One call for a count and for values; typed arrays are copied as they lie, which `from` does number by number.
    const given = values as ArrayLike<number>;
    return this.floatBytes === 8 ? new Float64Array(given) : new Float32Array(given);
  }

  #enter(): void {
    if (this.#depth === 0) {
      this.#epoch++;
      this.#chunk = 0;
      this.#offset = 0;
      this.#taken = 0;
      this.#stepBytes = 0;
    }
    this.#depth++;
  }

  #leave(): void {
    this.#depth--;
    if (this.#depth > 0 || this.#chunks.length < 2) return;
    // One chunk as large as all of them: the next step of this size then fits without waste.
    const chunks = this.#chunks;
    this.#chunks = [];
    let bytes = 0;
    for (const chunk of chunks) {
      bytes += chunk.bytes;
      this.backend.free(chunk.ptr);
    }
    try {
      this.#chunks = [{ ptr: this.backend.allocate(bytes), bytes }];
    } catch {
      // No room for one block of this size between what lives on: the next step takes chunks anew. This one fitted.
    }
  }

  #take(bytes: number): Ptr {
    expect(this.#depth > 0, 'tensor/outside-step', () => 'arena memory can only be taken inside a step');
    const wanted = roundedUp(bytes);
    this.#taken += wanted;
    if (this.#taken > this.#stepBytes) this.#stepBytes = this.#taken;
    for (; this.#chunk < this.#chunks.length; this.#chunk++, this.#offset = 0) {
      const chunk = this.#chunks[this.#chunk]!;
      if (this.#offset + wanted > chunk.bytes) continue;
      const ptr = chunk.ptr + this.#offset;
      this.#offset += wanted;
      return ptr;
    }
    const total = this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
    const size = Math.max(wanted, FIRST_CHUNK, total >> 1);
    const ptr = this.backend.allocate(size);
    this.#chunks.push({ ptr, bytes: size });
    this.#offset = wanted;
    return ptr;
  }

  #withRecording<T>(recording: boolean, scope: string, fn: () => T): T {
    const before = this.#recording;
    this.#recording = recording;
    try {
      return finished(scope, fn());
    } finally {
      this.#recording = before;
    }
  }
}

function roundedUp(bytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
}

const PERSISTENT = -1;
const NEVER = -2;

/** Numbers somewhere: in the arena of a step, in memory of their own, or in the JavaScript heap. */
export class Storage {
  readonly engine: Engine;
  readonly kind: 'float' | 'int';
  readonly length: number;
  #ptr: Ptr;
  #epoch: number;
  #host: FloatArray | Int32Array | null;

  constructor(
    engine: Engine,
    kind: 'float' | 'int',
    length: number,
    ptr: Ptr,
    epoch: number,
    host: FloatArray | Int32Array | null,
  ) {
    this.engine = engine;
    this.kind = kind;
    this.length = length;
    this.#ptr = ptr;
    this.#epoch = epoch;
    this.#host = host;
  }

  get isPersistent(): boolean {
    return this.#epoch === PERSISTENT;
  }

  /** Where the numbers are in the backend's memory. Numbers in the heap are brought there, once a step. */
  get ptr(): Ptr {
    const { engine } = this;
    if (this.#epoch === PERSISTENT || (this.#epoch === engine.epoch && engine.inStep)) return this.#ptr;
    const host = this.#host ?? this.#stale();
    this.#ptr = engine.bring(this, this.kind === 'int' ? 4 : engine.floatBytes);
    this.#epoch = engine.epoch;
    if (this.kind === 'int') engine.backend.writeInts(this.#ptr, host);
    else engine.backend.writeFloats(this.#ptr, host);
    return this.#ptr;
  }

  /** A copy of the numbers. */
  read(): FloatArray {
    if (this.#host !== null) return this.engine.floats(this.#host);
    return this.engine.backend.readFloats(this.#live(), this.length);
  }

  /** The numbers as they lie in the heap, not a copy, when that is where they are. */
  get hostValues(): FloatArray | Int32Array | null {
    return this.#host;
  }

  /** Overwrites the numbers of a persistent storage. */
  write(values: ArrayLike<number>): void {
    expect(this.isPersistent, 'tensor/immutable', () => 'only parameters can be written to: make a new tensor instead');
    expect(values.length === this.length, 'tensor/size', () => `expected ${this.length} numbers, got ${values.length}`);
    this.engine.backend.writeFloats(this.#ptr, values);
  }

  /** Whether the numbers can be reached: not when they lived in a step that has ended. */
  get isLive(): boolean {
    return (
      this.#host !== null || this.#epoch === PERSISTENT || (this.#epoch === this.engine.epoch && this.engine.inStep)
    );
  }

  /** Copies the numbers to the JavaScript heap, so that they outlive the step. */
  moveToHost(): void {
    if (this.#host !== null || this.isPersistent) return;
    const { backend } = this.engine;
    this.#host =
      this.kind === 'int' ? backend.readInts(this.#live(), this.length) : backend.readFloats(this.#live(), this.length);
  }

  /** Its place in the arena is no longer its own. */
  release(): void {
    this.#epoch = NEVER;
  }

  #live(): Ptr {
    const live = this.#epoch === PERSISTENT || (this.#epoch === this.engine.epoch && this.engine.inStep);
    return live ? this.#ptr : this.#stale();
  }

  #stale(): never {
    const where = this.#epoch === NEVER ? 'a region of a step' : `step ${this.#epoch}`;
    fail(
      'tensor/stale',
      `this tensor was made in ${where}, which has ended: call keep() on it inside the step to use it afterwards`,
      {
        step: this.#epoch,
        now: this.engine.epoch,
      },
    );
  }
}

/** What `fn` gave, which must not be a promise: what a scope sets holds only until its function returns. */
function finished<T>(scope: string, result: T): T {
  // Its own failure, if it comes to one, is news to nobody after the one thrown here.
  if (result instanceof Promise) result.catch(() => {});
  expect(
    !(result instanceof Promise),
    'tensor/async-step',
    () =>
      `what runs in ${scope}() must finish before it returns, got a Promise: await outside of ${scope}(), and keep() what a step gives`,
    { scope },
  );
  return result;
}

const engines = new WeakMap<Backend, Engine>();
let current: Engine | null = null;

/** The engine that new tensors belong to. */
export function currentEngine(): Engine {
  current ??= engineOf(defaultBackend());
  return current;
}

/** The engine over a backend; there is one. */
export function engineOf(backend: Backend): Engine {
  let engine = engines.get(backend);
  if (engine === undefined) engines.set(backend, (engine = new Engine(backend)));
  return engine;
}

/** Makes `backend` the one that new tensors and parameters belong to while `fn` runs. */
export function withBackend<T>(backend: Backend, fn: () => T): T {
  const before = current;
  current = engineOf(backend);
  try {
    return finished('withBackend', fn());
  } finally {
    current = before;
  }
}

/**
 * Runs `fn` as one step: what its ops compute is released when it returns, in one move. What must outlive the step is
 * moved out with `keep()`, or read with `toArray()` and `item()`.
 */
export function step<T>(fn: () => T): T {
  return currentEngine().step(fn);
}

/** Runs `fn` without recording on the tape: for inference and evaluation. */
export function noGrad<T>(fn: () => T): T {
  return currentEngine().noGrad(fn);
}
