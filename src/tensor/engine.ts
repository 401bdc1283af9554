import type { Backend, FloatArray, Kernels, Ptr } from '../backend/backend.ts';
import { defaultBackend } from '../backend/select.ts';
import { expect, fail } from '../util/errors.ts';

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
  readonly backend: Backend;
  readonly kernels: Kernels;
  readonly floatBytes: number;
  #chunks: Chunk[] = [];
  #chunk = 0;
  #offset = 0;
  #depth = 0;
  #epoch = 0;
  #recording = true;
  /** Storages made by an op outside a step; null inside a step. */
  #loose: Storage[] | null = null;
  readonly #registry: FinalizationRegistry<Ptr>;

  constructor(backend: Backend) {
    this.backend = backend;
    this.kernels = backend.kernels;
    this.floatBytes = backend.floatBytes;
    this.#registry = new FinalizationRegistry((ptr) => backend.free(ptr));
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
    const before = this.#recording;
    this.#recording = false;
    try {
      return finished('noGrad', fn());
    } finally {
      this.#recording = before;
    }
  }

  /** Room for `n` floats or integers until the step ends, for the op's own use. */
  scratch(n: number, bytesEach: number = this.floatBytes): Ptr {
    return this.#take(n * bytesEach);
  }

  /** A storage of `n` uninitialised floats that lives as long as the step. */
  allocate(n: number): Storage {
    const storage = new Storage(this, 'float', n, this.#take(n * this.floatBytes), this.#epoch, null);
    this.#loose?.push(storage);
    return storage;
  }

  /** A storage of `n` uninitialised floats that lives as long as something refers to it. */
  persistent(n: number): Storage {
    const ptr = this.backend.allocate(Math.max(1, n) * this.floatBytes);
    const storage = new Storage(this, 'float', n, ptr, PERSISTENT, null);
    this.#registry.register(storage, ptr);
    return storage;
  }

  /** A storage over numbers in the JavaScript heap. The array is taken over, not copied. */
  host(values: FloatArray): Storage {
    return new Storage(this, 'float', values.length, 0, NEVER, values);
  }

  /** Integers (ids, targets, lengths) that ops take; copied, so that the caller may change theirs. */
  ints(values: ArrayLike<number>): Storage {
    const ints = Int32Array.from(values);
    for (let i = 0; i < ints.length; i++) {
      expect(
        ints[i] === values[i],
        'tensor/index',
        () => `ids, targets and lengths are whole numbers of 32 bits, got ${values[i]} at position ${i}`,
        { got: values[i], position: i },
      );
    }
    return new Storage(this, 'int', ints.length, 0, NEVER, ints);
  }

  /** An array of the backend's float type. */
  floats(values: ArrayLike<number> | number): FloatArray {
    if (typeof values === 'number') return this.floatBytes === 8 ? new Float64Array(values) : new Float32Array(values);
    return this.floatBytes === 8 ? Float64Array.from(values) : Float32Array.from(values);
  }

  #enter(): void {
    if (this.#depth === 0) {
      this.#epoch++;
      this.#chunk = 0;
      this.#offset = 0;
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
    const wanted = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
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
    this.#ptr = engine.scratch(this.length, this.kind === 'int' ? 4 : engine.floatBytes);
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
    if (this.#host === null && !this.isPersistent)
      this.#host = this.engine.backend.readFloats(this.#live(), this.length);
  }

  #live(): Ptr {
    const live = this.#epoch === PERSISTENT || (this.#epoch === this.engine.epoch && this.engine.inStep);
    return live ? this.#ptr : this.#stale();
  }

  #stale(): never {
    fail(
      'tensor/stale',
      `this tensor was made in step ${this.#epoch}, which has ended: call keep() on it inside the step to use it afterwards`,
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
