import { oneOf, shortText, wholeNumber, type FieldsOf } from '../../../shell/fields.ts';
import type { Language } from '../../../shell/language.ts';

/** Longer texts are not read: each step is also answered as if the text ended there. */
export const mostLetters = 160;

/** Which network answers: that of the script of the text, or one by hand. */
export const networks = ['script', 'ko', 'en'] as const;
export type NetworkChoice = (typeof networks)[number];

export interface SentimentState {
  /** Empty for an example in the reader's language. */
  readonly text: string;
  readonly network: NetworkChoice;
  /** The step that is looked at, from 1; 0 for the last. */
  readonly step: number;
}

export const fields: FieldsOf<SentimentState> = {
  text: shortText('', mostLetters),
  network: oneOf<NetworkChoice>('script', networks),
  step: wholeNumber(0, 0, mostLetters),
};

/** Any Hangul makes a text Korean. */
export function languageOf(text: string): Language {
  return /\p{Script=Hangul}/u.test(text) ? 'ko' : 'en';
}
