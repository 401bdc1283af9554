import { Vocabulary } from '../../data/vocabulary.ts';
import { loadStateInto } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import { sectionsOf } from '../sections.ts';
import { SymbolNetwork } from '../symbols/network.ts';
import { grown } from '../symbols/grown.ts';
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
): Promise<Training> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = initFrom === undefined ? undefined : sectionsOf<DataConfig, ModelConfig>(initFrom, NAME);
  const { minCount } = sections.data;
  // An older model's symbols keep their ids, and new ones come after them.
  const read = await (older === undefined
    ? readData(sections.data, context)
    : readData(sections.data, context, (names, counts) =>
        Vocabulary.fromJSON(older.vocabulary).extend(repeated(names, counts), { minCount }),
      ));
  const network = new SymbolNetwork(read.vocabulary.size, sections.model, Random.derive(seed, 'weights'));
  if (initFrom !== undefined) loadStateInto(network, grown(network, initFrom.tensors), initFrom.file);
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
