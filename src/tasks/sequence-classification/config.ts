import * as z from 'zod/mini';
import { tableFormats } from '../../data/readers.ts';
import { textUnits } from '../../data/text-units.ts';
import { count, fractionSplit, positive, rate } from '../config.ts';
import { classWeightsSchema } from '../labels/class-weights.ts';
import { encoderShape } from '../steps/config.ts';
import { poolingNames } from './pooling.ts';

const name = z.string().check(z.minLength(1));

/** The `data` section: which file, and what its columns mean. */
export const dataSchema = z.strictObject({
  /** A table, labelled lines, or a folder with a text file for each class. */
  file: name,
  format: z.optional(z.enum([...tableFormats, 'labelled-lines'])),
  delimiter: z.optional(z.string()),
  /** Whether "…" quotes a cell; false where a quote is a plain letter, as in many TSV files. */
  quotes: z.optional(z.boolean()),
  /** The column with the text. */
  text: z._default(name, 'text'),
  /** The column with the class … */
  label: z._default(name, 'label'),
  /** … or with a number, which is then learnt in its place. */
  value: z.optional(name),
  /** Columns of measurements, in place of a text: their names, or `rest` for all that have no other part to play. */
  features: z.optional(z.union([z.literal('rest'), z.array(name).check(z.minLength(1))])),
  /** With `features`: the column that tells sequences apart, and the one that puts their rows in order. */
  group: z.optional(name),
  time: z.optional(name),
  /** What to do with what lacks a text, a label or a measurement. */
  missing: z._default(z.enum(['error', 'skip']), 'error'),
  /** What one step of a text is. */
  unit: z._default(z.enum(textUnits), 'word'),
  /** Whether capital letters are read as small ones. */
  lowercase: z._default(z.boolean(), false),
  /** Tokens that the training part has less often are read as unknown. */
  minCount: z._default(count(), 1),
  /** Longer sequences are cut off behind so many steps. */
  maxLength: z.optional(count()),
  /** A file of word vectors (GloVe, word2vec as text) that the table of tokens begins with. */
  vectors: z.optional(name),
  /** Files of their own to validate on, and to test on. */
  validation: z.optional(z.string()),
  test: z.optional(z.string()),
  /** Which shares are kept aside otherwise, class by class. A tenth each by default. */
  split: z.optional(fractionSplit()),
});

/** The `model` section. */
export const modelSchema = z.strictObject({
  ...encoderShape,
  /** Of texts: n-grams that a step is known by besides its token, in vectors that they share by a hash. */
  grams: z.optional(
    z.strictObject({
      /** Of tokens, up to so many in a row. */
      tokens: z._default(count(), 1),
      /** Of letters inside a token, from so many to so many. */
      letters: z.optional(z.tuple([count(), count()])),
      buckets: z._default(count(2), 65_536),
    }),
  ),
  /** From all steps to one vector. */
  pooling: z._default(z.enum(poolingNames), 'max'),
  /** With `attention`: the numbers that a step is judged by; as many as come out of the layers by default. */
  attention: z.optional(count()),
  /** Whether the answer also sees the mean of what goes into the layers. */
  bag: z._default(z.boolean(), false),
  /** Units of a layer between pooling and answer; none by default. */
  dense: z.optional(count()),
  /** Of classes. */
  classWeights: classWeightsSchema,
  /** The share of each target that is spread over all classes. */
  labelSmoothing: z._default(rate(), 0),
  /** With `data.vectors`: whether the table of tokens stays as it begins. */
  freezeVectors: z._default(z.boolean(), false),
  /** Of values: `mse`, or `huber`, which grows linearly from `huberDelta` deviations on. */
  loss: z._default(z.enum(['mse', 'huber']), 'mse'),
  huberDelta: z._default(positive(), 1),
});

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
