import { object } from '../korean.ts';
import { of, type ErrorTexts } from './text.ts';

/** Captions of images, and the named data sets of sentences. */
export const captionErrors: ErrorTexts = {
  'data/compiler-messages': (d) =>
    `꾸러미에 든 ${object(of(d, 'file'))} 읽을 수 없습니다(${of(d, 'reason')}). 다시 내려받으십시오`,
  'data/emoji': (d) => `꾸러미에 든 ${object(of(d, 'file'))} 읽을 수 없습니다(${of(d, 'reason')}). 다시 내려받으십시오`,
};
