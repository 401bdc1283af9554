import { decimal, orNone, someOf, wholeNumber, type FieldsOf } from '../../shell/fields.ts';
import { cellKinds, type CellKind } from '../../ui/cells.ts';
import { FRAMES, type Description } from './description.ts';

const mostSteps = 60;

/** What the room has in the address: the training, and what is looked at. */
export interface TimeState extends Description {
  readonly cells: readonly CellKind[];
  /** The frame that is looked at, from 1; 0 for the last. */
  readonly frame: number;
  /** The sequence that is gone through, and the step whose answer is asked about, from 1; 0 for the last. */
  readonly example: number;
  readonly output: number;
}

/** What the numbers of the training may be. */
export const bounds = {
  steps: [2, mostSteps],
  hidden: [2, 32],
  scale: [0, 4],
  keep: [0, 9],
  rate: [0.00001, 1],
  updates: [1, 10_000],
  seed: [0, 999_999],
} as const satisfies Partial<Record<keyof Description, readonly [number, number]>>;

export const clipField = decimal(1, 0.001, 1000);

export const fields: FieldsOf<TimeState> = {
  cells: someOf(cellKinds),
  steps: wholeNumber(30, ...bounds.steps),
  hidden: wholeNumber(16, ...bounds.hidden),
  scale: decimal(0.5, ...bounds.scale),
  keep: decimal(3, ...bounds.keep),
  clip: orNone<number>(null, clipField),
  rate: decimal(0.01, ...bounds.rate),
  updates: wholeNumber(300, ...bounds.updates),
  seed: wholeNumber(1, ...bounds.seed),
  frame: wholeNumber(0, 0, FRAMES),
  example: wholeNumber(0, 0, 999),
  output: wholeNumber(0, 0, mostSteps),
};

/** Trainings to begin with: what is set for each. */
export const trials = {
  vanishing: { scale: 0.5, clip: null },
  lasting: { scale: 1, clip: null },
  exploding: { scale: 2, clip: null },
  clipped: { scale: 2, clip: 1 },
} as const satisfies Record<string, Partial<Description>>;

export type Trial = keyof typeof trials;
