import { normalText, symbolsOf } from '../text-units.ts';
import { normalizers } from './spelling.ts';
import type { Cut } from './symbols.ts';

/**
 * Letters as people see them (grapheme clusters, UAX #29): a Hangul syllable, an emoji with its modifiers. A space is a
 * letter as any other, and so is a line break, however it was written.
 *
 * A tokenizer.json says it as `WordLevel` behind a split at `\X`, which is the same rule, though each engine has the rule
 * of its own version of Unicode: they may differ in the conjuncts of Indic scripts and in emoji newer than the engine.
 */
export const graphemes: Cut = {
  kind: 'grapheme',
  symbols: (text) => symbolsOf(normalText(text), 'grapheme'),
  between: '',
  frame: (lowercase) => ({
    normalizers: [{ type: 'Replace', pattern: { Regex: '\\r\\n?' }, content: '\n' }, ...normalizers(lowercase)],
    preTokenizer: { type: 'Split', pattern: { Regex: '\\X' }, behavior: 'Isolated', invert: false },
    decoder: { type: 'Fuse' },
    model: { type: 'WordLevel', unk_token: '<unk>' },
  }),
};
