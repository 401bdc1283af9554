// What the page knows of the book. The book and who judges it are those of the example.
import { kindOf, kinds, names, words, type Kind } from '../../../../examples/storybook/story.mjs';

export { kinds, words, type Kind };

/** A sentence, word by word, by their places among the words. */
export type Sentence = readonly number[];

/** The place of the full stop. */
export const stop = words.indexOf('.');

/** Cross-entropy a word, in nats, of whoever knows the book: one of three names, one of two, and no choice twice. */
export const leastLoss = (Math.log(3) + Math.log(2)) / 4;

export function kindOfSentence(sentence: Sentence): Kind {
  return kindOf(sentence.map((word) => words[word]!));
}

/** Where a sentence goes wrong, from 0; −1 where it does not. */
export function slipAt(sentence: Sentence): number {
  // Of one that does not end, that is the mistake, whoever was seen.
  if (kindOfSentence(sentence) === 'endless') return 3;
  const isName = (word: number): boolean => word < names.length;
  const fits = [
    isName,
    (word: number) => words[word] === 'saw',
    (word: number) => isName(word) && word !== sentence[0],
    (word: number) => word === stop,
  ];
  return fits.findIndex((isIn, at) => !isIn(sentence[at] ?? -1));
}
