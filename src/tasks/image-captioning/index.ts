import { taskModule } from '../task-module.ts';
import { beforeOpen, CaptioningTask, openParts } from './captioning-task.ts';
import { NAME } from './name.ts';

/** A sentence about an image. Opening and asking a model load no schemas and no readers of data. */
export const imageCaptioning = taskModule(NAME, (saved) => new CaptioningTask(openParts(saved)), {
  config: () => import('./config.ts'),
  prepare: () => import('./prepare.ts'),
  guess: () => import('./guess.ts'),
  beforeOpen,
});
