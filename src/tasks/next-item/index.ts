import { openSymbols } from '../symbols/symbol-task.ts';
import { taskModule } from '../task-module.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { NextItemTask } from './next-item-task.ts';
import { NAME } from './name.ts';

/**
 * The next item of a sequence of events: the next dish, click, song, page. Opening and asking a model load no schemas
 * and no readers of data.
 */
export const nextItem = taskModule(
  NAME,
  (saved) => new NextItemTask(openSymbols<DataConfig, ModelConfig>(saved, NAME)),
  {
    config: () => import('./config.ts'),
    prepare: () => import('./prepare.ts'),
    guess: () => import('./guess.ts'),
  },
);
