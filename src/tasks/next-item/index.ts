import { guessRoles, guessSchema, formatTime, readRows, Vocabulary, type Row, type SplitSequence } from '../../data/index.ts';
import { loadStateInto, parametersOf, stateOf, type NamedArray } from '../../nn/index.ts';
import { expect, fail } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { writeSaved } from '../saved.ts';
import type { Evaluation, GuessedConfig, Prediction, PredictRequest, RecentStep, SavedModel, Task, TaskContext, TaskModule, Training } from '../task.ts';
import { ask, NextItemStream } from './ask.ts';
import { dataSchema, modelSchema, type DataConfig, type ModelConfig } from './config.ts';
import { readData, readWhole } from './data.ts';
import { baselines, measure } from './evaluate.ts';
import { NextItemModel } from './model.ts';
import { NextItemTrainable } from './trainable.ts';

const NAME = 'next-item';

interface Sections {
  readonly data: DataConfig;
  readonly model: ModelConfig;
}

/** What lies beside the weights in a model file. */
interface SavedNextItem extends Sections {
  readonly task: typeof NAME;
  readonly vocabulary: unknown;
}

/** The next item of a sequence of events: the next dish, click, song, page. */
export const nextItem: TaskModule = {
  name: NAME,
  sections: { data: dataSchema, model: modelSchema },

  async prepare({ data, model, seed, batchSize }, context, initFrom): Promise<Training> {
    const sections = { data: data as DataConfig, model: model as ModelConfig };
    const older = initFrom === undefined ? undefined : sectionsOf(initFrom);
    // An older model's items keep their ids, and new ones come after them.
    const { minCount } = sections.data;
    const read = await (older === undefined ? readData(sections.data, context) : readData(sections.data, context, (items) => Vocabulary.fromJSON(older.vocabulary).extend(items, { minCount })));
    const network = new NextItemModel(read.vocabulary.size, sections.model, Random.derive(seed, 'weights'));
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
  },

  open(saved): Task {
    const sections = sectionsOf(saved);
    const vocabulary = Vocabulary.fromJSON(sections.vocabulary);
    const network = new NextItemModel(vocabulary.size, sections.model, new Random(0));
    loadStateInto(network, saved.tensors, saved.file);
    return new NextItemTask(network, vocabulary, sections);
  },

  async guess(file, context): Promise<GuessedConfig> {
    const rows: Row[] = [];
    for await (const row of readRows(context.host.open(await context.resolve(file)), { file })) {
      rows.push(row);
      if (rows.length === 1000) break;
    }
    const columns = guessSchema(rows);
    const { item, time, group } = guessRoles(columns);
    expect(item !== undefined, 'data/no-item-column', () => `${file}: no column looks like an item to predict; the columns are ${columns.map(({ name }) => name).join(', ')}`, { file });
    const distinct = columns.find(({ name }) => name === item)?.distinct ?? 0;
    return {
      data: [
        { key: 'file', value: file, comment: { en: 'CSV, TSV or JSON Lines, also gzipped', ko: 'CSV, TSV, JSON Lines (gzip 가능)' } },
        { key: 'item', value: item, comment: { en: `what to predict (${distinct} different ones in the first ${rows.length} rows)`, ko: `예측할 열 (처음 ${rows.length}행에 ${distinct}가지)` } },
        ...(time === undefined ? [] : [{ key: 'time', value: time, comment: { en: 'events are ordered by this column', ko: '이 열의 시간 순서로 정렬' } }]),
        ...(group === undefined ? [] : [{ key: 'group', value: group, comment: { en: 'one sequence for each value of this column', ko: '이 열의 값마다 하나의 순서열' } }]),
      ],
      model: [
        { key: 'cell', value: distinct <= 64 ? 'elman' : 'gru', comment: { en: 'elman, elman-relu, lstm, gru or gru-reset-before', ko: 'elman, elman-relu, lstm, gru, gru-reset-before 가운데 하나' } },
        { key: 'hidden', value: distinct <= 64 ? 16 : 128, comment: { en: 'size of the hidden state', ko: '은닉 상태의 크기' } },
      ],
    };
  },
};

class NextItemTask implements Task {
  readonly name = NAME;
  readonly #network: NextItemModel;
  readonly #vocabulary: Vocabulary;
  readonly #sections: Sections;

  constructor(network: NextItemModel, vocabulary: Vocabulary, sections: Sections) {
    this.#network = network;
    this.#vocabulary = vocabulary;
    this.#sections = sections;
  }

  get labels(): readonly string[] {
    return this.#vocabulary.items;
  }

  save(): Uint8Array {
    const saved: SavedNextItem = { task: NAME, data: this.#sections.data, model: this.#sections.model, vocabulary: this.#vocabulary.toJSON() };
    return writeSaved(saved, stateOf(this.#network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#network, tensors);
  }

  async evaluate(context: TaskContext, { data, split }: { data?: string | undefined; split?: string | undefined }): Promise<Evaluation> {
    const config = this.#sections.data;
    const { parts } = await readData(config, context, () => this.#vocabulary);
    const chosen = data !== undefined ? 'all' : (split ?? (['test', 'validation', 'train'] as const).find((part) => parts[part].length > 0)!);
    const rows = data === undefined ? parts[chosen as keyof typeof parts] : await readWhole(config, data, this.#vocabulary, context);
    if (rows === undefined) fail('usage/split', `there is no part "${chosen}"; the parts are train, validation and test`, { split: chosen });
    expect(rows.length > 0, 'usage/split', () => `${data ?? `the part "${chosen}"`} has nothing to predict`, { split: chosen });
    return { split: chosen, metrics: measure(this.#network, rows), baselines: baselines(this.#vocabulary.size, parts.train, rows) };
  }

  predict(request: PredictRequest): Prediction[] {
    return ask(this.#network, this.#vocabulary, request);
  }

  async recent(context: TaskContext, count: number): Promise<readonly RecentStep[]> {
    const { parts } = await readData(this.#sections.data, context, () => this.#vocabulary);
    const rows = [parts.test, parts.validation, parts.train].find((part) => part.length > 0) ?? [];
    const latest = rows.reduce<SplitSequence | undefined>((a, b) => (a === undefined || (b.times?.at(-1) ?? 0) >= (a.times?.at(-1) ?? 0) ? b : a), undefined);
    if (latest === undefined) return [];
    const { items, times } = latest;
    const from = Math.max(0, items.length - count);
    return Array.from(items.subarray(from), (id, i) => ({ item: id < 0 ? null : this.#vocabulary.decode(id), time: times && formatTime(times[from + i]!) }));
  }

  stream(): NextItemStream {
    return new NextItemStream(this.#network, this.#vocabulary);
  }
}

function sectionsOf({ model, file }: SavedModel): SavedNextItem {
  const saved = model as Partial<SavedNextItem> | null;
  if (typeof saved !== 'object' || saved?.task !== NAME || typeof saved.model !== 'object' || typeof saved.data !== 'object') {
    fail('model/other-task', `${file} is not a model of the task ${NAME}`, { file, task: NAME });
  }
  return saved as SavedNextItem;
}

/**
 * Takes an older model's weights over. Items that it lacks come after its own: their rows (or, with one-hot vectors,
 * columns) keep their fresh numbers, and all else must have the same shape.
 */
function startFrom(network: NextItemModel, { tensors, file }: SavedModel): void {
  const merged = new Map<string, NamedArray>();
  for (const [name, { shape, data }] of tensors) {
    const parameter = parametersOf(network).get(name);
    const grows = parameter !== undefined && shape.length === parameter.shape.length && shape.every((extent, axis) => extent <= parameter.shape[axis]!);
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
