import type { Program } from 'elman-rnn/protocol';
import type { Sentence } from './book.ts';
import { StageNetwork, type Description, type Reading, type Telling, type Turn } from './network.ts';
import { partNames, type PartName } from './parts.ts';

/** What the whole LSTM, fully trained, tells when one of its gates is held open of a sudden. */
export interface HeldOpen {
  readonly part: PartName;
  readonly telling: Telling;
}

export interface Question {
  /** By the weights of which telling, from 0; one that is not there yet stands for the last. */
  readonly telling: number;
  readonly sentence: Sentence;
}

export type Answer = readonly Reading[];

/** What the room's Worker runs, and a test in Node: all networks learn, a turn each. */
export function stagesProgram(): Program<Description, Turn, readonly HeldOpen[], Question, Answer> {
  let networks: readonly StageNetwork[] | null = null;
  return {
    start(description) {
      const { parts } = description;
      const lstm = new StageNetwork('lstm', partNames, description);
      // With all of its parts, the reader's network is the LSTM.
      const yours = parts.length < partNames.length ? [new StageNetwork('yours', parts, description)] : [];
      networks = [...yours, lstm, new StageNetwork('elman', [], description)];
      return train(networks, lstm, description.updates);
    },
    answer({ telling, sentence }) {
      if (networks === null) throw new Error('there is no network yet: start a run first');
      return networks.map((network) => network.read(telling, sentence));
    },
  };
}

function* train(
  networks: readonly StageNetwork[],
  lstm: StageNetwork,
  updates: number,
): Generator<Turn, readonly HeldOpen[]> {
  let learning = networks.map((network) => network.train(updates));
  while (learning.length > 0) {
    const still: typeof learning = [];
    for (const turns of learning) {
      const turn = turns.next();
      if (turn.done === true) continue;
      still.push(turns);
      yield turn.value;
    }
    learning = still;
  }
  const held: HeldOpen[] = [];
  for (const part of partNames) held.push({ part, telling: yield* lstm.heldOpen(part) });
  return held;
}
