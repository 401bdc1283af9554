import type { Vocabulary } from '../../data/vocabulary.ts';
import { loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { ElmanError, expect, fail } from '../../util/errors.ts';
import { writeSaved } from '../saved.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import type {
  Evaluation,
  Prediction,
  PredictRequest,
  RecentStep,
  SampleRequest,
  ScoredStep,
  ScoreSource,
  Task,
  TaskContext,
} from '../task.ts';
import { ask, LanguageModelStream } from './ask.ts';
import type { PartName, TextData } from './data.ts';
import { sample, type Asked } from './sample.ts';
import { NAME, type SavedLanguageModel, type Sections } from './saved.ts';

const partNames: readonly PartName[] = ['train', 'validation', 'test'];

/** A trained language model, to be asked, sampled and measured. What reads data is loaded when it is needed. */
export class LanguageModelTask implements Task {
  readonly name = NAME;
  readonly #network: SymbolNetwork;
  readonly #vocabulary: Vocabulary;
  readonly #sections: Sections;

  constructor(network: SymbolNetwork, vocabulary: Vocabulary, sections: Sections) {
    this.#network = network;
    this.#vocabulary = vocabulary;
    this.#sections = sections;
  }

  get labels(): readonly string[] {
    return this.#vocabulary.items;
  }

  save(): Uint8Array {
    const { data, model } = this.#sections;
    const saved: SavedLanguageModel = { task: NAME, data, model, vocabulary: this.#vocabulary.toJSON() };
    return writeSaved(saved, stateOf(this.#network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#network, tensors);
  }

  async evaluate(
    context: TaskContext,
    { data: file, split }: { data?: string | undefined; split?: string | undefined },
  ): Promise<Evaluation> {
    const [{ encodeFor, readText }, { baselines, measure }] = await Promise.all([
      import('./data.ts'),
      import('./evaluate.ts'),
    ]);
    const config = this.#sections.data;
    if (file !== undefined) {
      const documents = encodeFor(await readText(file, context), config, this.#vocabulary);
      expect(
        documents.some(({ ids }) => ids.length > 1),
        'data/short-text',
        () => `${file} has nothing to predict: no document of two symbols or more`,
        { file, symbols: documents.reduce((n, { ids }) => n + ids.length, 0) },
      );
      const train = (await this.#ownData(context))?.parts.train;
      return {
        split: 'all',
        metrics: measure(this.#network, documents, this.#vocabulary, config),
        baselines: train === undefined ? {} : baselines(train, documents, this.#vocabulary, config),
      };
    }
    const { parts } = await this.#read(context);
    const isThere = (part: PartName): boolean => parts[part].some(({ ids }) => ids.length > 1);
    const chosen = split ?? partNames.toReversed().find(isThere)!;
    if (!isPart(chosen))
      return fail('usage/split', `there is no part "${chosen}"; the parts are ${partNames.join(', ')}`, {
        split: chosen,
      });
    expect(isThere(chosen), 'usage/split', () => `the part "${chosen}" has nothing to predict`, { split: chosen });
    return {
      split: chosen,
      metrics: measure(this.#network, parts[chosen], this.#vocabulary, config),
      baselines: baselines(parts.train, parts[chosen], this.#vocabulary, config),
    };
  }

  predict(request: PredictRequest): Prediction[] {
    return ask(this.#asked, request);
  }

  sample(request: SampleRequest): Iterable<string> {
    return sample(this.#asked, request);
  }

  async score(context: TaskContext, source: ScoreSource): Promise<readonly ScoredStep[]> {
    const [{ readText }, { score }] = await Promise.all([import('./data.ts'), import('./score.ts')]);
    return score(this.#asked, 'text' in source ? source.text : await readText(source.file, context));
  }

  async recent(context: TaskContext, count: number): Promise<readonly RecentStep[]> {
    const { parts } = await this.#read(context);
    const last = [...parts.train, ...parts.validation, ...parts.test].at(-1);
    return Array.from(last?.ids.subarray(-count) ?? [], (id) => ({
      item: id < 0 ? null : this.#vocabulary.decode(id),
    }));
  }

  stream(): LanguageModelStream {
    return new LanguageModelStream(this.#asked);
  }

  get #asked(): Asked {
    return { network: this.#network, vocabulary: this.#vocabulary, config: this.#sections.data };
  }

  async #read(context: TaskContext): Promise<TextData> {
    const { readData } = await import('./data.ts');
    return readData(this.#sections.data, context, () => this.#vocabulary);
  }

  /** The data that the model was trained on; undefined, and said, where it is no longer there. */
  async #ownData(context: TaskContext): Promise<TextData | undefined> {
    try {
      return await this.#read(context);
    } catch (error) {
      if (!(error instanceof ElmanError) || error.code !== 'io/not-found') throw error;
      const { file } = this.#sections.data;
      context.note(
        'data/no-baselines',
        `there are no baselines, for the data that the model was trained on is not there (${file})`,
        { file },
      );
      return undefined;
    }
  }
}

function isPart(name: string): name is PartName {
  return (partNames as readonly string[]).includes(name);
}
