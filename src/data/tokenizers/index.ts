export { BpeTokenizer } from './bpe.ts';
export { trainBpe, type BpeOptions } from './bpe-training.ts';
export { SymbolTokenizer } from './symbols.ts';
export { openTokenizer, prepareTokenizer } from './open.ts';
export { readTokenizer } from './read.ts';
export {
  tokenizerKinds,
  type EncodeOptions,
  type Tokenizer,
  type TokenizerJson,
  type TokenizerKind,
} from './tokenizer.ts';
export { trainGraphemes, trainWords, type SymbolOptions } from './training.ts';
