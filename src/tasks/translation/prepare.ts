import type { SentencePair } from '../../data/parallel/index.ts';
import { loadStateInto } from '../../nn/index.ts';
import type { Metrics } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { toTrain } from '../recurrent-config.ts';
import type { Told } from '../sentences/told.ts';
import { SentenceTrainable } from '../sentences/trainable.ts';
import type { SavedModel, TaskContext, TaskModule, Training } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { encodePair, readData, type Tokenizers } from './data.ts';
import { measure } from './evaluate.ts';
import { translationNetwork } from './network.ts';
import { openParts, TranslationTask } from './translation-task.ts';

/** Reads the pairs, builds the network (from an older one's weights, if there is one), and says what training needs. */
export async function prepare(
  { data, model, seed, batchSize }: Parameters<TaskModule['prepare']>[0],
  context: TaskContext,
  initFrom?: SavedModel,
): Promise<Training<TranslationTask>> {
  const sections = { data: data as DataConfig, model: model as ModelConfig };
  const older = initFrom && openParts(initFrom);
  const { pairs, tokenizers, hash, summary } = await readData(sections.data, context, older?.tokenizers);
  const network = await toTrain(sections.model, () =>
    translationNetwork(tokenizers, sections.model, Random.derive(seed, 'weights')),
  );
  if (initFrom !== undefined) loadStateInto(network, initFrom.tensors, initFrom.file);
  const whole = pairs.train.map((pair) => encodePair(pair, tokenizers));
  const { beginId, endId } = tokenizers.target;
  return {
    task: new TranslationTask({ network, tokenizers, sections }),
    trainable: new SentenceTrainable({
      network,
      config: sections.model,
      marks: { beginId, endId },
      train: (rng) => cutAnew(pairs.train, whole, tokenizers, sections.model.bpeDropout, rng),
      lengths: Int32Array.from(whole, ({ input, target }) => input.length + target.length),
      batchSize,
      monitor: { metric: 'bleu', higherIsBetter: true },
      validate: () => validated(pairs.validation),
    }),
    dataHash: hash,
    summary,
    files: filesOf(tokenizers),
  };

  // A beam would take an epoch's time over again: the greedy answer tells one epoch from another.
  function validated(validation: readonly SentencePair[]): Metrics | null {
    if (validation.length === 0) return null;
    const search = { ...sections.model.search, beam: 1 };
    const { metrics } = measure(network, tokenizers, sections.data, validation, search);
    const { loss, perplexity, bleu, exact } = metrics as Readonly<
      Record<'loss' | 'perplexity' | 'bleu' | 'exact', number>
    >;
    return { loss, perplexity, bleu, exact };
  }
}

/** The pairs with words cut another way each time, or as they were cut once. */
function cutAnew(
  pairs: readonly SentencePair[],
  whole: readonly Told<Int32Array>[],
  { source, target }: Tokenizers,
  dropout: number,
  rng: Random,
): readonly Told<Int32Array>[] {
  if (dropout === 0) return whole;
  return pairs.map((pair) => ({
    input: source.encode(pair.source, { dropout, rng }),
    target: target.encode(pair.target, { dropout, rng }),
  }));
}

function filesOf({ source, target }: Tokenizers): Record<string, string> {
  const text = (tokenizer: Tokenizers['source']): string => `${JSON.stringify(tokenizer.toJSON(), null, 1)}\n`;
  return source === target
    ? { 'tokenizer.json': text(source) }
    : { 'tokenizer.source.json': text(source), 'tokenizer.target.json': text(target) };
}
