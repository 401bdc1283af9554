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

/** What a model file of this task holds. Throws `model/other-task` for any other. */
export function sectionsOf({ model, file }: SavedModel): SavedNextItem {
  const saved = model as Partial<SavedNextItem> | null;
  if (
    typeof saved !== 'object' ||
    saved?.task !== NAME ||
    typeof saved.model !== 'object' ||
    typeof saved.data !== 'object'
  ) {
    fail('model/other-task', `${file} is not a model of the task ${NAME}`, { file, task: NAME });
  }
  return saved as SavedNextItem;
}
