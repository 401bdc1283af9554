import type { TaskModule } from '../task.ts';
import { openLabeling, type LabelingTask } from './labeling-task.ts';
import { NAME } from './name.ts';

/**
 * A label for each step of a sequence: slots and names in texts, parts of speech, phases of a movement. Opening and
 * asking a model load no schemas and no readers of data.
 */
export const sequenceLabeling: TaskModule<LabelingTask> = {
  name: NAME,

  async sections() {
    const { dataSchema, modelSchema } = await import('./config.ts');
    return { data: dataSchema, model: modelSchema };
  },

  async prepare(config, context, initFrom) {
    const { prepare } = await import('./prepare.ts');
    return prepare(config, context, initFrom);
  },

  open(saved) {
    return openLabeling(saved);
  },

  async guess(file, context) {
    const { guess } = await import('./guess.ts');
    return guess(file, context);
  },
};
