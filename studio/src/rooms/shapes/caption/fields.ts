import { oneOf, wholeNumber, type FieldsOf } from '../../../shell/fields.ts';

/** Which network answers: that of the page's language, or one by hand. */
export const networks = ['page', 'en', 'ko'] as const;
export type NetworkChoice = (typeof networks)[number];

/** How many drawings there are to choose from. */
export const held = 40;

export interface CaptionState {
  /** Which of the drawings, from 1. */
  readonly drawing: number;
  readonly network: NetworkChoice;
  /** The piece that is looked at, from 1. */
  readonly step: number;
}

export const fields: FieldsOf<CaptionState> = {
  drawing: wholeNumber(31, 1, held),
  network: oneOf<NetworkChoice>('page', networks),
  step: wholeNumber(1, 1, 60),
};
