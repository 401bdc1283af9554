import { cellNames } from '../cells/index.ts';
import { fail } from '../util/errors.ts';
import type { SavedModel } from './task.ts';

/** What lies beside the weights in a model file. */
export interface SavedSections<Data, Model> {
  readonly task: string;
  readonly data: Data;
  readonly model: Model;
  /** Symbols or labels, as the task writes them. */
  readonly vocabulary: unknown;
}

/** Whether a model section can belong to so many numbers. */
export type BorneOut = (model: Record<string, unknown>, numbers: number) => boolean;

/**
 * What a model file of a task holds. Before anything is built from its config, it is held against the weights that came
 * with it: a damaged config must not ask for more memory or layers than there are numbers for.
 * @throws `model/other-task` for a model of another task, `model/config` for a config that its tensors do not bear out.
 */
export function sectionsOf<Data, Model>(
  { model: saved, tensors, file }: SavedModel,
  task: string,
  isBorneOut: BorneOut = areLayersBorneOut,
): SavedSections<Data, Model> {
  if (!isRecord(saved) || saved['task'] !== task) {
    return fail('model/other-task', `${file} is not a model of the task ${task}`, { file, task });
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
  return saved as unknown as SavedSections<Data, Model>;
}

/** The same for recurrent layers and an embedding: there are at least as many numbers as their weights must have. */
export function areLayersBorneOut(
  { cell, hidden, layers, embedding }: Record<string, unknown>,
  numbers: number,
): boolean {
  const count = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : NaN);
  const known = typeof cell === 'string' && (cellNames as readonly string[]).includes(cell);
  const width = embedding === undefined || embedding === 'one-hot' ? 1 : count(embedding);
  // An independently recurrent layer has one number a unit, a projected one at least one, all others a square of them.
  const perLayer = cell === 'ind-rnn' || cell === 'lstm-projection' ? count(hidden) : count(hidden) * count(hidden);
  return known && perLayer * count(layers) <= numbers && width <= numbers;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
