import {
  parseSafetensors,
  readModelFile,
  toFloat32,
  toRawTensor,
  writeModelFile,
  type RawTensor,
} from '../formats/index.ts';
import type { NamedArray } from '../nn/module.ts';
import type { AverageState, OptimizerState } from '../optim/index.ts';
import { fail } from '../util/errors.ts';
import type { Best } from './events.ts';
import type { Costs } from './history.ts';

/** All that the rest of a training depends on. Random streams are functions of seed and counters, so none is saved. */
export interface Checkpoint {
  /** What the run was started with: config, data hash, backend. A resume must match it. */
  readonly identity: Identity;
  /** The epoch in progress, from 1, and how many of its updates are done. */
  readonly epoch: number;
  readonly stepInEpoch: number;
  readonly step: number;
  /** Sum of loss × count over the epoch so far, and of count. */
  readonly lossSum: number;
  readonly lossCount: number;
  readonly best: Best | null;
  readonly epochsSinceBest: number;
  readonly model: ReadonlyMap<string, NamedArray>;
  readonly optimizer: OptimizerState;
  /** The weights of the best validation so far; empty when there is none. */
  readonly bestModel: ReadonlyMap<string, NamedArray>;
  /** The state that the next batch of the epoch begins from; empty when there is none. */
  readonly carry: ReadonlyMap<string, NamedArray>;
  /** The means of the weights; of none, with count 0, when averaging has not begun. */
  readonly average: AverageState;
  readonly costs: Costs;
}

export type Identity = Readonly<Record<string, unknown>>;

/** The JSON of a checkpoint file: all of it but the arrays. */
type Saved = Omit<Checkpoint, 'model' | 'optimizer' | 'bestModel' | 'carry' | 'average' | 'costs'> & {
  readonly kind: 'checkpoint';
  readonly updates: OptimizerState['updates'];
  /** Not in checkpoints of before there was averaging. */
  readonly averaged?: number;
  readonly costs?: Costs;
};

const PARTS = {
  model: 'model/',
  optimizer: 'optimizer/',
  best: 'best/',
  carry: 'carry/',
  average: 'average/',
} as const;

export function writeCheckpoint({ model, optimizer, bestModel, carry, average, ...counters }: Checkpoint): Uint8Array {
  const tensors = new Map<string, RawTensor>();
  for (const [name, { shape, data }] of model) tensors.set(PARTS.model + name, toRawTensor(shape, data));
  for (const [name, { shape, data }] of bestModel) tensors.set(PARTS.best + name, toRawTensor(shape, data));
  for (const [name, { shape, data }] of carry) tensors.set(PARTS.carry + name, toRawTensor(shape, data));
  for (const [name, data] of optimizer.arrays) tensors.set(PARTS.optimizer + name, toRawTensor([data.length], data));
  for (const [name, data] of average.arrays) tensors.set(PARTS.average + name, toRawTensor([data.length], data));
  const saved: Saved = { kind: 'checkpoint', ...counters, updates: optimizer.updates, averaged: average.count };
  return writeModelFile({ model: saved, tensors });
}

/** @throws `model/…` when the bytes are damaged or incomplete, `model/not-checkpoint` when they are another kind of file. */
export function readCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const { model: json, tensors } = readModelFile(bytes, { file });
  const model: unknown = json;
  if (!isCheckpoint(model))
    fail(
      'model/not-checkpoint',
      `${file} is a model, not a checkpoint: resume needs the file under checkpoints/ of a run folder`,
      { file },
    );
  const wrong = wrongIn(model);
  if (wrong.length > 0)
    fail(
      'model/header',
      `${file} is not a whole checkpoint, for these are missing or wrong: ${wrong.join(', ')}. Start anew, or restore the file from a copy`,
      { file, wrong },
    );
  const part = (prefix: string): Map<string, NamedArray> =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), { shape: tensor.shape, data: toFloat32(tensor) }]),
    );
  const flat = (prefix: string): Map<string, Float32Array> =>
    new Map([...part(prefix)].map(([name, { data }]) => [name, data]));
  const { kind: _kind, updates, averaged = 0, costs = [], ...counters } = model as unknown as Saved;
  return {
    ...counters,
    model: part(PARTS.model),
    bestModel: part(PARTS.best),
    carry: part(PARTS.carry),
    optimizer: { updates, arrays: flat(PARTS.optimizer) },
    average: { count: averaged, arrays: flat(PARTS.average) },
    costs,
  };
}

/**
 * What the run of a checkpoint was started with, as its file says it; nothing is checked but that it can be read. What
 * is not there, or is damaged, {@link readCheckpoint} finds.
 */
export function readIdentity(bytes: Uint8Array, file: string): Identity {
  try {
    const model: unknown = JSON.parse(parseSafetensors(bytes, { file }).metadata['model'] ?? 'null');
    return isCheckpoint(model) && isObject(model['identity']) ? model['identity'] : {};
  } catch {
    return {};
  }
}

function isCheckpoint(model: unknown): model is Record<string, unknown> {
  return isObject(model) && model['kind'] === 'checkpoint';
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** What each part must be; the compiler says which is missing. */
const parts: Record<keyof Saved, (value: unknown) => boolean> = {
  kind: (value) => value === 'checkpoint',
  identity: isObject,
  epoch: isCount,
  stepInEpoch: isCount,
  step: isCount,
  lossSum: Number.isFinite,
  lossCount: Number.isFinite,
  best: (value) =>
    value === null ||
    (isObject(value) &&
      isCount(value['epoch']) &&
      typeof value['metric'] === 'string' &&
      Number.isFinite(value['value'])),
  epochsSinceBest: isCount,
  updates: (value) => isObject(value) && Object.values(value).every(isCount),
  averaged: (value) => value === undefined || isCount(value),
  costs: (value) =>
    value === undefined || (Array.isArray(value) && value.every((cost) => cost === null || Number.isFinite(cost))),
};

function wrongIn(model: Record<string, unknown>): string[] {
  return Object.entries(parts).flatMap(([name, isRight]) => (isRight(model[name]) ? [] : [name]));
}

/** What differs between two identities, as `path: then → now`. */
export function differences(then: unknown, now: unknown, path = ''): string[] {
  if (isObject(then) && isObject(now)) {
    const keys = [...new Set([...Object.keys(then), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(then[key], now[key], path === '' ? key : `${path}.${key}`));
  }
  const [before, after] = [JSON.stringify(then) ?? 'nothing', JSON.stringify(now) ?? 'nothing'];
  return before === after ? [] : [`${path}: ${before} → ${after}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
