import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { train, type TrainConfig } from '../../train/index.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { TaskContext, Training } from '../task.ts';
import type { NextItemTask } from './next-item-task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { nextItem } from './index.ts';

const DISHES = ['짜장', '짬뽕', '볶음밥'];
const config: TrainConfig = { epochs: 30, seed: 7, optimizer: 'adam', lr: 0.01 };

/** Nights from 2025-01-01 on, by the rule; every `skip`-th is missing. */
function orders(nights: number, skip = 9, dishes = DISHES): string {
  const lines = Array.from(
    { length: nights },
    (_, i) => `${new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10)},${dishes[i % dishes.length]}`,
  );
  return ['date,dish', ...lines.filter((_, i) => i % skip !== skip - 1), ''].join('\n');
}

function contextOf(files: Record<string, string>): TaskContext & { notes: string[] } {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

async function prepare(
  files: Record<string, string>,
  data: object,
  model: object = {},
  from?: NextItemTask,
): Promise<Training<NextItemTask> & { context: TaskContext & { notes: string[] } }> {
  const context = contextOf(files);
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const sections = { data: dataSchema.parse(data), model: modelSchema.parse({ cell: 'elman', hidden: 16, ...model }) };
  const training = await nextItem.prepare({ ...sections, seed: 7, batchSize: undefined }, context, saved);
  return { ...training, context };
}

const grid = { file: 'orders.csv', item: 'dish', time: 'date', every: '1d' };

/** Visitors of a shop: each walks A → B → C → D → A … from a page of their own. */
const clicks = [
  'user,page,time',
  ...Array.from({ length: 60 }, (_, u) =>
    Array.from({ length: 3 + (u % 5) }, (_, t) => `u${u},${'ABCD'[(u + t) % 4]},${1_700_000_000 + u * 1000 + t}`),
  ).flat(),
  '',
].join('\n');
const walk = { file: 'clicks.csv', item: 'page', time: 'time', group: 'user' };

describe('the lunch rule', () => {
  let training: Awaited<ReturnType<typeof prepare>>;
  beforeAll(async () => {
    training = await prepare({ 'orders.csv': orders(300) }, grid);
    await train({ trainable: training.trainable, config });
  });

  test('is learnt: from a cold start each dish is followed by the right one for two weeks', () => {
    for (const [i, dish] of DISHES.entries()) {
      const predictions = training.task.predict({ inputs: [dish], steps: 14 });
      expect(predictions.map(({ item }) => item)).toEqual(
        Array.from({ length: 14 }, (_, t) => DISHES[(i + 1 + t) % 3]),
      );
      expect(predictions.every(({ probability }) => probability! > 0.9)).toBe(true);
    }
  });

  test('holds across unknown nights, which the prediction fills', () => {
    const [prediction] = training.task.predict({ inputs: ['짜장', '', ''], top: 3 });
    expect(prediction).toMatchObject({ item: '짜장', step: 1 });
    expect(prediction!.top.map(({ item }) => item).toSorted()).toEqual(DISHES.toSorted());
    expect(prediction!.top.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  });

  test('gives a held-out accuracy of 1, with the baselines beside it', async () => {
    const { split, metrics, baselines } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['accuracy']).toBe(1);
    expect(baselines['popularity']!['accuracy']).toBeLessThan(0.5);
    expect(baselines['markov']!['accuracy']).toBeGreaterThan(0.8);
    expect(baselines['markov']!['predictions']).toBe(metrics['predictions']);
  });

  test('says the last steps, with the nights nobody recorded', async () => {
    const recent = await training.task.recent(training.context, 10);
    expect(recent).toHaveLength(10);
    expect(recent.filter(({ item }) => item === null)).toHaveLength(1);
    expect(recent.at(-1)!.time).toBe('2025-10-27');
  });

  test('survives saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as NextItemTask;
    expect(sha256(opened.save())).toBe(sha256(bytes));
    expect(opened.predict({ inputs: ['짬뽕'], steps: 3, top: 3 })).toEqual(
      training.task.predict({ inputs: ['짬뽕'], steps: 3, top: 3 }),
    );
  });

  test('streams: a prediction after each input, the same as asking with the whole history', () => {
    const stream = training.task.stream();
    stream.step('짜장', 3);
    const streamed = stream.step('짬뽕', 3);
    expect([streamed]).toEqual(training.task.predict({ inputs: ['짜장', '짬뽕'], top: 3 }));
    stream.reset();
    expect([stream.step('짬뽕', 3)]).toEqual(training.task.predict({ inputs: ['짬뽕'], top: 3 }));
  });

  test('is looked into: at each step what it would predict, and what it keeps in mind', () => {
    const history = ['짜장', '', '볶음밥'];
    const { predictions, parts } = training.task.trace(history.join('\n'));
    expect(predictions.map(({ step, input }) => [step, input])).toEqual([
      [1, '짜장'],
      [2, ''],
      [3, '볶음밥'],
    ]);
    const [asked] = training.task.predict({ inputs: history, top: 10 });
    expect(predictions.at(-1)!.top).toEqual(asked!.top);
    expect(parts.map(({ name, shape }) => [name, shape])).toEqual([['h_l0', [3, 16]]]);
    // A step does not change with what comes after it.
    expect(parts[0]!.values.slice(0, 16)).toEqual(training.task.trace('짜장').parts[0]!.values);
    expect(() => training.task.trace('')).toThrow(expect.objectContaining({ code: 'input/empty' }));
  });

  test('refuses a dish it never saw, and suggests near ones', () => {
    expect(() => training.task.predict({ inputs: ['짬봉'] })).toThrow(/"짬봉" is not known.*did you mean "짬뽕"/);
    expect(() => training.task.predict({ inputs: [''] })).toThrow(/at least one known item/);
    expect(() => training.task.predict({ inputs: ['짜장'], steps: 0 })).toThrow(/above 0/);
    expect(() => training.task.predict({ inputs: ['짜장'], top: 1.5 })).toThrow(/above 0/);
  });

  test('takes a new dish in: an older model learns on with the vocabulary grown', async () => {
    const before = training.task.predict({ inputs: ['짜장'], top: 3 })[0]!;
    const menu = [...DISHES, '탕수육'];
    const grown = await prepare({ 'orders.csv': orders(200, 9, menu) }, grid, {}, training.task);
    expect(grown.task.labels).toEqual(menu);
    expect(grown.task.predict({ inputs: ['짜장'] })[0]!.item).toBe(before.item);
    await train({ trainable: grown.trainable, config });
    expect(grown.task.predict({ inputs: ['볶음밥'], steps: 2 }).map(({ item }) => item)).toEqual(['탕수육', '짜장']);
  });

  test('does not take over a model of another size', async () => {
    await expect(prepare({ 'orders.csv': orders(60) }, grid, { hidden: 8 }, training.task)).rejects.toThrow(
      /do not fit the model/,
    );
  });
});

