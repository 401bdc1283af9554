import { taskModule } from '../task-module.ts';
import { NAME } from './name.ts';
import { openParts, SequenceClassificationTask } from './sequence-classification-task.ts';

/** One label, or one value, a sequence: of texts, or of measurements. Opening and asking a model load no schemas and no readers of data. */
export const sequenceClassification = taskModule(NAME, (saved) => new SequenceClassificationTask(openParts(saved)), {
  config: () => import('./config.ts'),
  prepare: () => import('./prepare.ts'),
  guess: () => import('./guess.ts'),
});
