import type { FloatArray } from '../backend/backend.ts';
import type { Storage } from '../tensor/engine.ts';
import { noGrad, step, withBackend } from '../tensor/engine.ts';
import { Tensor } from '../tensor/tensor.ts';
import { expect, fail } from '../util/errors.ts';
import type { Cell, Layer, State } from './cell.ts';
import type { StepStream } from './step-stream.ts';

/** A stream of steps over plain arrays: one state, kept from step to step. */
export interface LayerStream {
  /**
   * Takes x [batch · inputSize] in and gives y [batch · outputSize]: an array that the next step overwrites. Allocates
   * nothing and records nothing.
   */
  step(x: ArrayLike<number>): FloatArray;
  /** Back to the state before the first step. */
  reset(): void;
  /** A copy of the state, to put aside: a user's session. */
  save(): Record<string, FloatArray>;
  /** Goes on from a saved state. */
  load(state: Readonly<Record<string, ArrayLike<number>>>): void;
}

/**
 * Runs a layer as a stream, a step at a time, with the same bits as over whole sequences. Weights are packed once, and
 * again when they have changed.
 * @throws `cells/stream` for a bidirectional layer, which must know the end before the beginning.
 */
export function stream(layer: Layer, batch = 1): LayerStream {
  expect(
    Number.isInteger(batch) && batch > 0,
    'cells/stream',
    () => `a stream has a batch of at least 1, got ${batch}`,
  );
  const inner =
    layer.stream?.(batch) ??
    fail(
      'cells/stream',
      'this layer cannot be stepped: a bidirectional layer reads each sequence from its end as well. Use layers of one direction',
    );
  const [input, output] = [new Window(inner.input), new Window(inner.output)];
  const first = Object.entries(layer.zeroState(batch)).map(([name, value]) => [name, value.toArray()] as const);
  const load = (state: Readonly<Record<string, ArrayLike<number>>>): void => {
    for (const [name, storage] of Object.entries(inner.state)) {
      storage.write(
        state[name] ??
          fail('cells/state', `the given state lacks "${name}"; it has ${Object.keys(state).join(', ') || 'nothing'}`, {
            name,
          }),
      );
    }
  };
  const reset = (): void => load(Object.fromEntries(first));
  reset();
  return {
    step(x) {
      const { numbers } = input;
      expect(
        x.length === numbers.length,
        'cells/stream',
        () => `a step takes ${numbers.length} numbers, got ${x.length}`,
      );
      numbers.set(x);
      inner.step();
      return output.numbers;
    },
    reset,
    save: () => Object.fromEntries(Object.entries(inner.state).map(([name, storage]) => [name, storage.read()])),
    load,
  };
}

/** A view of a storage that is taken anew only when memory has grown, which empties the old one. */
class Window {
  readonly #storage: Storage;
  #view: FloatArray;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#view = this.#take();
  }

  get numbers(): FloatArray {
    return this.#view.length === this.#storage.length ? this.#view : (this.#view = this.#take());
  }

  #take(): FloatArray {
    return this.#storage.engine.backend.viewFloats(this.#storage.ptr, this.#storage.length);
  }
}

/** The stream of a cell that has nothing but `step`: right, but it allocates. */
export function scanStream<S extends State>(cell: Cell<S>, batch: number): StepStream {
  const first = cell.zeroState(batch);
  const { engine } = Object.values(first)[0] ?? fail('cells/stream', 'a cell without a state cannot be streamed');
  const state = Object.fromEntries(Object.entries(first).map(([name, value]) => [name, engine.persistent(value.size)]));
  const [input, output] = [engine.persistent(batch * cell.inputSize), engine.persistent(batch * cell.outputSize)];
  const ctx = cell.begin?.(batch, undefined, false);
  const shapes = Object.entries(first).map(([name, { shape }]) => [name, shape] as const);
  return {
    batch,
    input,
    output,
    state,
    step: () =>
      withBackend(engine.backend, () =>
        step(() =>
          noGrad(() => {
            const now = Object.fromEntries(
              shapes.map(([name, shape]) => [name, new Tensor(state[name]!, shape)]),
            ) as unknown as S;
            const out = cell.step(new Tensor(input, [batch, cell.inputSize]), now, ctx);
            output.write(out.y.toArray());
            for (const [name, value] of Object.entries(out.state)) state[name]!.write(value.toArray());
          }),
        ),
      ),
  };
}

/** Streams on top of one another. */
export function stackStream(streams: readonly StepStream[], state: Readonly<Record<string, Storage>>): StepStream {
  const [first, last] = [streams[0]!, streams.at(-1)!];
  const { kernels } = first.input.engine;
  return {
    batch: first.batch,
    input: first.input,
    output: last.output,
    state,
    step() {
      for (let k = 0; k < streams.length; k++) {
        const current = streams[k]!;
        if (k > 0) kernels.copy(streams[k - 1]!.output.ptr, current.input.ptr, current.input.length);
        current.step();
      }
    },
  };
}
