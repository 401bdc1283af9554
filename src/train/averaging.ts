import { averageWeights, type AverageState, type NamedParameters, type Optimizer } from '../optim/index.ts';
import { expect } from '../util/errors.ts';
import type { TrainConfig } from './config.ts';
import { isTriggered, type Costs } from './history.ts';

const NONE: AverageState = { count: 0, arrays: new Map() };

/** Means of weights as a config asks for them, and what is done under them: validating and saving. */
export interface Averaging {
  /** Whether means are taken in this epoch, given the costs of those before it. */
  isOn(epoch: number, costs: Costs): boolean;
  /** Takes the live weights in, after an update. */
  afterUpdate(): void;
  /** Takes the live weights in, after the last update of an epoch. */
  afterEpoch(): void;
  /** Exchanges the live weights with their means, if there are any. */
  swap(): void;
  state(): AverageState;
  loadState(state: AverageState): void;
}

/**
 * Averages when `averageFrom` or `averageTrigger` say so, whichever is first; else an optimiser that has averages of its
 * own uses those.
 * @throws `config/two-averages` where both would.
 */
export function averagingFor(config: TrainConfig, parameters: NamedParameters, optimizer: Optimizer): Averaging {
  const { averageFrom, averageTrigger, averageEvery = 'update' } = config;
  const nothing = (): void => {};
  if (averageFrom === undefined && averageTrigger === undefined) {
    return {
      isOn: () => false,
      afterUpdate: nothing,
      afterEpoch: nothing,
      swap: () => optimizer.swap?.(),
      state: () => NONE,
      loadState: nothing,
    };
  }
  expect(
    optimizer.swap === undefined,
    'config/two-averages',
    () =>
      `the optimiser "${config.optimizer}" averages weights itself, from update t0 on, so averageFrom and averageTrigger cannot do it too: leave them out, or choose another optimiser`,
    { optimizer: config.optimizer },
  );
  const average = averageWeights(parameters);
  const update = (): void => average.update();
  return {
    isOn: (epoch, costs) =>
      (averageFrom !== undefined && epoch >= averageFrom) ||
      (averageTrigger !== undefined && isTriggered(costs, averageTrigger)),
    afterUpdate: averageEvery === 'update' ? update : nothing,
    afterEpoch: averageEvery === 'epoch' ? update : nothing,
    swap: () => average.swap(),
    state: () => (average.count === 0 ? NONE : average.state()),
    loadState: (state) => {
      if (state.count > 0) average.loadState(state);
    },
  };
}
