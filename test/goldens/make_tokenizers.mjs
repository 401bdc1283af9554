// Tokenizers of our three kinds, learnt from tokenizer-texts.txt (written for this purpose) as every Elman must learn them.
//
// Run: npm run build && node test/goldens/make_tokenizers.mjs       made with elman-rnn 0.1.0, Node 20.20
// Writes tokenizer-*.json. `make_tokenizers.py` opens them with the library of Hugging Face.
import { readFileSync, writeFileSync } from 'node:fs';
import { trainBpe, trainGraphemes, trainWords } from '../../dist/data/index.js';

const texts = readFileSync(new URL('tokenizer-texts.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const tokenizers = {
  word: trainWords(texts, { minCount: 2 }),
  grapheme: trainGraphemes(texts),
  bpe: trainBpe(texts, { vocabSize: 500 }),
  'bpe-lowercase': trainBpe(texts, { vocabSize: 300, minCount: 3, minLetterCount: 2, lowercase: true }),
};
for (const [name, tokenizer] of Object.entries(tokenizers))
  writeFileSync(new URL(`tokenizer-${name}.json`, import.meta.url), `${JSON.stringify(tokenizer)}\n`);
