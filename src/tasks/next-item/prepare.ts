import { Vocabulary } from '../../data/index.ts';
import { loadStateInto, parametersOf, type NamedArray } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData } from './data.ts';
import { SymbolNetwork } from '../symbols/network.ts';
import { NextItemTask } from './next-item-task.ts';
import { sectionsOf } from './saved.ts';
import { NextItemTrainable } from './trainable.ts';

/** Reads the data, builds the model (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = initFrom === undefined ? undefined : sectionsOf(initFrom);
  // An older model's items keep their ids, and new ones come after them.
  const { minCount } = sections.data;
  const read = await (older === undefined
    ? readData(sections.data, context)
    : readData(sections.data, context, (items) => Vocabulary.fromJSON(older.vocabulary).extend(items, { minCount })));
  const network = new SymbolNetwork(read.vocabulary.size, sections.model, Random.derive(seed, 'weights'));
  if (initFrom !== undefined) startFrom(network, initFrom);
  return {
    task: new NextItemTask(network, read.vocabulary, sections),
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

/**
 * Takes an older model's weights over. Items that it lacks come after its own: their rows (or, with one-hot vectors,
 * columns) keep their fresh numbers, and all else must have the same shape.
 */
function startFrom(network: SymbolNetwork, { tensors, file }: SavedModel): void {
  const merged = new Map<string, NamedArray>();
  for (const [name, { shape, data }] of tensors) {
    const parameter = parametersOf(network).get(name);
    const grows =
      parameter !== undefined &&
      shape.length === parameter.shape.length &&
      shape.every((extent, axis) => extent <= parameter.shape[axis]!);
    if (!grows || !isVocabularySized(name, shape, parameter.shape)) {
      merged.set(name, { shape, data });
      continue;
    }
    const numbers = Float32Array.from(parameter.toArray());
    const [rows, cols, width] = [shape[0]!, shape[1] ?? 1, parameter.shape[1] ?? 1];
    for (let r = 0; r < rows; r++) numbers.set(data.subarray(r * cols, (r + 1) * cols), r * width);
    merged.set(name, { shape: parameter.shape, data: numbers });
  }
  loadStateInto(network, merged, file);
}

/** Whether only the axis that counts items has grown. */
function isVocabularySized(name: string, from: readonly number[], to: readonly number[]): boolean {
  const itemAxis = name === 'rnn.weight_ih_l0' ? 1 : name.startsWith('embedding.') || name.startsWith('head.') ? 0 : -1;
  return from.every((extent, axis) => axis === itemAxis || extent === to[axis]);
}
