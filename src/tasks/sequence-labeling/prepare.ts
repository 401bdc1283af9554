import { loadStateInto } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import { toTrain } from '../recurrent-config.ts';
import { sectionsOf } from '../sections.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { readData } from './data.ts';
import { LabelingTask, networkOf, openLabeling } from './labeling-task.ts';
import { NAME } from './name.ts';
import { WordSteps } from './steps.ts';
import { LabelingTrainable } from './trainable.ts';

/** Reads the data, builds the model (from an older one's weights and labels, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<LabelingTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  if (initFrom !== undefined) sectionsOf(initFrom, NAME);
  const older = initFrom === undefined ? undefined : openLabeling(initFrom).known;
  const read = await readData(sections.data, context, older);
  const { steps, labels, scheme, parts } = read;
  const known = { steps, labels, scheme };
  const network = await toTrain(sections.model, () => networkOf(known, sections.model, Random.derive(seed, 'weights')));
  if (initFrom !== undefined) loadStateInto(network, initFrom.tensors, initFrom.file);
  return {
    task: new LabelingTask({ network, known, sections }),
    trainable: new LabelingTrainable({
      network,
      config: sections.model,
      train: parts.train,
      validation: parts.validation,
      how: { labels, scheme, areFrames: !(steps instanceof WordSteps) },
      window: sections.data.window,
      batchSize,
    }),
    dataHash: read.hash,
    summary: read.summary,
  };
}
