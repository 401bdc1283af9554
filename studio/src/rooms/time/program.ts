import type { Program } from 'elman-rnn/protocol';
import { weightsOf, type NamedWeights } from '../../gradients/weights.ts';
import { cellKinds } from '../../ui/cells.ts';
import { updatesOfFrame, type Description, type Frame, type Outcome, type Seen } from './description.ts';
import { TimeNetwork } from './network.ts';

export interface Question {
  /** The number of the sequence to go through. */
  readonly example: number;
}

export interface Answer {
  readonly sequence: readonly number[];
  readonly cells: readonly (Seen & { readonly weights: readonly NamedWeights[] })[];
}

/** What the room's Worker runs, and a test in Node: all three cells learn, a few updates each in turn. */
export function timeProgram(): Program<Description, Frame, readonly Outcome[], Question, Answer> {
  let networks: readonly TimeNetwork[] | null = null;
  return {
    start(description) {
      const made = cellKinds.map((kind) => new TimeNetwork(kind, description));
      networks = made;
      return train(made, description);
    },
    answer({ example }) {
      if (networks === null) throw new Error('there is no network yet: start a run first');
      const sequence = networks[0]!.example(example);
      const cells = networks.map((network) => ({ ...network.see(sequence), weights: weightsOf(network) }));
      return { sequence, cells };
    },
  };
}

function* train(
  networks: readonly TimeNetwork[],
  description: Description,
): Generator<Frame, readonly Outcome[], void> {
  const each = updatesOfFrame(description);
  for (let update = 1; update <= description.updates; update += each) {
    const count = Math.min(each, description.updates - update + 1);
    for (const network of networks) yield network.learn(update, count);
  }
  return networks.map((network) => network.tried());
}
