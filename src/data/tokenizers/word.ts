import { normalizers, wordsIn } from './spelling.ts';
import type { Cut } from './symbols.ts';

/**
 * Words are what stands between white space: for text whose punctuation stands apart already. Decoded words have a space
 * between them. A tokenizer.json says it as `WordLevel` behind `WhitespaceSplit`, which is exactly this.
 */
export const words: Cut = {
  kind: 'word',
  symbols: wordsIn,
  between: ' ',
  frame: (lowercase) => ({
    normalizers: normalizers(lowercase),
    preTokenizer: { type: 'WhitespaceSplit' },
    decoder: null,
    model: { type: 'WordLevel', unk_token: '<unk>' },
  }),
};
