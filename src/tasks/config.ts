import * as z from 'zod/mini';
import { cellNames, type CellName } from '../cells/index.ts';
import { initNames, type InitName } from '../nn/index.ts';
import { optimizerNames, scheduleNames, type OptimizerName, type ScheduleName } from '../train/index.ts';

/** A whole number of at least `least`. */
export function count(least = 1): z.ZodMiniNumber {
  return z.int().check(z.gte(least));
}

/** A number above 0. */
export function positive(): z.ZodMiniNumber {
  return z.number().check(z.gt(0));
}

function atLeastZero(): z.ZodMiniNumber {
  return z.number().check(z.gte(0));
}

/** A rate of dropout. */
export function rate(): z.ZodMiniNumber {
  return z.number().check(z.gte(0), z.lt(1));
}

/** Which shares of the examples are kept aside, drawn by a seed. */
export function fractionSplit() {
  const share = z.number().check(z.gte(0), z.lt(1));
  return z.strictObject({
    by: z._default(z.enum(['fraction']), 'fraction'),
    validation: z.optional(share),
    test: z.optional(share),
    seed: z._default(z.int(), 0),
  });
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
  /** `rmsprop`: below 1, what part of the mean square is kept; `asgd`: the power by which the rate falls. */
  alpha: z.optional(z.number().check(z.gte(0), z.lte(1))),
  eps: z.optional(positive()),
  centered: z.optional(z.boolean()),
  lrDecay: z.optional(atLeastZero()),
  initialAccumulator: z.optional(atLeastZero()),
  lambd: z.optional(atLeastZero()),
  t0: z.optional(count(0)),
  weightDecay: z.optional(atLeastZero()),
  /** Batches an update. */
  accumulate: z.optional(count()),
  clipNorm: z.optional(positive()),
  clipValue: z.optional(positive()),
  schedule: z._default(oneOf<ScheduleName>(scheduleNames), 'constant'),
  endFactor: z.optional(z.number().check(z.gte(0), z.lte(1))),
  decayEvery: z.optional(count()),
  decayPatience: z.optional(count()),
  decayFactor: z.optional(positive()),
  warmup: z.optional(count(0)),
  /** The epoch from whose start on weights are averaged. */
  averageFrom: z.optional(count()),
  /** How many epochs are left out of the best that a worse one is held to. */
  averageTrigger: z.optional(count(0)),
  averageEvery: z.optional(z.enum(['update', 'epoch'])),
  patience: z.optional(count()),
  checkpointEvery: z.optional(atLeastZero()),
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
  /** `lstm-projection` only: how many numbers come out and go round; half of `hidden` by default. */
  projectionSize: z.optional(count()),
  /** `janet` only: the longest dependency that a fresh one is to span, in steps. */
  longest: z.optional(z.number().check(z.gte(2))),
  /** What weights and biases start as; uniform in ±1/√hidden by default. The others stand before it. */
  init: z.optional(oneOf<InitName>(initNames)),
  inputInit: z.optional(oneOf<InitName>(initNames)),
  recurrentInit: z.optional(oneOf<InitName>(initNames)),
  biasInit: z.optional(oneOf<InitName>(initNames)),
  /** On the recurrent weights, once a sequence. */
  weightDrop: z.optional(rate()),
  /** On the state h that a step reads, one mask a sequence. */
  recurrentDropout: z.optional(rate()),
  /** Share of the units that keep the value they had: one for the whole state, or by its parts. */
  zoneout: z.optional(z.union([rate(), z.strictObject({ h: z.optional(rate()), c: z.optional(rate()) })])),
  /** Whether dropout, between layers and at both ends, has one mask a sequence. */
  lockedDropout: z.optional(z.boolean()),
  /** Whether the state before the first step is learned. */
  learnedState: z.optional(z.boolean()),
  /** For long sequences: steps between the states that training keeps; what lies between is computed twice, and held for one segment at a time. */
  recompute: z.optional(count()),
} as const;
