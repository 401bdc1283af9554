import { openSymbols } from '../symbols/symbol-task.ts';
import type { TaskModule } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { NextItemTask } from './next-item-task.ts';
import { NAME } from './name.ts';

/**
 * The next item of a sequence of events: the next dish, click, song, page. Opening and asking a model load no schemas
 * and no readers of data.
 */
export const nextItem: TaskModule<NextItemTask> = {
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
    return new NextItemTask(openSymbols<DataConfig, ModelConfig>(saved, NAME));
  },

  async guess(file, context) {
    const { guess } = await import('./guess.ts');
    return guess(file, context);
  },
};
