import {
  adagrad,
  adam,
  adamw,
  asgd,
  constantRate,
  cosineDecay,
  linearDecay,
  rmsprop,
  sgd,
  stepDecay,
  warmUp,
  type NamedParameters,
  type Optimizer,
  type Schedule,
} from '../optim/index.ts';
import { pow } from '../util/portable-math.ts';
import { decaysOnPlateau, type Costs } from './history.ts';

/** How to train. Everything here is part of what makes a run repeatable, and stands in its config. */
export interface TrainConfig {
  readonly epochs: number;
  readonly seed: number;
  readonly optimizer: OptimizerName;
  readonly lr: number;
  /** SGD and RMSprop only. */
  readonly momentum?: number | undefined;
  /** SGD only. */
  readonly nesterov?: boolean | undefined;
  /** Adam and AdamW only. */
  readonly betas?: readonly [number, number] | undefined;
  /** RMSprop: what part of the mean square is kept. ASGD: the power by which the rate falls. */
  readonly alpha?: number | undefined;
  /** Adam, AdamW, RMSprop and Adagrad: what is added to the divisor. */
  readonly eps?: number | undefined;
  /** RMSprop only: divides by the deviation in place of the root mean square. */
  readonly centered?: boolean | undefined;
  /** Adagrad only. */
  readonly lrDecay?: number | undefined;
  readonly initialAccumulator?: number | undefined;
  /** ASGD only: how fast weights and rate fall, and after how many updates averaging begins. */
  readonly lambd?: number | undefined;
  readonly t0?: number | undefined;
  readonly weightDecay?: number | undefined;
  /** How many batches make one update, as one large batch would; 1 by default. */
  readonly accumulate?: number | undefined;
  /** Limits the joint norm of all gradients. */
  readonly clipNorm?: number | undefined;
  /** Limits each number of each gradient. */
  readonly clipValue?: number | undefined;
  readonly schedule?: ScheduleName | undefined;
  /** With schedule `linear` or `cosine`: the share of the rate at which it ends; 0 by default. */
  readonly endFactor?: number | undefined;
  /** With schedule `step`: after how many epochs the rate is multiplied; 1 by default. */
  readonly decayEvery?: number | undefined;
  /** With schedule `plateau`: after how many epochs without a better one the rate is multiplied; 1 by default. */
  readonly decayPatience?: number | undefined;
  /** With schedule `step` or `plateau`: by what; 0.5 by default. */
  readonly decayFactor?: number | undefined;
  /** Updates over which the rate rises from near 0. */
  readonly warmup?: number | undefined;
  /** From the start of this epoch on, the mean of the weights is validated and saved in place of the weights. Not with ASGD. */
  readonly averageFrom?: number | undefined;
  /** The same from when validation is worse than the best of all epochs before but the last so many (NT-ASGD); whichever comes first. */
  readonly averageTrigger?: number | undefined;
  /** The mean of the weights after each update (the default), or at the end of each epoch (SWA). */
  readonly averageEvery?: 'update' | 'epoch' | undefined;
  /** Stops when validation has not improved for so many epochs. */
  readonly patience?: number | undefined;
  /** Seconds between checkpoints; 0 saves one after every update. */
  readonly checkpointEvery?: number | undefined;
}

export type OptimizerName = 'sgd' | 'adam' | 'adamw' | 'rmsprop' | 'adagrad' | 'asgd';
export type ScheduleName = 'constant' | 'linear' | 'cosine' | 'step' | 'plateau';

const optimizers: Record<OptimizerName, (parameters: NamedParameters, config: TrainConfig) => Optimizer> = {
  sgd: (parameters, { lr, momentum, nesterov, weightDecay }) =>
    sgd(parameters, given({ lr, momentum, nesterov, weightDecay })),
  adam: (parameters, { lr, betas, eps, weightDecay }) => adam(parameters, given({ lr, betas, eps, weightDecay })),
  adamw: (parameters, { lr, betas, eps, weightDecay }) => adamw(parameters, given({ lr, betas, eps, weightDecay })),
  rmsprop: (parameters, { lr, alpha, eps, momentum, centered, weightDecay }) =>
    rmsprop(parameters, given({ lr, alpha, eps, momentum, centered, weightDecay })),
  adagrad: (parameters, { lr, lrDecay, eps, initialAccumulator, weightDecay }) =>
    adagrad(parameters, given({ lr, lrDecay, eps, initialAccumulator, weightDecay })),
  asgd: (parameters, { lr, lambd, alpha, t0, weightDecay }) =>
    asgd(parameters, given({ lr, lambd, alpha, t0, weightDecay })),
};

const DECAY_FACTOR = 0.5;

const schedules: Record<ScheduleName, (config: TrainConfig, stepsPerEpoch: number) => Schedule> = {
  constant: () => constantRate,
  linear: ({ endFactor }) => linearDecay(endFactor),
  cosine: ({ endFactor }) => cosineDecay(endFactor),
  step: ({ decayEvery = 1, decayFactor = DECAY_FACTOR }, stepsPerEpoch) =>
    stepDecay(decayEvery * stepsPerEpoch, decayFactor),
  // What it does hangs on the validation: see `plateauFactor`.
  plateau: () => constantRate,
};

export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];
export const scheduleNames = Object.keys(schedules) as readonly ScheduleName[];

export function optimizerFor(config: TrainConfig, parameters: NamedParameters): Optimizer {
  return optimizers[config.optimizer](parameters, config);
}

export function scheduleFor(config: TrainConfig, stepsPerEpoch: number): Schedule {
  const schedule = schedules[config.schedule ?? 'constant'](config, stepsPerEpoch);
  return config.warmup ? warmUp(config.warmup, schedule) : schedule;
}

/** By what the rate is multiplied for epochs that were not better, with schedule `plateau`; else 1. */
export function plateauFactor(config: TrainConfig, costs: Costs): number {
  const { schedule, decayPatience = 1, decayFactor = DECAY_FACTOR } = config;
  return schedule === 'plateau' ? pow(decayFactor, decaysOnPlateau(costs, decayPatience)) : 1;
}

/** Whether something hangs on how good each epoch was. */
export function needsCosts({ schedule, averageTrigger }: TrainConfig): boolean {
  return schedule === 'plateau' || averageTrigger !== undefined;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops what is undefined, so that defaults apply. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
