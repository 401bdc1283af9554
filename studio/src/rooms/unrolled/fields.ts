import { oneOf, wholeNumber, type Field, type FieldsOf } from '../../shell/fields.ts';
import type { Description } from './network.ts';
import { cellKinds, type CellKind } from './rule.ts';

export const mostWeeks = 12;
export const mostHidden = 24;

/** What the room has in the address: the training, and what is looked at. */
export interface UnrolledState extends Description {
  readonly cells: readonly CellKind[];
  readonly weeks: number;
  readonly step: number;
  readonly order: Order;
}

/** The units as they lie in the weights, or those first that change the most. */
export const orders = ['weights', 'change'] as const;
export type Order = (typeof orders)[number];

export const fields: FieldsOf<UnrolledState> = {
  cells: someOf(cellKinds),
  hidden: wholeNumber(10, 2, mostHidden),
  epochs: wholeNumber(60, 1, 400),
  seed: wholeNumber(7, 0, 999_999),
  weeks: wholeNumber(4, 1, mostWeeks),
  /** The day that is looked at, from 1; 0 for the last. */
  step: wholeNumber(0, 0, 7 * mostWeeks),
  order: oneOf<Order>('weights', orders),
};

/** One or more of some names, in their order: `elman,gru`; all of them unless told otherwise. */
function someOf<T extends string>(all: readonly T[]): Field<readonly T[]> {
  return {
    fallback: all,
    parse(text) {
      const names = text.split(',');
      const known = all.filter((name) => names.includes(name));
      return known.length === names.length ? known : undefined;
    },
    write: (values) => values.join(','),
  };
}
