import { loadStateInto } from '../../nn/index.ts';
import type { Metrics } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { PixelScaling } from '../images/scaling.ts';
import { toTrain } from '../recurrent-config.ts';
import { SentenceTrainable } from '../sentences/trainable.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import { CaptioningTask, openParts } from './captioning-task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData } from './data.ts';
import { measure } from './evaluate.ts';
import { captionNetwork } from './network.ts';
import type { Seen } from './read.ts';
import { isOfFeatures, type Numbers, type Shape } from './seen.ts';

/** Reads captions and images, builds the network (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<CaptioningTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = initFrom && openParts(initFrom);
  const { parts, shape, told, tokenizer, hash, summary } = await readData(sections.data, context, older?.tokenizer);
  const scaling = scalingOf(parts.train, shape);
  const { augment } = sections.data;
  const network = await toTrain(sections.model, () => {
    const rng = Random.derive(seed, 'weights');
    return captionNetwork(tokenizer.size, { shape, config: sections.model, scaling, augment, rng });
  });
  if (initFrom === undefined) network.encoder.settle(someOf(parts.train, seed));
  else loadStateInto(network, initFrom.tensors, initFrom.file);
  const { beginId, endId } = tokenizer;
  return {
    task: new CaptioningTask({ network, tokenizer, shape, scaling, sections }),
    trainable: new SentenceTrainable({
      network,
      config: sections.model,
      marks: { beginId, endId },
      train: () => told,
      // An image takes as long whatever is said of it: batches are drawn from all.
      lengths: new Int32Array(told.length).fill(1),
      batchSize,
      monitor: { metric: 'cider', higherIsBetter: true },
      validate: () => validated(parts.validation),
    }),
    dataHash: hash,
    summary,
    files: { 'tokenizer.json': `${JSON.stringify(tokenizer.toJSON(), null, 1)}\n` },
  };

  // A beam would take an epoch's time over again: the greedy answer tells one epoch from another.
  function validated(validation: readonly Seen[]): Metrics | null {
    if (validation.length === 0) return null;
    const search = { ...sections.model.search, beam: 1 };
    const { metrics } = measure({ network, tokenizer, config: sections.data, search }, validation);
    const { loss, perplexity, cider, exact } = metrics;
    return { loss: loss!, perplexity: perplexity!, cider: cider!, exact: exact! };
  }
}

/** Numbers that are enough to measure the channels of convolutions by: those of so many images of 32 × 32 pixels in colour. */
const ENOUGH = 256 * 32 * 32 * 3;

/** Some images of the training part, the more the smaller they are. */
function someOf(train: readonly Seen[], seed: number): Numbers[] {
  const images = Random.derive(seed, 'settle').shuffle(train.map(({ numbers }) => numbers));
  return images.slice(0, Math.ceil(ENOUGH / images[0]!.length));
}

/** Of images channel by channel, of features all numbers alike. */
function scalingOf(train: readonly Seen[], shape: Shape): PixelScaling {
  const channels = isOfFeatures(shape) ? 1 : shape.channels;
  return PixelScaling.of(
    train.map(({ numbers }) => numbers),
    channels,
  );
}
