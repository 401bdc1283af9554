import { Vocabulary } from '../../data/vocabulary.ts';
import { loadStateInto } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import { sectionsOf } from '../sections.ts';
import { SymbolNetwork } from '../symbols/network.ts';
import type { TaskModule } from '../task.ts';
import { LanguageModelTask } from './language-model-task.ts';
import { NAME, type Sections } from './saved.ts';

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
    const { data, model, vocabulary: json } = sectionsOf<Sections['data'], Sections['model']>(saved, NAME);
    const vocabulary = Vocabulary.fromJSON(json);
    const network = new SymbolNetwork(vocabulary.size, model, new Random(0));
    loadStateInto(network, saved.tensors, saved.file);
    return new LanguageModelTask(network, vocabulary, { data, model });
  },

  async guess(file, context) {
    const { guess } = await import('./guess.ts');
    return guess(file, context);
  },
};
