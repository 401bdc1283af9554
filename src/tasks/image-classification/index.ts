import { taskModule } from '../task-module.ts';
import { ImageClassificationTask } from './image-classification-task.ts';
import { NAME } from './name.ts';

/** One label an image. Opening and asking a model load no schemas and no readers of data. */
export const imageClassification = taskModule(NAME, (saved) => ImageClassificationTask.open(saved), {
  config: () => import('./config.ts'),
  prepare: () => import('./prepare.ts'),
  guess: () => import('./guess.ts'),
});
