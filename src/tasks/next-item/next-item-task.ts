import type { SplitSequence } from '../../data/index.ts';
import { expect } from '../../util/errors.ts';
import { chosenPart, ifThere } from '../parts.ts';
import { SymbolTask } from '../symbols/symbol-task.ts';
import type {
  Evaluation,
  Prediction,
  PredictRequest,
  RecentStep,
  ScoredStep,
  ScoreSource,
  Task,
  TaskContext,
  Traced,
} from '../task.ts';
import { ask, NextItemStream, trace } from './ask.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { NAME } from './name.ts';

/** A trained model of this task, to be asked and measured. What reads data is loaded when it is needed. */
export class NextItemTask extends SymbolTask<DataConfig, ModelConfig> implements Task {
  readonly name = NAME;

  async evaluate(
    context: TaskContext,
    { data, split }: { data?: string | undefined; split?: string | undefined },
  ): Promise<Evaluation> {
    const [{ readData, readWhole }, { baselines, measure }] = await Promise.all([
      import('./data.ts'),
      import('./evaluate.ts'),
    ]);
    const config = this.sections.data;
    if (data !== undefined) {
      const { rows, unknown } = await readWhole(config, data, this.vocabulary, context);
      expect(
        rows.length > 0,
        'data/nothing-known',
        () => `${data} has nothing to predict: no two items in a row that this model knows (${this.#examples()})`,
        { file: data, examples: this.#examples() },
      );
      const own = await ifThere(config.file, context, (quiet) => readData(config, quiet, () => this.vocabulary));
      return {
        split: 'all',
        metrics: measure(this.network, rows),
        baselines: own === undefined ? {} : baselines(this.vocabulary.size, own.parts.train, rows),
        unknown,
      };
    }
    const { parts } = await readData(config, context, () => this.vocabulary);
    const chosen = chosenPart(split, (part) => parts[part].length > 0);
    return {
      split: chosen,
      metrics: measure(this.network, parts[chosen]),
      baselines: baselines(this.vocabulary.size, parts.train, parts[chosen]),
    };
  }

  #examples(): string {
    return this.labels.slice(0, 5).join(', ');
  }

  predict(request: PredictRequest): Prediction[] {
    return ask(this.network, this.vocabulary, request);
  }

  trace(input: string): Traced {
    return trace(this.network, this.vocabulary, input);
  }

  async recent(context: TaskContext, count: number): Promise<readonly RecentStep[]> {
    const [{ readData }, { formatTime }] = await Promise.all([import('./data.ts'), import('../../data/time.ts')]);
    const { parts } = await readData(this.sections.data, context, () => this.vocabulary);
    const rows = [...parts.train, ...parts.validation, ...parts.test];
    const latest = rows.reduce<SplitSequence | undefined>(
      (a, b) => (a === undefined || (b.times?.at(-1) ?? 0) >= (a.times?.at(-1) ?? 0) ? b : a),
      undefined,
    );
    if (latest === undefined) return [];
    const { items, times } = latest;
    const from = Math.max(0, items.length - count);
    return Array.from(items.subarray(from), (id, i) => ({
      item: id < 0 ? null : this.vocabulary.decode(id),
      time: times && formatTime(times[from + i]!),
    }));
  }

  async score(context: TaskContext, source: ScoreSource): Promise<readonly ScoredStep[]> {
    const { score } = await import('./score.ts');
    return score(this.network, this.vocabulary, this.sections.data, context, source);
  }

  stream(): NextItemStream {
    return new NextItemStream(this.network, this.vocabulary);
  }
}
