import * as z from 'zod/mini';
import { tableFormats } from '../../data/index.ts';
import { count } from '../config.ts';
import { symbolShape } from '../symbols/config.ts';

const share = z.number().check(z.gte(0), z.lt(1));

/** The `data` section: which file, and what its columns mean. */
export const dataSchema = z.strictObject({
  file: z.string().check(z.minLength(1)),
  /** The column with what is predicted. */
  item: z.string().check(z.minLength(1)),
  /** The column with the time; without one the order is that of the file. */
  time: z.optional(z.string()),
  /** The column that tells sequences apart: a user, a session. Without one the file is one sequence. */
  group: z.optional(z.string()),
  /** Lays the events on a grid, as `1d`: where it has no event the model's own prediction is its input. */
  every: z.optional(z.string()),
  /** A pause longer than this, as `30m`, begins a new sequence. */
  gap: z.optional(z.string()),
  order: z._default(z.enum(['sort', 'strict', 'file']), 'sort'),
  format: z.optional(z.enum(tableFormats)),
  delimiter: z.optional(z.string()),
  /** Whether "…" quotes a cell; false where a quote is a plain letter, as in many TSV files. */
  quotes: z.optional(z.boolean()),
  /** What to do with rows whose item is empty. */
  missing: z._default(z.enum(['error', 'skip']), 'error'),
  /** Items that the training part has less often are left out. */
  minCount: z._default(count(), 1),
  /** Longer sequences are learnt from in pieces of so many steps, cut elsewhere in each epoch. */
  window: z._default(count(2), 32),
  /** A file of its own to validate on, and to test on: of the same columns. */
  validation: z.optional(z.string()),
  test: z.optional(z.string()),
  /** How the file is parted otherwise. By default the last tenth of the time is for testing, the tenth before it for validation. */
  split: z.optional(
    z.strictObject({
      by: z.enum(['fraction', 'time', 'group']),
      validation: z.optional(z.union([share, z.string(), z.array(z.string())])),
      test: z.optional(z.union([share, z.string(), z.array(z.string())])),
      seed: z.optional(z.int()),
      whole: z.optional(z.boolean()),
    }),
  ),
});

/** The `model` section. */
export const modelSchema = z.strictObject(symbolShape);

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
