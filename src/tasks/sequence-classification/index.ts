import type { TaskModule } from '../task.ts';
import { NAME } from './name.ts';
import { openParts, SequenceClassificationTask } from './sequence-classification-task.ts';

/** One label, or one value, a sequence: of texts, or of measurements. Opening and asking a model load no schemas and no readers of data. */
export const sequenceClassification: TaskModule<SequenceClassificationTask> = {
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
    return new SequenceClassificationTask(openParts(saved));
  },

  async guess(file, context) {
    const { guess } = await import('./guess.ts');
    return guess(file, context);
  },
};