describe('many sequences', () => {
  for (const [name, model] of Object.entries({
    'one-hot': {},
    'an embedding': { embedding: 8 },
    'a tied embedding': { tied: true },
    'a sampled softmax': { softmax: 'sampled', samples: 2, embedding: 8 },
    'two layers of LSTM with dropout': {
      cell: 'lstm',
      layers: 2,
      dropout: 0.2,
      inputDropout: 0.1,
      outputDropout: 0.1,
      forgetBias: 1,
    },
    'a GRU': { cell: 'gru' },
  })) {
    test(`are learnt with ${name}`, async () => {
      const { trainable, task } = await prepare({ 'clicks.csv': clicks }, walk, model);
      await train({ trainable, config: { ...config, lr: 0.02 } });
      expect(task.predict({ inputs: ['B', 'C'], steps: 4 }).map(({ item }) => item)).toEqual(['D', 'A', 'B', 'C']);
    });
  }

  test('longer than the window are cut, and no target is lost', async () => {
    const long = ['page', ...Array.from({ length: 103 }, (_, i) => 'ABC'[i % 3]), ''].join('\n');
    const { trainable } = await prepare(
      { 'long.csv': long },
      { file: 'long.csv', item: 'page', window: 10, split: { by: 'time' } },
    );
    const { Random } = await import('../../util/random.ts');
    for (const seed of [1, 2, 3]) {
      const pieces = trainable.batches(1, new Random(seed)).flat() as Int32Array[];
      expect(pieces.reduce((n, piece) => n + piece.length - 1, 0)).toBe(102);
      expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(11);
    }
  });

  test('of another file are evaluated with unknown items left out', async () => {
    const other = 'user,page,time\nx,A,1700000000\nx,B,1700000001\nx,Q,1700000002\nx,C,1700000003\n';
    const { task, context } = await prepare({ 'clicks.csv': clicks, 'other.csv': other }, walk);
    const { split, metrics } = await task.evaluate(context, { data: 'other.csv' });
    expect(split).toBe('all');
    expect(metrics['predictions']).toBe(2);
    expect(context.notes).toContain('data/unknown-items');
  });

  test('of data that has changed since are evaluated with the items the model knows', async () => {
    const { task } = await prepare({ 'clicks.csv': clicks }, walk);
    const changed = contextOf({ 'clicks.csv': clicks.replaceAll(',A,', ',Q,') });
    const { metrics } = await task.evaluate(changed, { split: 'train' });
    expect(metrics['predictions']).toBeGreaterThan(10);
  });

  test('of another file are evaluated without baselines where the first data are gone', async () => {
    const { task } = await prepare({ 'clicks.csv': clicks }, walk);
    const moved = contextOf({ 'other.csv': clicks });
    const { baselines } = await task.evaluate(moved, { data: 'other.csv' });
    expect(baselines).toEqual({});
    expect(moved.notes).toEqual(['data/no-baselines']);
  });

  test('drawn apart still tell the last steps in the data', async () => {
    const { task, context } = await prepare(
      { 'clicks.csv': clicks },
      { ...walk, split: { by: 'fraction', validation: 0.2, test: 0.2, seed: 3 } },
    );
    const recent = await task.recent(context, 3);
    expect(recent.at(-1)!.time).toMatch(/^2023-11-15/);
  });

  test('in files of their own serve validation and test', async () => {
    const { summary, trainable } = await prepare(
      { 'clicks.csv': clicks, 'v.csv': clicks, 't.csv': clicks },
      { ...walk, validation: 'v.csv', test: 't.csv' },
    );
    expect(summary['validation']).toBe(summary['test']);
    expect(summary['train']).toBe(summary['test']);
    expect(trainable.validate()).toMatchObject({ predictions: summary['validation'] });
  });

  test('have items left out that are too rare', async () => {
    const { task } = await prepare({ 'clicks.csv': `${clicks}u0,Z,1700000009\n` }, { ...walk, minCount: 2 });
    expect(task.labels).not.toContain('Z');
  });

  test('rank a large vocabulary by recall and MRR', async () => {
    const wide = ['user,page', ...Array.from({ length: 300 }, (_, i) => `u${i % 30},p${i % 50}`), ''].join('\n');
    const { trainable } = await prepare({ 'wide.csv': wide }, { file: 'wide.csv', item: 'page', group: 'user' });
    expect(trainable.monitor).toEqual({ metric: 'recall@20', higherIsBetter: true });
    expect(Object.keys(trainable.validate()!)).toEqual([
      'loss',
      'accuracy',
      'recall@5',
      'mrr@5',
      'recall@10',
      'mrr@10',
      'recall@20',
      'mrr@20',
      'predictions',
    ]);
  });
});

