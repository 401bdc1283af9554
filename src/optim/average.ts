import type { Storage } from '../tensor/engine.ts';
import type { Parameter } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { NamedParameters } from './optimizer.ts';

/** How many weights went into the averages, and the averages by the parameters' names. */
export interface AverageState {
  readonly count: number;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** A running mean of weights beside the live ones. */
export interface WeightAverage {
  /** How many weights went into it. */
  readonly count: number;
  /** Takes the live weights in. */
  update(): void;
  /** Exchanges the live weights with their means, bit for bit: before validating and saving, and back after it. Nothing happens while there is no mean. */
  swap(): void;
  state(): AverageState;
  /** Goes on from a saved state. Throws `optim/state` if it belongs to other parameters. */
  loadState(state: AverageState): void;
}

/**
 * The mean of the weights after each call of `update()`: a ← a + (p − a)/n at the n-th, which averages the noise of
 * stochastic gradients out (Polyak and Juditsky 1992; taken once an epoch: Izmailov et al. 2018).
 */
export function averageWeights(parameters: NamedParameters): WeightAverage {
  const unique = new Map([...parameters].map(([name, parameter]) => [parameter, name]));
  const means = [...unique].map(([parameter, name]) => {
    const mean = parameter.engine.persistent(parameter.size);
    parameter.engine.kernels.fill(0, mean.ptr, parameter.size);
    return { name, parameter, mean };
  });
  let count = 0;
  return {
    get count() {
      return count;
    },
    update() {
      count++;
      for (const { parameter, mean } of means) moveTowards(mean, parameter, 1 / count);
    },
    swap() {
      if (count > 0) exchange(means);
    },
    state() {
      return { count, arrays: new Map(means.map(({ name, mean }) => [name, Float32Array.from(mean.read())])) };
    },
    loadState(saved) {
      const wrong = means.flatMap(({ name, mean }) => (saved.arrays.get(name)?.length === mean.length ? [] : [name]));
      const extra = [...saved.arrays.keys()].filter((name) => !means.some((known) => known.name === name));
      expect(
        wrong.length + extra.length === 0,
        'optim/state',
        () =>
          `the saved averages do not fit: missing or of another size: ${wrong.join(', ') || 'none'}; not known: ${extra.join(', ') || 'none'}`,
        { wrong, extra },
      );
      for (const { name, mean } of means) mean.write(saved.arrays.get(name)!);
      count = saved.count;
    },
  };
}

/** mean ← mean + share·(p − mean), which leaves a mean of weights that stand still where it is; p itself by a share of 1. */
export function moveTowards(mean: Storage, { engine, storage, size }: Parameter, share: number): void {
  engine.op(() => {
    const { kernels } = engine;
    if (share === 1) {
      kernels.copy(storage.ptr, mean.ptr, size);
      return;
    }
    const difference = engine.scratch(size);
    kernels.sub(storage.ptr, mean.ptr, difference, size);
    kernels.axpy(share, difference, mean.ptr, size);
  });
}

/** Exchanges parameters with what stands beside them. */
export function exchange(pairs: Iterable<{ readonly parameter: Parameter; readonly mean: Storage }>): void {
  for (const { parameter, mean } of pairs) {
    const { engine, storage, size } = parameter;
    engine.op(() => {
      const held = engine.scratch(size);
      engine.kernels.copy(storage.ptr, held, size);
      engine.kernels.copy(mean.ptr, storage.ptr, size);
      engine.kernels.copy(held, mean.ptr, size);
    });
    parameter.version++;
  }
}
