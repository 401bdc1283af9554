import { fail } from '../../util/errors.ts';
import { openSymbols } from '../symbols/symbol-task.ts';
import type { SavedModel } from '../task.ts';
import { taskModule } from '../task-module.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { isReading } from './alphabet.ts';
import { LanguageModelTask } from './language-model-task.ts';
import { NAME } from './name.ts';

/** What comes next in a text, by letter, jamo or word. Opening and asking a model load no schemas and no readers of data. */
export const languageModel = taskModule(NAME, open, {
  config: () => import('./config.ts'),
  prepare: () => import('./prepare.ts'),
  guess: () => import('./guess.ts'),
});

function open(saved: SavedModel): LanguageModelTask {
  const parts = openSymbols<DataConfig, ModelConfig>(saved, NAME);
  checkReading(parts.sections.data, saved.file);
  return new LanguageModelTask(parts);
}

/** Refuses a damaged file whose config does not say how a text is read. */
function checkReading({ unit, documents }: DataConfig, file: string): void {
  if (isReading({ unit, documents })) return;
  fail(
    'model/reading',
    `${file} is damaged: it should say how a text is read, but says unit ${JSON.stringify(unit)}, documents ${JSON.stringify(documents)}; fetch or copy it again`,
    { file, unit, documents },
  );
}