describe('bad data gets one clear error', () => {
  const cases: [string, Record<string, string>, object, RegExp][] = [
    ['an empty file', { 'orders.csv': '' }, grid, /orders\.csv is empty/],
    ['a header alone', { 'orders.csv': 'date,dish\n' }, grid, /holds no rows below its header/],
    ['a single order', { 'orders.csv': 'date,dish\n2025-01-01,짜장\n' }, grid, /no sequence has two items or more/],
    ['a missing column', { 'orders.csv': orders(30) }, { ...grid, item: 'dsh' }, /dsh.*dish/s],
    [
      'a date that cannot be read',
      { 'orders.csv': 'date,dish\n2025-01-01,짜장\nsoon,짬뽕\n' },
      grid,
      /orders\.csv, line 3.*soon/,
    ],
    [
      'dates out of order, when that is not allowed',
      { 'orders.csv': 'date,dish\n2025-01-02,짜장\n2025-01-01,짬뽕\n' },
      { ...grid, order: 'strict' },
      /line 3.*line 2/,
    ],
    [
      'two orders on one night',
      { 'orders.csv': 'date,dish\n2025-01-01,짜장\n2025-01-01,짬뽕\n' },
      grid,
      /lines 2 and 3/,
    ],
    [
      'a grid without times',
      { 'orders.csv': orders(30) },
      { file: 'orders.csv', item: 'dish', every: '1d' },
      /needs data\.time/,
    ],
    ['tied tables of different size', { 'clicks.csv': clicks }, walk, /model\.tied needs/],
  ];
  for (const [what, files, data, message] of cases) {
    test(what, async () => {
      await expect(prepare(files, data, what.startsWith('tied') ? { tied: true, embedding: 8 } : {})).rejects.toThrow(
        message,
      );
    });
  }

  test('a file that is not there', async () => {
    await expect(prepare({}, grid)).rejects.toMatchObject({ code: 'io/not-found' });
  });

  test('a part that does not exist', async () => {
    const { task, context } = await prepare({ 'clicks.csv': clicks }, walk);
    await expect(task.evaluate(context, { split: 'tset' })).rejects.toThrow(/no part "tset"/);
  });

  test('a part named like a part of every object', async () => {
    const { task, context } = await prepare({ 'clicks.csv': clicks }, walk);
    await expect(task.evaluate(context, { split: 'constructor' })).rejects.toThrow(/no part "constructor"/);
  });

  test('a file of which the model knows nothing', async () => {
    const { task, context } = await prepare(
      { 'clicks.csv': clicks, 'new.csv': 'user,page,time\nx,Q,1700000000\nx,R,1700000001\n' },
      walk,
    );
    await expect(task.evaluate(context, { data: 'new.csv' })).rejects.toThrow(
      /no two items in a row that this model knows/,
    );
  });

  test('a config in a model file that its weights do not bear out', async () => {
    const { task } = await prepare({ 'clicks.csv': clicks }, walk);
    const saved = readSaved(task.save(), { file: 'm.safetensors' });
    const model = saved.model as { model: object };
    for (const wrong of [
      null,
      { ...model.model, hidden: 2 ** 20 },
      { ...model.model, layers: 1e8 },
      { ...model.model, embedding: 1e9 },
      { ...model.model, cell: 'toString' },
    ]) {
      expect(() => nextItem.open({ ...saved, model: { ...model, model: wrong } })).toThrow(/m\.safetensors is damaged/);
    }
  });

  test('a model of another task', () => {
    expect(() => nextItem.open({ model: { task: 'weather' }, tensors: new Map(), file: 'w.safetensors' })).toThrow(
      /not a model of the task next-item/,
    );
  });
});

describe('guessing a config', () => {
  test('finds item, time and group by name and content', async () => {
    const { data, model } = await nextItem.guess('clicks.csv', contextOf({ 'clicks.csv': clicks }));
    expect(Object.fromEntries(data.map(({ key, value }) => [key, value]))).toEqual({
      file: 'clicks.csv',
      item: 'page',
      time: 'time',
      group: 'user',
    });
    expect(model.map(({ key }) => key)).toEqual(['cell', 'hidden']);
    expect(data.every(({ comment }) => comment.en !== '' && comment.ko !== '')).toBe(true);
  });
});
