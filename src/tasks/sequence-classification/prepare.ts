import { loadStateInto, type NamedArray } from '../../nn/index.ts';
import { fail } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { Labels } from '../labels/labels.ts';
import { toTrain } from '../recurrent-config.ts';
import { TokenReader } from '../steps/tokens.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { fit, readData, targetOf, tokenLists, type Fitted } from './data.ts';
import { textIntake, TextIntake } from './intake.ts';
import type { Example } from './read.ts';
import { TOKEN_TABLE } from './name.ts';
import { SequenceClassifier } from './network.ts';
import { openParts, SequenceClassificationTask } from './sequence-classification-task.ts';
import { targetSize } from './target.ts';
import { SequenceClassificationTrainable } from './trainable.ts';

/** Reads the data, builds the network (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<SequenceClassificationTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = initFrom && openParts(initFrom);
  const read = await readData(sections.data, context, (train, columns) => {
    const fresh = (): Fitted => fit(sections.data, sections.model, train, columns);
    return older === undefined ? fresh() : grownFrom(older, sections, train, initFrom!.file);
  });
  const { intake, target, parts } = read;
  const network = await toTrain(
    sections.model,
    () => new SequenceClassifier(intake, targetSize(target), sections.model, Random.derive(seed, 'weights')),
  );
  if (initFrom !== undefined) loadStateInto(network, withNewTokens(network, initFrom.tensors), initFrom.file);
  else if (sections.data.vectors !== undefined) {
    const { fillVectors } = await import('./vectors.ts');
    await fillVectors(network, intake, sections.data.vectors, context);
  }
  return {
    task: new SequenceClassificationTask({ network, intake, target, sections }),
    trainable: new SequenceClassificationTrainable({
      network,
      config: sections.model,
      target,
      train: parts.train,
      validation: parts.validation,
      batchSize,
    }),
    dataHash: read.hash,
    summary: read.summary,
  };
}

/** What an older model was fitted on: its labels or scale as they are, its tokens with new ones behind them. */
function grownFrom(
  older: Fitted,
  { data: config, model }: { readonly data: DataConfig; readonly model: ModelConfig },
  train: readonly Example[],
  file: string,
): Fitted {
  const { intake, target } = older;
  const own = targetOf(config, train);
  if (target instanceof Labels !== own instanceof Labels) {
    const [says, wants] = [target, own].map((one) => (one instanceof Labels ? 'a label' : 'a value'));
    fail('model/other-answer', `${file} answers with ${says}, but the config asks for ${wants}`, { file, says, wants });
  }
  if (!(intake instanceof TextIntake)) return { intake, target };
  const { vocabulary, reading } = intake.reader;
  const seen = TokenReader.of(tokenLists(config, train), config).vocabulary;
  const tokens = function* (): Generator<string> {
    for (const [id, token] of seen.items.entries()) for (let i = 0; i < seen.counts[id]!; i++) yield token;
  };
  return { target, intake: textIntake(new TokenReader(reading, vocabulary.extend(tokens())), config, model) };
}

/** The older weights, the table of tokens with fresh rows for the new ones. */
function withNewTokens(
  network: SequenceClassifier,
  tensors: ReadonlyMap<string, NamedArray>,
): ReadonlyMap<string, NamedArray> {
  const table = tensors.get(TOKEN_TABLE);
  const own = new Map(network.namedParameters()).get(TOKEN_TABLE);
  if (table === undefined || own === undefined || table.shape[1] !== own.shape[1] || table.shape[0]! > own.shape[0]!)
    return tensors;
  const data = Float32Array.from(own.toArray());
  data.set(table.data);
  return new Map([...tensors, [TOKEN_TABLE, { shape: own.shape, data }]]);
}
