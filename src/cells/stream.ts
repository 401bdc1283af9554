import type { FloatArray } from '../backend/backend.ts';
import { noGrad, step, withBackend } from '../tensor/engine.ts';
import { Window } from '../tensor/window.ts';
import { expect, fail } from '../util/errors.ts';
import type { Layer, State } from './cell.ts';

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
  // The first state is asked for anew: it may be learned.
  const reset = (): void => {
    const { engine } = inner.input;
    const first = withBackend(engine.backend, () => step(() => noGrad(() => arraysOf(layer.zeroState(batch)))));
    load(first);
  };
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

function arraysOf(state: State): Record<string, FloatArray> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, value.toArray()]));
}
