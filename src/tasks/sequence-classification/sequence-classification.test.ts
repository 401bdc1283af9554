import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { train, type TrainConfig } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { TaskContext, Training } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { sequenceClassification } from './index.ts';
import type { SequenceClassificationTask } from './sequence-classification-task.ts';

type Files = Record<string, string>;
interface Context extends TaskContext {
  readonly notes: string[];
}

function contextOf(files: Files): Context {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

async function prepare(
  files: Files,
  data: object,
  model: object = {},
  from?: SequenceClassificationTask,
): Promise<Training<SequenceClassificationTask> & { context: Context }> {
  const context = contextOf(files);
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const sections = {
    data: dataSchema.parse(data),
    model: modelSchema.parse({ cell: 'gru', hidden: 12, embedding: 8, ...model }),
  };
  const training = await sequenceClassification.prepare({ ...sections, seed: 7, batchSize: 8 }, context, saved);
  return { ...training, context };
}

const config: TrainConfig = { epochs: 12, seed: 7, optimizer: 'adam', lr: 0.02, clipNorm: 1 };

/** Sentences that are good when their negations are even in number: no word alone says which. */
function negations(count: number, seed = 1): [label: string, text: string][] {
  const rng = new Random(seed);
  const fillers = ['the', 'film', 'was', 'said', 'to', 'be'];
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: 3 + rng.below(6) }, () =>
      rng.uniform() < 0.3 ? 'not' : fillers[rng.below(6)]!,
    );
    return [words.filter((word) => word === 'not').length % 2 === 0 ? 'good' : 'bad', words.join(' ')];
  });
}

const csv = (rows: readonly (readonly string[])[], head = 'label,text'): string =>
  [head, ...rows.map((row) => row.join(',')), ''].join('\n');

