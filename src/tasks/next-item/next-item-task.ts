import type { PartName, SplitSequence } from '../../data/index.ts';
import type { Vocabulary } from '../../data/vocabulary.ts';
import { loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { ElmanError, expect, fail } from '../../util/errors.ts';
import { writeSaved } from '../saved.ts';
import type {
  Evaluation,
  Prediction,
  PredictRequest,
  RecentStep,
  ScoredStep,
  ScoreSource,
  Task,
  TaskContext,
} from '../task.ts';
import { ask, NextItemStream } from './ask.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import { NAME, type SavedNextItem, type Sections } from './saved.ts';

const partNames: readonly PartName[] = ['train', 'validation', 'test'];

/** A trained model of this task, to be asked and measured. What reads data is loaded when it is needed. */
export class NextItemTask implements Task {
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
    const saved: SavedNextItem = {
      task: NAME,
      data: this.#sections.data,
      model: this.#sections.model,
      vocabulary: this.#vocabulary.toJSON(),
    };
    return writeSaved(saved, stateOf(this.#network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#network, tensors);
  }

  async evaluate(
    context: TaskContext,
    { data, split }: { data?: string | undefined; split?: string | undefined },
  ): Promise<Evaluation> {
    const [{ readData, readWhole }, { baselines, measure }] = await Promise.all([
      import('./data.ts'),
      import('./evaluate.ts'),
    ]);
    const config = this.#sections.data;
    if (data !== undefined) {
      const rows = await readWhole(config, data, this.#vocabulary, context);
      expect(
        rows.length > 0,
        'data/nothing-known',
        () => `${data} has nothing to predict: no two items in a row that this model knows (${this.#examples()})`,
        { file: data, examples: this.#examples() },
      );
      const train = await this.#trainingPart(context);
      return {
        split: 'all',
        metrics: measure(this.#network, rows),
        baselines: train === undefined ? {} : baselines(this.#vocabulary.size, train, rows),
      };
    }
    const { parts } = await readData(config, context, () => this.#vocabulary);
    const chosen = split ?? partNames.toReversed().find((part) => parts[part].length > 0)!;
    const rows = Object.hasOwn(parts, chosen) ? parts[chosen as PartName] : undefined;
    if (rows === undefined)
      fail('usage/split', `there is no part "${chosen}"; the parts are ${partNames.join(', ')}`, { split: chosen });
    expect(rows.length > 0, 'usage/split', () => `the part "${chosen}" has nothing to predict`, { split: chosen });
    return {
      split: chosen,
      metrics: measure(this.#network, rows),
      baselines: baselines(this.#vocabulary.size, parts.train, rows),
    };
  }

  /** What the baselines are fitted on; undefined, and said, where the data the model was trained on is no longer there. */
  async #trainingPart(context: TaskContext): Promise<SplitSequence[] | undefined> {
    const { readData } = await import('./data.ts');
    try {
      return (await readData(this.#sections.data, context, () => this.#vocabulary)).parts.train;
    } catch (error) {
      if (!(error instanceof ElmanError) || error.code !== 'io/not-found') throw error;
      context.note(
        'data/no-baselines',
        `there are no baselines, for the data that the model was trained on is not there (${this.#sections.data.file})`,
        { file: this.#sections.data.file },
      );
      return undefined;
    }
  }

  #examples(): string {
    return this.labels.slice(0, 5).join(', ');
  }

  predict(request: PredictRequest): Prediction[] {
    return ask(this.#network, this.#vocabulary, request);
  }

  async recent(context: TaskContext, count: number): Promise<readonly RecentStep[]> {
    const [{ readData }, { formatTime }] = await Promise.all([import('./data.ts'), import('../../data/time.ts')]);
    const { parts } = await readData(this.#sections.data, context, () => this.#vocabulary);
    const rows = [...parts.train, ...parts.validation, ...parts.test];
    const latest = rows.reduce<SplitSequence | undefined>(
      (a, b) => (a === undefined || (b.times?.at(-1) ?? 0) >= (a.times?.at(-1) ?? 0) ? b : a),
      undefined,
    );
    if (latest === undefined) return [];
    const { items, times } = latest;
    const from = Math.max(0, items.length - count);
    return Array.from(items.subarray(from), (id, i) => ({
      item: id < 0 ? null : this.#vocabulary.decode(id),
      time: times && formatTime(times[from + i]!),
    }));
  }

  async score(context: TaskContext, source: ScoreSource): Promise<readonly ScoredStep[]> {
    const { score } = await import('./score.ts');
    return score(this.#network, this.#vocabulary, this.#sections.data, context, source);
  }

  stream(): NextItemStream {
    return new NextItemStream(this.#network, this.#vocabulary);
  }
}
