export type { NamedSource } from '../tagged/parallel.ts';
export { readParallelLines } from './lines.ts';
export type { SentencePair } from './pair.ts';
export { readPairRows, type PairColumns } from './rows.ts';
