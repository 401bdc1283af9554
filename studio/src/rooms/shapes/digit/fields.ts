import { orNone, wholeNumber, type FieldsOf } from '../../../shell/fields.ts';
import { drawing, type Stroke } from '../strokes.ts';

/** What the task has in the address: the drawing, or the sample in its place, and the map that is looked at. */
export interface DigitState {
  readonly drawing: readonly Stroke[];
  readonly sample: number | null;
  readonly block: number;
  readonly map: number;
}

/** Two of each digit. */
export const samples = 20;
/** The blocks of convolutions, and how many maps the last of them has. */
export const blocks = 3;
export const mostMaps = 32;

export const fields: FieldsOf<DigitState> = {
  drawing,
  sample: orNone<number>(7, wholeNumber(0, 0, samples - 1)),
  /** Both from 1. */
  block: wholeNumber(1, 1, blocks),
  map: wholeNumber(1, 1, mostMaps),
};