describe('sentences with a rule', () => {
  let training: Awaited<ReturnType<typeof prepare>>;
  const files = { 'train.csv': csv(negations(400)), 'more.csv': csv(negations(60, 9)) };

  beforeAll(async () => {
    training = await prepare(files, { file: 'train.csv' }, { pooling: 'last' });
    await train({ trainable: training.trainable, config });
  });

  test('are learnt, which no bag of words can: the baselines stand beside', async () => {
    expect(training.summary).toEqual({ labels: 2, tokens: 8, train: 320, validation: 40, test: 40 });
    const { split, metrics, baselines, classes } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['accuracy']).toBeGreaterThan(0.94);
    expect(baselines['naive-bayes']!['accuracy']).toBeLessThan(0.8);
    expect(baselines['majority']!['accuracy']).toBeLessThan(0.7);
    expect(classes!.labels).toEqual(['bad', 'good']);
    expect(classes!.confusion!.flat().reduce((a, b) => a + b, 0)).toBe(metrics['predictions']);
    const whole = await training.task.evaluate(training.context, { data: 'more.csv' });
    expect([whole.split, whole.metrics['predictions']]).toEqual(['all', 60]);
    expect(whole.baselines['naive-bayes']!['predictions']).toBe(60);
  });

  test('are answered one by one, with what each word did for the answer', () => {
    const inputs = ['the film was not to be', 'not the film was not said'];
    const [bad, good] = training.task.predict({ inputs, top: 2, explain: true });
    expect(bad).toMatchObject({ item: 'bad', step: 1, input: inputs[0], sequence: 1 });
    expect(good).toMatchObject({ item: 'good', sequence: 2 });
    expect(good!.top[0]!.probability + good!.top[1]!.probability).toBeCloseTo(1, 5);
    expect(bad!.contributions!.map(({ step }) => step)).toEqual(inputs[0]!.split(' '));
    expect(training.task.predict({ inputs: [inputs[1]!], top: 2 })[0]!.probability).toBe(good!.probability);
  });

  test('may hold words never met, which the answer calls by their own names', () => {
    const [answer] = training.task.predict({ inputs: ['the 영화 was'], explain: true });
    expect(answer!.contributions!.map(({ step }) => step)).toEqual(['the', '영화', 'was']);
    expect(answer!.contributions!.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test('are read word by word: what each is taken for as far as it goes, and the state there', () => {
    const text = 'not the film was 영화 not said';
    const { predictions, parts } = training.task.trace(text);
    const words = text.split(' ');
    expect(predictions.map(({ input, step }) => [step, input])).toEqual(words.map((word, t) => [t + 1, word]));
    predictions.forEach(({ top, item, probability }, t) => {
      const [alone] = training.task.predict({ inputs: [words.slice(0, t + 1).join(' ')], top: 2 });
      expect({ top, item, probability }).toEqual({
        top: alone!.top,
        item: alone!.item,
        probability: alone!.probability,
      });
    });
    const [whole] = training.task.predict({ inputs: [text], explain: true });
    expect(predictions.at(-1)!.contributions).toEqual(whole!.contributions);
    expect(parts.map(({ name, shape }) => [name, shape])).toEqual([['states', [7, 24]]]);
    // Of the direction that reads forth, the states of a part of the text are those of the whole.
    const half = training.task.trace('not the film was').parts[0]!.values;
    for (let t = 0; t < 4; t++)
      expect(half.slice(t * 24, t * 24 + 12)).toEqual(parts[0]!.values.slice(t * 24, t * 24 + 12));
    expect(() => training.task.trace(' ')).toThrow(expect.objectContaining({ code: 'input/empty-text' }));
  });

  test('come from a file too: a table needs no labels, any other has a text a line', async () => {
    const context = contextOf({
      'asked.csv': 'n,text\n1,the not film\n2,the film\n',
      'asked.txt': 'the not film\n\nthe film\n',
    });
    const fromTable = await training.task.predictFile('asked.csv', {}, context);
    expect(fromTable.map(({ item, input }) => [item, input])).toEqual([
      ['bad', 'the not film'],
      ['good', 'the film'],
    ]);
    expect(await training.task.predictFile('asked.txt', {}, context)).toEqual(fromTable);
  });

  test('survive saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as SequenceClassificationTask;
    expect(sha256(opened.save())).toBe(sha256(bytes));
    const asked = { inputs: ['not not not'], top: 2, explain: true };
    expect(opened.predict(asked)).toEqual(training.task.predict(asked));
    expect(opened.labels).toEqual(['bad', 'good']);
  });

  test('a damaged file is refused before it asks for memory', async () => {
    const { model, ...rest } = readSaved(training.task.save(), { file: 'm.safetensors' });
    const damaged = (change: object): Promise<unknown> => {
      const whole = model as { model: object };
      return openTask({ ...rest, model: { ...whole, model: { ...whole.model, ...change } } });
    };
    for (const change of [{ dense: 1e9 }, { attention: -1 }, { grams: { buckets: 1e9 } }, { embedding: 1e9 }])
      await expect(damaged(change)).rejects.toMatchObject({ code: 'model/config' });
  });

  test('an older model learns on, with new words behind its own', async () => {
    const wider = { 'train.csv': csv(negations(200).map(([label, text]) => [label, text.replace('film', 'book')])) };
    const grown = await prepare(wider, { file: 'train.csv' }, { pooling: 'last' }, training.task);
    expect(grown.summary['tokens']).toBe(9);
    const inputs = ['the film was not said'];
    expect(grown.task.predict({ inputs })).toEqual(training.task.predict({ inputs }));
    const values = {
      'train.csv': csv(
        negations(60).map(([, text], i) => [String(i), text]),
        'label,text',
      ),
    };
    await expect(
      prepare(values, { file: 'train.csv', value: 'label' }, { pooling: 'last' }, training.task),
    ).rejects.toThrow(/answers with a label, but the config asks for a value/);
  });

  test('what cannot be answered is said', async () => {
    const ask =
      (inputs: string[], more: object = {}) =>
      () =>
        training.task.predict({ inputs, ...more });
    expect(ask([])).toThrow(/nothing to answer/);
    expect(ask(['the', ' '])).toThrow(/input 2 is an empty text/);
    expect(ask(['the'], { top: 0 })).toThrow(/above 0/);
    await expect(training.task.evaluate(training.context, { split: 'dev' })).rejects.toThrow(/there is no part "dev"/);
  });
});

/** Series that rise or fall under noise, with a column that says nothing. */
function series(count: number): string {
  const rng = new Random(3);
  const rows: string[] = ['id,time,noise,level,label,slope'];
  for (let i = 0; i < count; i++) {
    const slope = (rng.uniform() < 0.5 ? -1 : 1) * (0.5 + rng.uniform());
    const base = rng.normal() * 10;
    const length = 5 + rng.below(6);
    for (let t = 0; t < length; t++)
      rows.push(
        `s${i},${t},${rng.normal() * 100},${base + slope * t + rng.normal() * 0.2},${slope > 0 ? 'up' : 'down'},${slope}`,
      );
  }
  return `${rows.join('\n')}\n`;
}

describe('series', () => {
  const data = { file: 's.csv', features: ['noise', 'level'], group: 'id', time: 'time', unit: 'word' };

  test('are told apart by their slope, which their mean does not say', async () => {
    const { task, trainable, context, summary } = await prepare({ 's.csv': series(300) }, data, { pooling: 'last' });
    expect(summary).toEqual({ labels: 2, features: 2, train: 240, validation: 30, test: 30 });
    await train({ trainable, config });
    const { metrics, baselines } = await task.evaluate(context, {});
    expect(metrics['accuracy']).toBeGreaterThan(0.9);
    expect(baselines['nearest-centroid']!['accuracy']).toBeLessThan(0.8);
    const asked = contextOf({
      'a.csv': 'id,time,level,noise\nx,1,0,5\nx,2,1,9\nx,3,2,1\nx,4,3,7\ny,1,9,1\ny,2,7,1\ny,3,5,1\n',
    });
    const answers = await task.predictFile('a.csv', { explain: true }, asked);
    expect(answers.map(({ input, item }) => [input, item])).toEqual([
      ['x', 'up'],
      ['y', 'down'],
    ]);
    expect(answers[1]!.contributions!.map(({ step }) => step)).toEqual(['1', '2', '3']);
    expect(() => task.predict({ inputs: ['1 2'] })).toThrow(/give a table of the same columns/);
    const other = contextOf({ 'b.csv': 'id,time,level\nx,1,0\n' });
    await expect(task.predictFile('b.csv', {}, other)).rejects.toThrow(/no column "noise"/);
    const opened = (await openTask(readSaved(task.save(), { file: 'm' }))) as SequenceClassificationTask;
    expect(await opened.predictFile('a.csv', { explain: true }, asked)).toEqual(answers);
  });

  test('have values too: the slope itself, in its own unit', async () => {
    const values = { ...data, features: ['level'], value: 'slope' };
    const { task, trainable, context } = await prepare({ 's.csv': series(300) }, values, {
      pooling: 'last',
      loss: 'huber',
    });
    expect(trainable.monitor).toEqual({ metric: 'rmse', higherIsBetter: false });
    await train({ trainable, config: { ...config, epochs: 25 } });
    const { metrics, baselines, classes } = await task.evaluate(context, {});
    expect(Object.keys(metrics)).toEqual(['rmse', 'mae', 'r2', 'predictions']);
    expect(metrics['r2']).toBeGreaterThan(0.8);
    expect(metrics['rmse']).toBeLessThan(baselines['mean']!['rmse']! * 0.5);
    expect(baselines['mean']!['r2']).toBeLessThan(0.1);
    expect([classes, task.labels]).toEqual([undefined, []]);
    const asked = contextOf({ 'a.csv': 'id,time,level\nx,1,0\nx,2,1\nx,3,2\nx,4,3\nx,5,4\nx,6,5\n' });
    const [answer] = await task.predictFile('a.csv', { explain: true }, asked);
    expect(answer!.value).toBeGreaterThan(0.4);
    expect([answer!.item, answer!.probability, answer!.top]).toEqual([String(answer!.value), undefined, []]);
  });
});

describe('texts', () => {
  const surnames = {
    'n/Korean.txt': 'Kim\nPark\nChoi\nJeong\nKang\nCho\nYoon\nJang\nLim\nHan\nOh\nSeo\n'.repeat(2),
    'n/Greek.txt': 'Adamou\nPapadopoulos\nGeorgiou\nNikolaou\nChristou\nPavlou\nDimou\nIoannou\n'.repeat(2),
    'n/One.txt': 'Single\n',
  };

  test('come from a folder, by letters, jamo or words; a class of one stays in the training part', async () => {
    const { task, trainable, context, summary } = await prepare(
      surnames,
      { file: 'n', unit: 'grapheme', split: { validation: 0.25, test: 0.25 } },
      { classWeights: 'balanced', grams: { tokens: 2, buckets: 64 } },
    );
    expect(summary).toMatchObject({ labels: 3, train: 21, validation: 10, test: 10 });
    expect(context.notes).toEqual(['data/single-example']);
    expect(trainable.monitor.metric).toBe('macroF1');
    await train({ trainable, config });
    expect(task.predict({ inputs: ['Papou'] })[0]!.item).toBe('Greek');
  });

  test('come as labelled lines, each part from its own file', async () => {
    const lines = (count: number, seed: number) =>
      negations(count, seed)
        .map(([label, text]) => `${label} ${text}\n`)
        .join('');
    const data = { file: 'a', validation: 'b', test: 'c', format: 'labelled-lines' };
    const read = await prepare({ a: lines(40, 1), b: lines(5, 2), c: lines(6, 3) }, data);
    expect(read.summary).toMatchObject({ train: 40, validation: 5, test: 6 });
    const again = await prepare({ a: lines(40, 1), b: lines(5, 2), c: lines(6, 3) }, data);
    const other = await prepare({ a: lines(40, 1), b: lines(5, 2), c: lines(6, 4) }, data);
    expect(again.dataHash).toBe(read.dataHash);
    expect(other.dataHash).not.toBe(read.dataHash);
  });

  test('are cut off where a longest length is given, which is noted', async () => {
    const rows = [...negations(40), ['good', 'the film '.repeat(20).trim()]];
    const { context, trainable } = await prepare({ 'a.csv': csv(rows) }, { file: 'a.csv', maxLength: 10 });
    expect(context.notes).toEqual(['data/cut-off']);
    const sizes = trainable.batches(1, new Random(1)).map((batch) => trainable.sizing!.sizeOf(batch).steps);
    expect(Math.max(...sizes)).toBe(10);
  });

  test('begin with word vectors, which may stay as they are', async () => {
    const files = { 'a.csv': csv(negations(60)), 'v.txt': 'film 1 2 3 4 5 6 7 8\nelsewhere 0 0 0 0 0 0 0 0\n' };
    const data = { file: 'a.csv', vectors: 'v.txt' };
    const frozen = await prepare(files, data, { freezeVectors: true });
    expect(frozen.context.notes).toEqual(['data/vectors-found']);
    const table = async (training: typeof frozen) => {
      const saved = readSaved(training.task.save(), { file: 'm' });
      const { tokens } = (saved.model as { vocabulary: { tokens: { items: string[] } } }).vocabulary;
      const row = tokens.items.indexOf('film');
      return saved.tensors.get('front.embedding.weight')!.data.slice(row * 8, row * 8 + 8);
    };
    const given = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(await table(frozen)).toEqual(given);
    await train({ trainable: frozen.trainable, config: { ...config, epochs: 1 } });
    expect(await table(frozen)).toEqual(given);
    const free = await prepare(files, data);
    await train({ trainable: free.trainable, config: { ...config, epochs: 1 } });
    expect(await table(free)).not.toEqual(given);
    await expect(prepare(files, data, { embedding: 4 })).rejects.toThrow(
      /vectors of 8 numbers, but model\.embedding is 4/,
    );
  });

  test.each([
    [{ 'a.csv': 'label,text\nx,one\n' }, {}, /all of what is learnt from has the label "x"/],
    [{ 'a.csv': 'label,text\nx,one\ny,\n' }, {}, /a\.csv, line 3: column "text" is empty/],
    [{ 'a.csv': 'label,words\nx,one\n' }, {}, /no column "text"; its columns are "label", "words"/],
    [
      { 'a.csv': 'label,text\nx,one\ny,two\n', 'b.csv': 'label,text\nz,one\n' },
      { test: 'b.csv' },
      /b\.csv, line 2: the label "z" does not stand/,
    ],
    [
      { 'a.csv': 'label,text\n1,one\ntwo,two\n' },
      { value: 'label' },
      /line 3: "two" in column "label" is not a number/,
    ],
    [{ 'a.csv': 'label,text\n1,2\n' }, { features: ['text'] }, /data\.features needs data\.group/],
    [
      { 'a.csv': 'label,text,g\n1,2,3\n' },
      { features: ['text'], group: 'g', format: 'labelled-lines' },
      /labelled-lines has none/,
    ],
  ] as [Files, object, RegExp][])('that cannot be read are refused: %j', async (files, data, message) => {
    await expect(prepare(files, { file: 'a.csv', ...data })).rejects.toThrow(message);
  });

  test('settings that do not fit are refused', async () => {
    const files = { 'a.csv': csv(negations(40)), 's.csv': series(10) };
    const own = { file: 's.csv', features: 'rest', group: 'id', vectors: 'v.txt' };
    await expect(prepare(files, { file: 'a.csv' }, { classWeights: { goood: 2 } })).rejects.toThrow(
      /did you mean "good"/,
    );
    await expect(prepare(files, { file: 'a.csv' }, { grams: { letters: [4, 2] } })).rejects.toThrow(
      /put the smaller number first/,
    );
    await expect(prepare(files, own, { grams: {} })).rejects.toThrow(/measurements have none/);
    await expect(prepare(files, own)).rejects.toThrow(/measurements have none/);
  });
});

describe('a first config', () => {
  const valuesOf = async (files: Files, file: string) => {
    const { data } = await sequenceClassification.guess(file, contextOf(files));
    return Object.fromEntries(data.map(({ key, value }) => [key, value]));
  };

  test('is guessed from a table, lines, a folder or a table of measurements', async () => {
    const long = negations(40).map(([label, text]) => [`${text} and so on and so on and so on`, label]);
    expect(await valuesOf({ 'a.csv': csv(long, 'review,sentiment') }, 'a.csv')).toMatchObject({
      text: 'review',
      label: 'sentiment',
      unit: 'word',
      lowercase: true,
    });
    expect(await valuesOf({ a: '1 좋은 영화\n0 나쁜 영화\n' }, 'a')).toMatchObject({
      format: 'labelled-lines',
      unit: 'grapheme',
    });
    expect(await valuesOf({ 'n/A.txt': 'Kim\n', 'n/B.txt': 'Lee\n' }, 'n')).toEqual({
      file: 'n',
      unit: 'grapheme',
      minCount: 2,
    });
    expect(await valuesOf({ 's.csv': series(20) }, 's.csv')).toMatchObject({
      features: 'rest',
      group: 'id',
      label: 'label',
    });
    await expect(valuesOf({ 'a.csv': 'x,y\n1,2\n' }, 'a.csv')).rejects.toThrow(/no column looks like a label/);
  });
});
