import { oneOf, someOf, wholeNumber, type FieldsOf } from '../../shell/fields.ts';
import { cellKinds, type CellKind } from '../../ui/cells.ts';
import type { Description } from './network.ts';

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
