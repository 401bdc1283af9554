import { digits, wholeNumber, type FieldsOf } from '../../../shell/fields.ts';
import { dishes } from '../../lunch/rule.ts';

/** What the task has in the address: the days that were, how many to go on, the seed, and the step that is looked at. */
export interface LunchShapeState {
  readonly days: readonly number[];
  readonly ahead: number;
  readonly seed: number;
  readonly step: number;
}

export const mostDays = 14;
export const mostAhead = 14;

export const fields: FieldsOf<LunchShapeState> = {
  days: digits([0, 1, 2, 0, 1], dishes.length - 1, 1, mostDays),
  ahead: wholeNumber(4, 0, mostAhead),
  seed: wholeNumber(7, 0, 999_999),
  /** From 1; 0 for the last. */
  step: wholeNumber(0, 0, mostDays + mostAhead),
};
