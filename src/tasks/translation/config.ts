import * as z from 'zod/mini';
import { tableFormats } from '../../data/readers.ts';
import { count, fractionSplit, rate } from '../config.ts';
import { decoderShape, wordingShape } from '../sentences/config.ts';

const name = z.string().check(z.minLength(1));

/** The `data` section: which files, and which of them says what. */
export const dataSchema = z.strictObject({
  /** A table with a pair a row, or with `targets` a text with a sentence a line. */
  file: name,
  /** The file whose lines say the same in the other language. */
  targets: z.optional(name),
  format: z.optional(z.enum(tableFormats)),
  delimiter: z.optional(z.string()),
  /** Whether "…" quotes a cell; false where a quote is a plain letter, as in many TSV files. */
  quotes: z.optional(z.boolean()),
  /** Columns of a table: what is read, and what is to be said. */
  source: z._default(name, 'source'),
  target: z._default(name, 'target'),
  /** What to do with what lacks either. */
  missing: z._default(z.enum(['error', 'skip']), 'error'),
  ...wordingShape,
  /** Whether both languages are cut by one tokenizer. */
  shared: z._default(z.boolean(), false),
  /** Files (tokenizer.json) in place of tokenizers that are trained. */
  sourceTokenizer: z.optional(name),
  targetTokenizer: z.optional(name),
  /** Pairs with more pieces on a side are not learnt from. */
  maxLength: z._default(count(), 100),
  /** Files of their own to validate on, and to test on. */
  validation: z.optional(name),
  validationTargets: z.optional(name),
  test: z.optional(name),
  testTargets: z.optional(name),
  /** Which shares are kept aside otherwise. A tenth each by default. */
  split: z.optional(fractionSplit()),
});

/** The `model` section: the decoder's, and what the encoder has of its own. */
export const modelSchema = z.strictObject({
  ...decoderShape,
  /** Units of the encoder, in each direction; half of `hidden` by default. */
  encoderHidden: z.optional(count()),
  /** Layers of the encoder; as many as the decoder's by default. */
  encoderLayers: z.optional(count()),
  /** BPE-dropout: the chance with which training passes a merge over, so that it sees words cut in many ways. */
  bpeDropout: z._default(rate(), 0),
  /** Share of the pieces that training reads as unknown. */
  unknownRate: z._default(rate(), 0),
});

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
