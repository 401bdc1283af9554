import type { Storage } from '../tensor/engine.ts';
import type { Parameter } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';

export type NamedParameters = Iterable<readonly [name: string, parameter: Parameter]>;

/** What an optimiser carries from update to update: how many there were, and arrays beside each parameter (float32). */
export interface OptimizerState {
  /** How many updates each parameter has had: one without a gradient has none, as in PyTorch. */
  readonly updates: Readonly<Record<string, number>>;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** Changes parameters by their gradients. */
export interface Optimizer {
  /** The learning rate; a schedule writes to it. */
  lr: number;
  /** One update of every parameter that has a gradient; the others stay. Inside a step, call it in the one that made the gradients. */
  step(): void;
  /** Forgets the gradients. */
  zeroGrad(): void;
  /** Exchanges the live weights with averages of them, where the optimiser has any: before validating and saving, and back after it. */
  readonly swap?: () => void;
  state(): OptimizerState;
  /** Goes on from a saved state. Throws `optim/state` if it belongs to other parameters. */
  loadState(state: OptimizerState): void;
}

/** One parameter with the arrays an optimiser keeps beside it. */
export interface Slot {
  /** How many updates the parameter has had. */
  updates: number;
  readonly name: string;
  readonly parameter: Parameter;
  readonly buffers: Readonly<Record<string, Storage>>;
}

/** The update of one parameter; `slot.updates` counts it already. */
export type Update = (slot: Slot, lr: number) => void;

/** The parameters, each once, with the arrays that an optimiser keeps beside them: their names, and what fills them at first. */
export function slotsOf(parameters: NamedParameters, kept: Readonly<Record<string, number>>): Slot[] {
  const unique = new Map([...parameters].map(([name, parameter]) => [parameter, name]));
  expect(unique.size > 0, 'optim/no-parameters', () => 'an optimiser needs at least one parameter');
  return [...unique].map(([parameter, name]): Slot => {
    const buffers = Object.fromEntries(
      Object.entries(kept).map(([key, value]) => {
        const storage = parameter.engine.persistent(parameter.size);
        parameter.engine.kernels.fill(value, storage.ptr, parameter.size);
        return [key, storage];
      }),
    );
    return { name, parameter, buffers, updates: 0 };
  });
}

/** Builds an optimiser from slots and the update of one. */
export function makeOptimizer(slots: readonly Slot[], lr: number, update: Update): Optimizer {
  return {
    lr,
    step() {
      slots[0]!.parameter.engine.op(() => {
        for (const slot of slots) {
          if (slot.parameter.grad === null) continue;
          slot.updates++;
          update(slot, this.lr);
          slot.parameter.version++;
        }
      });
    },
    zeroGrad() {
      for (const { parameter } of slots) parameter.grad = null;
    },
    state() {
      return {
        updates: Object.fromEntries(slots.map(({ name, updates }) => [name, updates])),
        arrays: new Map(
          slots.flatMap(({ name, buffers }) =>
            Object.entries(buffers).map(
              ([key, storage]) => [`${name}/${key}`, Float32Array.from(storage.read())] as const,
            ),
          ),
        ),
      };
    },
    loadState(saved) {
      const wanted = slots.flatMap(({ name, buffers }) =>
        Object.entries(buffers).map(([key, storage]) => [`${name}/${key}`, storage] as const),
      );
      const wrong = wanted
        .filter(([name, storage]) => saved.arrays.get(name)?.length !== storage.length)
        .map(([name]) => name);
      const extra = [...saved.arrays.keys()].filter((name) => !wanted.some(([known]) => known === name));
      expect(
        wrong.length + extra.length === 0,
        'optim/state',
        () =>
          `the saved optimiser state does not fit: missing or of another size: ${wrong.join(', ') || 'none'}; not known: ${extra.join(', ') || 'none'}`,
        { wrong, extra },
      );
      for (const [name, storage] of wanted) storage.write(saved.arrays.get(name)!);
      for (const slot of slots) slot.updates = saved.updates[slot.name] ?? 0;
    },
  };
}
