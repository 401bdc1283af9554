import { taskModule } from '../task-module.ts';
import { NAME } from './name.ts';
import { beforeOpen, openParts, TranslationTask } from './translation-task.ts';

/** A sentence of one kind from a sentence of another. Opening and asking a model load no schemas and no readers of data. */
export const translation = taskModule(NAME, (saved) => new TranslationTask(openParts(saved)), {
  config: () => import('./config.ts'),
  prepare: () => import('./prepare.ts'),
  guess: () => import('./guess.ts'),
  beforeOpen,
});
