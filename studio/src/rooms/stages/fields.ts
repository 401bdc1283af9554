import { digits, orNone, someOf, wholeNumber, type FieldsOf } from '../../shell/fields.ts';
import { words, type Sentence } from './book.ts';
import { partNames, type PartName } from './parts.ts';

export const mostHidden = 12;
export const mostUpdates = 20_000;
export const leastUpdates = 100;
/** A sentence as long as the longest that is told. */
export const mostWords = 20;

/** What the room has in the address: the training, and what is looked at. */
export interface StagesState {
  /** Null for none. */
  readonly parts: readonly PartName[] | null;
  readonly hidden: number;
  readonly updates: number;
  readonly seed: number;
  readonly telling: number;
  readonly sentence: Sentence;
}

export const fields: FieldsOf<StagesState> = {
  parts: orNone(null, someOf(partNames)),
  hidden: wholeNumber(3, 2, mostHidden),
  updates: wholeNumber(5000, leastUpdates, mostUpdates),
  seed: wholeNumber(4, 0, 999_999),
  /** The telling that is looked at, from 1; 0 for the last. */
  telling: wholeNumber(0, 0, 21),
  /** Bimo saw Bimo . */
  sentence: digits([0, 3, 0, 4], words.length, 1, mostWords),
};
