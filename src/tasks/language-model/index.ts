import { openSymbols } from '../symbols/symbol-task.ts';
import type { TaskModule } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { LanguageModelTask } from './language-model-task.ts';
import { NAME } from './name.ts';

/** What comes next in a text, by letter, jamo or word. Opening and asking a model load no schemas and no readers of data. */
export const languageModel: TaskModule = {
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
    return new LanguageModelTask(openSymbols<DataConfig, ModelConfig>(saved, NAME));
  },

  async guess(file, context) {
    const { guess } = await import('./guess.ts');
    return guess(file, context);
  },
};
