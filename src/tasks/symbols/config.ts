import * as z from 'zod/mini';
import { count, positive, rate, recurrentShape } from '../config.ts';

/** The `model` section of the tasks that read symbols one by one and say what comes next. */
export const symbolShape = {
  ...recurrentShape,
  /** How symbols go in: one-hot vectors, or learnt vectors of so many numbers. By default one-hot up to 64 symbols, else as many as `hidden`. */
  embedding: z.optional(z.union([z.literal('one-hot'), count()])),
  /** One table for what goes in and what comes out; needs an embedding as wide as what the layers give out. */
  tied: z._default(z.boolean(), false),
  /** Share of the symbols that are left out of a batch wherever they stand in it (Gal and Ghahramani 2016). */
  embeddingDropout: z.optional(rate()),
  /** On what goes in, and on what comes out of the last layer. */
  inputDropout: z._default(rate(), 0),
  outputDropout: z._default(rate(), 0),
  /** `full`: softmax over all symbols. `sampled`: over the batch's own targets and `samples` others, for large vocabularies. */
  softmax: z._default(z.enum(['full', 'sampled']), 'full'),
  samples: z._default(count(), 2048),
  /** Others are drawn by their count to this power. */
  sampleAlpha: z._default(z.number().check(z.gte(0)), 0.75),
  /** Deviation of the embedding's first numbers; 1/√size by default. */
  embeddingScale: z.optional(positive()),
} as const;

const schema = z.strictObject(symbolShape);

export type SymbolConfig = z.infer<typeof schema>;
