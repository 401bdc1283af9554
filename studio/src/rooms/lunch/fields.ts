import { digits, orNone, wholeNumber, type FieldsOf } from '../../shell/fields.ts';
import type { Description } from './network.ts';
import { dishes } from './rule.ts';

/** How long an order and a history may be. */
export const mostOrder = 6;
export const mostDays = 28;

/** What the room has in the address: rule, network, and what is looked at. */
export interface LunchState extends Description {
  readonly days: readonly number[];
  readonly day: number;
}

export const fields: FieldsOf<LunchState> = {
  /** The dishes in turn. */
  order: digits([0, 1, 2], dishes.length, 1, mostOrder),
  /** The dish of every seventh day. */
  seventh: orNone<number>(null, wholeNumber(0, 0, dishes.length - 1)),
  hidden: wholeNumber(16, 2, 24),
  epochs: wholeNumber(60, 1, 2000),
  seed: wholeNumber(7, 0, 999_999),
  /** The days that were; empty for those that the rule gives. */
  days: digits([], dishes.length, 0, mostDays),
  /** The day that is looked at, from 1; 0 for the last that was. */
  day: wholeNumber(0, 0, mostDays + 2),
};

/** How many days ahead the network goes on by itself. */
export const ahead = 2;
