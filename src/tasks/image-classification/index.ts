import type { TaskModule } from '../task.ts';
import { ImageClassificationTask } from './image-classification-task.ts';
import { NAME } from './name.ts';

/** One label an image. Opening and asking a model load no schemas and no readers of data. */
export const imageClassification: TaskModule<ImageClassificationTask> = {
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
    return ImageClassificationTask.open(saved);
  },

  async guess(file, context) {
    const { guess } = await import('./guess.ts');
    return guess(file, context);
  },
};
