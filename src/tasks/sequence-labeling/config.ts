import * as z from 'zod/mini';
import { tableFormats } from '../../data/index.ts';
import { count } from '../config.ts';
import { classWeightsSchema } from '../labels/class-weights.ts';
import { encoderShape } from '../steps/config.ts';

const share = z.number().check(z.gte(0), z.lt(1));
const name = z.string().check(z.minLength(1));
const files = z.union([name, z.array(name).check(z.minLength(1))]);
const column = z.union([z.int(), name]);

const derivation = z.union([
  z.strictObject({ relativeTo: z.array(name).check(z.minLength(1)) }),
  z.strictObject({ inUnitsOf: z.array(name).check(z.minLength(1)) }),
  z.strictObject({ smooth: count() }),
  z.strictObject({ delta: z.union([count(), z.array(count()).check(z.minLength(1))]), speed: z.optional(count()) }),
  z.strictObject({ drop: z.array(name).check(z.minLength(1)) }),
]);

/** The `data` section: which files, and how steps and their labels stand in them. */
export const dataSchema = z.strictObject({
  /** One file or several. */
  file: files,
  /** Files with the tags of the tokens in `file`, line by line: then every line is a sequence, its tokens parted by spaces. */
  tags: z.optional(files),
  /** Of a file with a token a line and an empty line between sequences: the columns of token and tag, by number from 0 (−1: the last), or by name in CoNLL-U. */
  column: z.optional(column),
  tagColumn: z.optional(column),
  /** Of a table: the column of the label. Each file is a sequence, or each value of `group`. */
  label: z.optional(name),
  group: z.optional(name),
  /** The columns of numbers, or the one of the token. */
  features: z.optional(z.union([z.literal('rest'), z.array(name).check(z.minLength(1))])),
  token: z.optional(name),
  /** Columns that `rest` leaves out. */
  without: z.optional(z.array(name)),
  format: z.optional(z.enum(tableFormats)),
  delimiter: z.optional(z.string()),
  quotes: z.optional(z.boolean()),
  /** Of videos, each with a table of a label a frame beside it: how frames are scaled. `file` names a video or a folder of them. */
  frames: z.optional(
    z.strictObject({
      width: count(),
      height: count(),
      channels: z._default(z.union([z.literal(1), z.literal(3)]), 1),
    }),
  ),
  /** What is made of the columns of numbers, one after another, by the rows so far alone. */
  derive: z.optional(z.array(derivation)),
  /** Whether capital letters are read as small ones. */
  lowercase: z._default(z.boolean(), false),
  /** `zero`: every digit is read as 0. */
  digits: z._default(z.enum(['as-is', 'zero']), 'as-is'),
  /** Tokens that the training part has less often are read as unknown. */
  minCount: z._default(count(), 1),
  /** Labels that stand for another, as `{ Preparação: Preparation }`. */
  rename: z.optional(z.record(z.string(), name)),
  /** How tags mark spans; what the tags of the training part look like by default. `iob1` is read as `bio`. */
  scheme: z.optional(z.enum(['bio', 'bioes', 'iob1', 'none'])),
  /** Whether a tag that goes on with a span that none began is an error. */
  strict: z._default(z.boolean(), false),
  /** Longer sequences are learnt from in pieces of so many steps, cut elsewhere in each epoch. */
  window: z.optional(count(2)),
  /** Files of their own to validate on, and to test on: of the same form. */
  validation: z.optional(files),
  validationTags: z.optional(files),
  test: z.optional(files),
  testTags: z.optional(files),
  /** How the files are parted otherwise: whole sequences by default. */
  split: z.optional(
    z.strictObject({
      by: z.enum(['fraction', 'group', 'position']),
      validation: z.optional(z.union([share, z.array(z.string())])),
      test: z.optional(z.union([share, z.array(z.string())])),
      seed: z.optional(z.int()),
    }),
  ),
});

/** The `model` section. */
export const modelSchema = z.strictObject({
  ...encoderShape,
  /** Whether labels are chosen together, by a conditional random field over what the layers give. */
  crf: z._default(z.boolean(), false),
  /** Whether labels that may not follow one another by the scheme are left out in answers. */
  constrained: z._default(z.boolean(), true),
  /** Words are also read by their letters, by a small LSTM in both directions. */
  letters: z.optional(
    z.strictObject({
      embedding: z._default(count(), 25),
      hidden: z._default(count(), 25),
    }),
  ),
  /** Of videos: channels that come out of each block of the convolutions that see a frame. */
  convChannels: z._default(z.array(count()).check(z.minLength(1)), [8, 16, 32]),
  /** Deviation of the noise that training adds to every number of a row, which has deviation 1 over the training part. */
  noise: z._default(z.number().check(z.gte(0)), 0),
  classWeights: classWeightsSchema,
});

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
