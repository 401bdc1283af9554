import * as z from 'zod/mini';
import { textUnits } from '../../data/text-units.ts';
import { count } from '../config.ts';
import { symbolShape } from '../symbols/config.ts';
import { documentKinds } from './documents.ts';

const share = z.number().check(z.gte(0), z.lt(1));
const weight = z.number().check(z.gte(0));

/** The `data` section: which text, and how it is read. */
export const dataSchema = z.strictObject({
  /** UTF-8 text, also gzipped. */
  file: z.string().check(z.minLength(1)),
  /** What one step reads: a letter as people see it, a jamo of a Hangul syllable, or a word between spaces. */
  unit: z._default(z.enum(textUnits), 'grapheme'),
  /** What belongs together: the whole file, each line, or each paragraph (between empty lines). The network forgets in between. */
  documents: z._default(z.enum(documentKinds), 'file'),
  /** Symbols that the training part has less often are read as `<unk>`. */
  minCount: z._default(count(), 1),
  /** Steps that gradients go back (truncated backpropagation); the state is carried on from one window to the next. */
  window: z._default(count(), 64),
  /** Texts of their own to validate on, and to test on. */
  validation: z.optional(z.string()),
  test: z.optional(z.string()),
  /** Which shares of the text are kept aside otherwise: its end for testing, what stands before it for validation. A tenth each by default. */
  split: z.optional(z.strictObject({ validation: z._default(share, 0.1), test: z._default(share, 0.1) })),
});

/** The `model` section. */
export const modelSchema = z.strictObject({
  ...symbolShape,
  /** Adds to the loss so many times the mean square of what the head reads (Merity 2017) … */
  activationPenalty: z._default(weight, 0),
  /** … and of the change of the last layer's output from step to step. */
  temporalPenalty: z._default(weight, 0),
});

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
