import { cellNames } from '../../cells/index.ts';
import { fail } from '../../util/errors.ts';
import type { SavedModel } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';

export const NAME = 'next-item';

export interface Sections {
  readonly data: DataConfig;
  readonly model: ModelConfig;
}

/** What lies beside the weights in a model file. */
export interface SavedNextItem extends Sections {
  readonly task: typeof NAME;
  readonly vocabulary: unknown;
}

/**
 * What a model file of this task holds. Before anything is built from its config, it is held against the weights that
 * came with it: a damaged config must not ask for more memory or layers than there are numbers for.
 * @throws `model/other-task` for a model of another task, `model/config` for a config that its tensors do not bear out.
 */
export function sectionsOf({ model: saved, tensors, file }: SavedModel): SavedNextItem {
  if (!isRecord(saved) || saved['task'] !== NAME) {
    return fail('model/other-task', `${file} is not a model of the task ${NAME}`, { file, task: NAME });
  }
  const { data, model } = saved;
  const numbers = [...tensors.values()].reduce((n, array) => n + array.data.length, 0);
  if (!isRecord(data) || !isRecord(model) || !isBorneOut(model, numbers)) {
    return fail(
      'model/config',
      `${file} is damaged: the ${numbers} numbers in its tensors do not bear out the config it carries; fetch or copy it again`,
      { file, numbers },
    );
  }
  return saved as unknown as SavedNextItem;
}

function isBorneOut({ cell, hidden, layers, embedding }: Record<string, unknown>, numbers: number): boolean {
  const count = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : NaN);
  const known = typeof cell === 'string' && (cellNames as readonly string[]).includes(cell);
  const width = embedding === undefined || embedding === 'one-hot' ? 1 : count(embedding);
  return known && count(hidden) * count(hidden) * count(layers) <= numbers && width <= numbers;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
