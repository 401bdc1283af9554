import * as z from 'zod/mini';
import { attentionNames } from '../../nn/index.ts';
import { count, rate, recurrentShape } from '../config.ts';

/** The part of a `data` section that says how sentences that are to be said are read. */
export const wordingShape = {
  /** What a sentence is cut into. */
  tokenizer: z._default(z.enum(['word', 'grapheme', 'bpe']), 'bpe'),
  /** Pieces at most; 8,000 by default for `bpe`. */
  pieces: z.optional(count(4)),
  /** Pieces that training shows less often are not made, or read as unknown. */
  minCount: z.optional(count()),
  /** Whether capital letters are read, and said, as small ones. */
  lowercase: z._default(z.boolean(), false),
  /** How BLEU cuts sentences: as they stand, as sacrebleu's 13a does, or into characters. */
  bleu: z._default(z.enum(['none', '13a', 'char']), '13a'),
} as const;

/** How sentences are searched for. */
const searchShape = {
  /** Sentences followed at a time. */
  beam: z._default(count(), 5),
  /** 0: the likeliest sum; higher: longer sentences. */
  lengthPenalty: z._default(z.number().check(z.gte(0)), 1),
  /** No sequence of so many pieces comes twice in a sentence; 0: any may. */
  noRepeat: z._default(count(0), 0),
} as const;

/** Pieces of a sentence at most, by pieces of what was read: a·n + b. */
const lengthLimit = z.tuple([z.number().check(z.gte(0)), count()]);

/** @param maxLength how long sentences may become by default. */
export function searchSchema(maxLength: [perPiece: number, more: number]) {
  const schema = z.strictObject({ ...searchShape, maxLength: z._default(lengthLimit, maxLength) });
  return z._default(schema, { beam: 5, lengthPenalty: 1, noRepeat: 0, maxLength });
}

/** The part of a `model` section that says how a sentence is said. */
export const decoderShape = {
  ...recurrentShape,
  /** Numbers a piece. */
  embedding: z._default(count(), 128),
  /** How the places of what was read are scored at each step; `none`: they are not looked at. */
  attention: z._default(z.enum([...attentionNames, 'none']), 'general'),
  /** `additive` only: numbers that a place and the state are compared by; `hidden` by default. */
  attentionSize: z.optional(count()),
  /** Whether what a step came to is part of the next one's input. */
  inputFeeding: z._default(z.boolean(), true),
  /** Whether pieces are scored by the summary of what was read too, beside what a step came to. */
  summaryOutput: z._default(z.boolean(), false),
  /** Whether pieces are scored by the table that they are read by. */
  tied: z._default(z.boolean(), false),
  inputDropout: z._default(rate(), 0),
  outputDropout: z._default(rate(), 0),
  /** Share of the target that is spread over all pieces. */
  labelSmoothing: z._default(rate(), 0),
  /** Share of the pieces that training gives as they should be; the others are the decoder's own. */
  teacherForcing: z._default(z.number().check(z.gte(0), z.lte(1)), 1),
  search: searchSchema([2, 20]),
} as const;

const wording = z.strictObject(wordingShape);
const decoder = z.strictObject(decoderShape);

export type WordingConfig = z.infer<typeof wording>;
export type SentenceDecoderConfig = z.infer<typeof decoder>;
export type SearchConfig = SentenceDecoderConfig['search'];
