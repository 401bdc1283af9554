import { Vocabulary } from '../../data/index.ts';
import { loadStateInto } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData } from './data.ts';
import { sectionsOf } from '../sections.ts';
import { grown } from '../symbols/grown.ts';
import { SymbolNetwork } from '../symbols/network.ts';
import { NextItemTask } from './next-item-task.ts';
import { NAME } from './name.ts';
import { NextItemTrainable } from './trainable.ts';

/** Reads the data, builds the model (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = initFrom === undefined ? undefined : sectionsOf<DataConfig, ModelConfig>(initFrom, NAME);
  // An older model's items keep their ids, and new ones come after them.
  const { minCount } = sections.data;
  const read = await (older === undefined
    ? readData(sections.data, context)
    : readData(sections.data, context, (items) => Vocabulary.fromJSON(older.vocabulary).extend(items, { minCount })));
  const network = new SymbolNetwork(read.vocabulary.size, sections.model, Random.derive(seed, 'weights'));
  if (initFrom !== undefined) loadStateInto(network, grown(network, initFrom.tensors), initFrom.file);
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
