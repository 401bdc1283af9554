import * as z from 'zod/mini';
import { count, positive, rate, recurrentShape } from '../config.ts';

/** The part of a `model` section that says how sequences are read, for tasks that give labels. */
export const encoderShape = {
  ...recurrentShape,
  /** Whether each sequence is read from both ends; else an answer needs the past alone. */
  bidirectional: z._default(z.boolean(), true),
  /** Numbers a token, of texts. */
  embedding: z._default(count(), 100),
  /** Deviation of the embedding's first numbers; 1/√size by default. */
  embeddingScale: z.optional(positive()),
  /** Share of the tokens that training reads as unknown. */
  unknownRate: z._default(rate(), 0),
  /** On what goes into the recurrent layers, and on what comes out of the last. */
  inputDropout: z._default(rate(), 0),
  outputDropout: z._default(rate(), 0),
} as const;

const schema = z.strictObject(encoderShape);

export type EncoderConfig = z.infer<typeof schema>;
