import {
  adam,
  adamw,
  constantRate,
  cosineDecay,
  linearDecay,
  sgd,
  stepDecay,
  warmUp,
  type NamedParameters,
  type Optimizer,
  type Schedule,
} from '../optim/index.ts';

/** How to train. Everything here is part of what makes a run repeatable, and stands in its config. */
export interface TrainConfig {
  readonly epochs: number;
  readonly seed: number;
  readonly optimizer: OptimizerName;
  readonly lr: number;
  /** SGD only. */
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
  /** Adam and AdamW only. */
  readonly betas?: readonly [number, number] | undefined;
  readonly weightDecay?: number | undefined;
  /** Limits the joint norm of all gradients. */
  readonly clipNorm?: number | undefined;
  /** Limits each number of each gradient. */
  readonly clipValue?: number | undefined;
  readonly schedule?: ScheduleName | undefined;
  /** With schedule `step`: after how many epochs the rate is multiplied, and by what. */
  readonly decayEvery?: number | undefined;
  readonly decayFactor?: number | undefined;
  /** Updates over which the rate rises from near 0. */
  readonly warmup?: number | undefined;
  /** Stops when validation has not improved for so many epochs. */
  readonly patience?: number | undefined;
  /** Seconds between checkpoints; 0 saves one after every update. */
  readonly checkpointEvery?: number | undefined;
}

export type OptimizerName = 'sgd' | 'adam' | 'adamw';
export type ScheduleName = 'constant' | 'linear' | 'cosine' | 'step';

const optimizers: Record<OptimizerName, (parameters: NamedParameters, config: TrainConfig) => Optimizer> = {
  sgd: (parameters, { lr, momentum, nesterov, weightDecay }) =>
    sgd(parameters, given({ lr, momentum, nesterov, weightDecay })),
  adam: (parameters, { lr, betas, weightDecay }) => adam(parameters, given({ lr, betas, weightDecay })),
  adamw: (parameters, { lr, betas, weightDecay }) => adamw(parameters, given({ lr, betas, weightDecay })),
};

const schedules: Record<ScheduleName, (config: TrainConfig, stepsPerEpoch: number) => Schedule> = {
  constant: () => constantRate,
  linear: () => linearDecay(),
  cosine: () => cosineDecay(),
  step: ({ decayEvery = 1, decayFactor = 0.5 }, stepsPerEpoch) => stepDecay(decayEvery * stepsPerEpoch, decayFactor),
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

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops what is undefined, so that defaults apply. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
