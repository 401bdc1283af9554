import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData } from './data.ts';
import { firstNetwork, olderVocabulary } from '../symbols/begin.ts';
import { NextItemTask } from './next-item-task.ts';
import { NAME } from './name.ts';
import { NextItemTrainable } from './trainable.ts';

/** Reads the data, builds the model (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<NextItemTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = olderVocabulary(initFrom, NAME);
  const { minCount } = sections.data;
  const read = await (older === undefined
    ? readData(sections.data, context)
    : readData(sections.data, context, (items) => older.extend(items, { minCount })));
  const network = await firstNetwork(read.vocabulary, sections.model, seed, initFrom);
  return {
    task: new NextItemTask({ network, vocabulary: read.vocabulary, sections }),
    trainable: new NextItemTrainable({
      model: network,
      config: sections.model,
      train: read.parts.train,
      validation: read.parts.validation,
      counts: read.vocabulary.counts,
      window: sections.data.window,
      batchSize,
    }),
    dataHash: read.hash,
    summary: read.summary,
  };
}
