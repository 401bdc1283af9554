import type { GateName } from 'elman-rnn';

/** What an LSTM adds to a sum, by the name that it goes by in the book's lesson; each is the work of a gate. */
export const partNames = ['forgetting', 'ignoring', 'selection'] as const;
export type PartName = (typeof partNames)[number];

export const gateOf: Readonly<Record<PartName, GateName>> = {
  forgetting: 'forget',
  ignoring: 'input',
  selection: 'output',
};

/** The networks that are compared: the reader's, the whole LSTM, and a plain Elman network. */
export const networkNames = ['yours', 'lstm', 'elman'] as const;
export type NetworkName = (typeof networkNames)[number];

/** What is shown of a step. */
export type StepPart = 'i' | 'f' | 'g' | 'o' | 'c' | 'h';

/** A number of a reading that is pointed at: a unit of a part, or what is held of a word, after a word of the sentence. */
export interface Pointed {
  readonly network: NetworkName;
  readonly part: StepPart | 'p';
  readonly row: number;
  readonly column: number;
}
