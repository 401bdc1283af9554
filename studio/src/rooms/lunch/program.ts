import type { Program } from 'elman-rnn/protocol';
import { weightsOf, type NamedWeights } from '../../gradients/weights.ts';
import { LunchNetwork, type Day, type Description, type Epoch, type Outcome, type Weights } from './network.ts';

export interface Question {
  /** Dishes by their places, the oldest first; those that the network does not know are passed over. */
  readonly history: readonly number[];
  readonly ahead: number;
}

export interface Answer {
  readonly menu: readonly number[];
  readonly weights: Weights;
  /** All that the network has learnt, by name. */
  readonly parameters: readonly NamedWeights[];
  readonly days: readonly Day[];
}

/** What the room's Worker runs, and a test in Node. */
export function lunchProgram(): Program<Description, Epoch, Outcome, Question, Answer> {
  let network: LunchNetwork | null = null;
  return {
    start(description) {
      network = new LunchNetwork(description);
      return network.train(description);
    },
    answer({ history, ahead }) {
      if (network === null) throw new Error('there is no network yet: start a run first');
      const { menu } = network;
      const known = history.filter((dish) => menu.includes(dish));
      return { menu, weights: network.weights(), parameters: weightsOf(network), days: network.trace(known, ahead) };
    },
  };
}
