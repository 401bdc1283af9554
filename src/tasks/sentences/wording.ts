import { trainBpe, trainGraphemes, trainWords, type Tokenizer } from '../../data/tokenizers/index.ts';
import type { WordingConfig } from './config.ts';

const BPE_PIECES = 8000;

/** Trains the tokenizer that a `data` section asks for, on the texts of the training part. */
export function trainWording(texts: Iterable<string>, config: Omit<WordingConfig, 'bleu'>): Tokenizer {
  const { tokenizer, pieces, minCount, lowercase } = config;
  return trainers[tokenizer](texts, { pieces, minCount, lowercase });
}

interface Asked {
  readonly pieces: number | undefined;
  readonly minCount: number | undefined;
  readonly lowercase: boolean;
}

const trainers: Readonly<Record<WordingConfig['tokenizer'], (texts: Iterable<string>, asked: Asked) => Tokenizer>> = {
  bpe: (texts, { pieces = BPE_PIECES, ...rest }) => trainBpe(texts, { vocabSize: pieces, ...rest }),
  word: (texts, { pieces, ...rest }) => trainWords(texts, { maxSize: pieces, ...rest }),
  grapheme: (texts, { pieces, ...rest }) => trainGraphemes(texts, { maxSize: pieces, ...rest }),
};
