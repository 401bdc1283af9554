import type { Program } from 'elman-rnn/protocol';
import { cellKinds } from '../../ui/cells.ts';
import { CellNetwork, type Description, type Epoch, type Outcome, type Unrolled } from './network.ts';
import { daysOf } from './rule.ts';

export interface Question {
  /** How many days to go through. */
  readonly days: number;
}

export interface Answer {
  /** The dish of each day, by its place on the menu, and of the day after the last. */
  readonly days: readonly number[];
  readonly cells: readonly Unrolled[];
}

/** What the room's Worker runs, and a test in Node: all three cells learn, an epoch each in turn. */
export function unrolledProgram(): Program<Description, Epoch, readonly Outcome[], Question, Answer> {
  let networks: readonly CellNetwork[] | null = null;
  return {
    start(description) {
      const made = cellKinds.map((kind) => new CellNetwork(kind, description));
      networks = made;
      return train(made, description);
    },
    answer({ days: count }) {
      if (networks === null) throw new Error('there is no network yet: start a run first');
      const days = daysOf(count + 1);
      return { days, cells: networks.map((network) => network.trace(days.slice(0, -1))) };
    },
  };
}

function* train(networks: readonly CellNetwork[], { epochs }: Description): Generator<Epoch, readonly Outcome[], void> {
  for (let epoch = 1; epoch <= epochs; epoch++) for (const network of networks) yield network.learn(epoch);
  return networks.map((network) => network.tried());
}
