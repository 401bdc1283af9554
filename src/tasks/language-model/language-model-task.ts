import { expect } from '../../util/errors.ts';
import { chosenPart, ifThere } from '../parts.ts';
import { SymbolTask } from '../symbols/symbol-task.ts';
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
  Traced,
} from '../task.ts';
import { ask, LanguageModelStream, trace } from './ask.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import type { TextData } from './data.ts';
import { examples, sample, type Asked } from './sample.ts';
import { NAME } from './name.ts';

/** A trained language model, to be asked, sampled and measured. What reads data is loaded when it is needed. */
export class LanguageModelTask extends SymbolTask<DataConfig, ModelConfig> implements Task {
  readonly name = NAME;

  async evaluate(
    context: TaskContext,
    { data: file, split }: { data?: string | undefined; split?: string | undefined },
  ): Promise<Evaluation> {
    const [{ meetText, readText }, { baselines, measure }] = await Promise.all([
      import('./data.ts'),
      import('./evaluate.ts'),
    ]);
    const config = this.sections.data;
    if (file !== undefined) {
      const { documents, unknown } = meetText(await readText(file, context), config, this.vocabulary, context);
      expect(
        documents.some(({ ids }) => ids.subarray(1).some((id) => id >= 0)),
        'data/nothing-known',
        () =>
          `${file} has nothing to predict: no symbol that this model knows stands behind another (${examples(this.vocabulary)})`,
        { file, unit: config.unit, examples: examples(this.vocabulary) },
      );
      const own = await ifThere(config.file, context, (quiet) => this.#read(quiet));
      return {
        split: 'all',
        metrics: measure(this.network, documents, this.vocabulary, config),
        baselines: own === undefined ? {} : baselines(own.parts.train, documents, this.vocabulary, config),
        unknown,
      };
    }
    const { parts } = await this.#read(context);
    const chosen = chosenPart(split, (part) => parts[part].some(({ ids }) => ids.length > 1));
    return {
      split: chosen,
      metrics: measure(this.network, parts[chosen], this.vocabulary, config),
      baselines: baselines(parts.train, parts[chosen], this.vocabulary, config),
    };
  }

  predict(request: PredictRequest): Prediction[] {
    return ask(this.#asked, request);
  }

  trace(input: string): Traced {
    return trace(this.#asked, input);
  }

  sample(request: SampleRequest): Iterable<string> {
    return sample(this.#asked, request);
  }

  async score(context: TaskContext, source: ScoreSource): Promise<readonly ScoredStep[]> {
    const [{ readText }, { score }] = await Promise.all([import('./data.ts'), import('./score.ts')]);
    return score(this.#asked, context, 'text' in source ? source.text : await readText(source.file, context));
  }

  async recent(context: TaskContext, count: number): Promise<readonly RecentStep[]> {
    const { parts } = await this.#read(context);
    const last = [...parts.train, ...parts.validation, ...parts.test].at(-1);
    return Array.from(last?.ids.subarray(-count) ?? [], (id) => ({
      item: id < 0 ? null : this.vocabulary.decode(id),
    }));
  }

  stream(): LanguageModelStream {
    return new LanguageModelStream(this.#asked);
  }

  get #asked(): Asked {
    return { network: this.network, vocabulary: this.vocabulary, config: this.sections.data };
  }

  async #read(context: TaskContext): Promise<TextData> {
    const { readData } = await import('./data.ts');
    return readData(this.sections.data, context, () => this.vocabulary);
  }
}
