import * as z from 'zod/mini';
import { cellNames, type CellName } from '../cells/index.ts';
import { optimizerNames, scheduleNames, type OptimizerName, type ScheduleName } from '../train/index.ts';

/** A whole number of at least `least`. */
export function count(least = 1): z.ZodMiniNumber {
  return z.int().check(z.gte(least));
}

/** A number above 0. */
export function positive(): z.ZodMiniNumber {
  return z.number().check(z.gt(0));
}

/** A rate of dropout. */
export function rate(): z.ZodMiniNumber {
  return z.number().check(z.gte(0), z.lt(1));
}

function oneOf<Name extends string>(names: readonly Name[]): z.ZodMiniEnum<{ [K in Name]: K }> {
  return z.enum(names);
}

/** The `train` section, the same for every task. */
export const trainSchema = z.strictObject({
  epochs: z._default(count(0), 20),
  /** Sequences a batch; by default a sixteenth of them, from 1 to 32. */
  batchSize: z.optional(count()),
  optimizer: z._default(oneOf<OptimizerName>(optimizerNames), 'adam'),
  lr: z._default(positive(), 0.001),
  momentum: z.optional(rate()),
  nesterov: z.optional(z.boolean()),
  betas: z.optional(z.tuple([rate(), rate()])),
  weightDecay: z.optional(z.number().check(z.gte(0))),
  clipNorm: z.optional(positive()),
  clipValue: z.optional(positive()),
  schedule: z._default(oneOf<ScheduleName>(scheduleNames), 'constant'),
  decayEvery: z.optional(count()),
  decayFactor: z.optional(positive()),
  warmup: z.optional(count(0)),
  patience: z.optional(count()),
  checkpointEvery: z.optional(z.number().check(z.gte(0))),
  seed: z._default(z.int(), 1),
});

/** The part of every `model` section that says which recurrent layers there are. */
export const recurrentShape = {
  cell: z._default(oneOf<CellName>(cellNames), 'gru'),
  hidden: z._default(count(), 128),
  layers: z._default(count(), 1),
  /** Between layers. */
  dropout: z._default(rate(), 0),
  /** LSTM only: what the forget gate's bias starts at. */
  forgetBias: z.optional(z.number()),
} as const;
