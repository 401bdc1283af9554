export { bucketBatches, padInto, padRows, windows, type BatchOptions, type Window } from './batches.ts';
export * from './captioned/index.ts';
export { readEvents, type EventOptions, type Events } from './events.ts';
export { grid } from './grid.ts';
export * from './images/index.ts';
export * from './labelled/index.ts';
export * from './parallel/index.ts';
export * from './probes/index.ts';
export { formatOfName, readRowBlocks, readRows, tableFormats, type ReadOptions, type TableFormat } from './readers.ts';
export { isMissing, requireColumns, type Cell, type Row } from './row.ts';
export {
  columnTypes,
  guessRoles,
  guessSchema,
  parseNumber,
  readNumber,
  type ColumnGuess,
  type ColumnRoles,
  type ColumnType,
  type Schema,
} from './schema.ts';
export { cutSequence, toSequences, type Sequence, type SequenceOptions, type SequenceReport } from './sessions.ts';
export {
  partNames,
  split,
  splitSequences,
  withoutPast,
  type PartName,
  type Split,
  type SplitOptions,
  type SplitRange,
  type SplitSequence,
  type Splittable,
} from './split.ts';
export { decodeText, gunzipped, type ByteSource } from './text-source.ts';
export * from './tokenizers/index.ts';
export { formatDuration, formatTime, parseDuration, parseTime, readTime } from './time.ts';
export { Vocabulary, VocabularyBuilder, type VocabularyJson, type VocabularyOptions } from './vocabulary.ts';
export { readWordVectors, type WordVectors } from './word-vectors.ts';
