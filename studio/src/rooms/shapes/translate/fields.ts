import { shortText, wholeNumber, type FieldsOf } from '../../../shell/fields.ts';
import { examples } from './examples.ts';

export const mostLetters = 140;

export interface TranslateState {
  readonly text: string;
  /** The step that is looked at, from 1: pieces that are read, then pieces that are said; 0 for the first that is said. */
  readonly step: number;
}

export const fields: FieldsOf<TranslateState> = {
  text: shortText(examples[0].en, mostLetters),
  step: wholeNumber(0, 0, 999),
};
