import { imageSize } from '../../data/images/index.ts';
import { loadStateInto, stateOf } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import type { Labels } from '../labels/labels.ts';
import { toTrain } from '../recurrent-config.ts';
import { isRecord } from '../sections.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData, type Part } from './data.ts';
import { ImageClassificationTask } from './image-classification-task.ts';
import { ImageNetwork } from './network.ts';
import { PixelScaling } from '../images/scaling.ts';
import { ImageTrainable } from './trainable.ts';

/** Reads the data, builds the model (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<ImageClassificationTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const { labels, shape, parts, hash, summary } = await readData(sections.data, context);
  const scaling = PixelScaling.of(imagesOf(parts.train), shape.channels);
  const network = await toTrain(
    sections.model,
    () => new ImageNetwork(shape, labels.size, sections.model, Random.derive(seed, 'init')),
  );
  if (initFrom !== undefined) begin(network, labels, initFrom);
  return {
    task: new ImageClassificationTask({ network, labels, shape, scaling, sections }),
    trainable: new ImageTrainable({
      model: network,
      labels,
      scaling,
      train: parts.train,
      validation: parts.validation,
      augment: sections.data.augment,
      labelSmoothing: sections.model.labelSmoothing,
      batchSize,
    }),
    dataHash: hash,
    summary,
  };
}

function imagesOf({ images, chosen }: Part): Uint8Array[] {
  const size = imageSize(images);
  return Array.from(chosen, (i) => images.pixels.subarray(i * size, (i + 1) * size));
}

/**
 * Takes an older model's weights; of one with other labels all but the last layer's, which then begins anew.
 * @throws `model/mismatch` where they do not fit.
 */
function begin(network: ImageNetwork, labels: Labels, { model, tensors, file }: SavedModel): void {
  const older = isRecord(model) && isRecord(model['vocabulary']) ? model['vocabulary']['items'] : undefined;
  if (JSON.stringify(older) === JSON.stringify(labels.names)) {
    loadStateInto(network, tensors, file);
    return;
  }
  const merged = new Map(tensors);
  for (const [name, array] of stateOf(network)) if (name.startsWith('head.')) merged.set(name, array);
  loadStateInto(network, merged, file);
}
