import { firstNetwork, olderVocabulary } from '../symbols/begin.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData } from './data.ts';
import { LanguageModelTask } from './language-model-task.ts';
import { NAME } from './name.ts';
import { LanguageModelTrainable } from './trainable.ts';

/** Reads the text, builds the network (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<LanguageModelTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = olderVocabulary(initFrom, NAME);
  const { minCount } = sections.data;
  const read = await (older === undefined
    ? readData(sections.data, context)
    : readData(sections.data, context, (names, counts) => older.extend(repeated(names, counts), { minCount })));
  const network = await firstNetwork(read.vocabulary, sections.model, seed, initFrom);
  const { train, validation } = read.parts;
  return {
    task: new LanguageModelTask({ network, vocabulary: read.vocabulary, sections }),
    trainable: new LanguageModelTrainable({
      network,
      data: sections.data,
      model: sections.model,
      vocabulary: read.vocabulary,
      train,
      validation,
      batchSize,
    }),
    dataHash: read.hash,
    summary: read.summary,
  };
}

function* repeated(names: readonly string[], counts: readonly number[]): Generator<string> {
  for (const [id, name] of names.entries()) for (let i = 0; i < counts[id]!; i++) yield name;
}
