import { taskModule } from '../task-module.ts';
import { openLabeling } from './labeling-task.ts';
import { NAME } from './name.ts';

/**
 * A label for each step of a sequence: slots and names in texts, parts of speech, phases of a movement. Opening and
 * asking a model load no schemas and no readers of data.
 */
export const sequenceLabeling = taskModule(NAME, (saved) => openLabeling(saved), {
  config: () => import('./config.ts'),
  prepare: () => import('./prepare.ts'),
  guess: () => import('./guess.ts'),
});
