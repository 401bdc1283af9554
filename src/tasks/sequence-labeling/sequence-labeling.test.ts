import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { train, type TrainConfig } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { Prediction, TaskContext, Training } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { sequenceLabeling } from './index.ts';
import type { LabelingTask } from './labeling-task.ts';
import { bioOf, mayEnd, mayFollow } from './tags.ts';

type Context = TaskContext & { notes: string[] };

function contextOf(files: Record<string, string>): Context {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

async function prepare(
  files: Record<string, string>,
  data: object,
  model: object = {},
  from?: LabelingTask,
): Promise<Training<LabelingTask> & { context: Context }> {
  const context = contextOf(files);
  const sections = { data: dataSchema.parse(data), model: modelSchema.parse({ hidden: 12, embedding: 12, ...model }) };
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const training = await sequenceLabeling.prepare({ ...sections, seed: 7, batchSize: 8 }, context, saved);
  return { ...training, context };
}

const settings: TrainConfig = { epochs: 12, seed: 7, optimizer: 'adam', lr: 0.02 };

/** Requests for flights: the city behind "to" is where it goes, behind "from" where it starts; cities have one or two words. */
function flights(count: number, seed: number): { tokens: string; tags: string } {
  const rng = new Random(seed);
  const cities = ['boston', 'seoul', 'busan', 'new york', 'los angeles', 'san jose'];
  const lines = Array.from({ length: count }, () => {
    const [a, b] = [cities[rng.below(6)]!, cities[rng.below(6)]!];
    const tagged = (city: string, type: string): string[] =>
      city.split(' ').map((word, i) => `${word}|${i === 0 ? 'B' : 'I'}-${type}`);
    const from = ['from|O', ...tagged(a, 'from')];
    const to = ['to|O', ...tagged(b, 'to')];
    const parts = rng.below(2) === 0 ? [...from, ...to] : [...to, ...from];
    return [...(rng.below(2) === 0 ? ['show|O', 'flights|O'] : ['a|O', 'ticket|O', 'please|O']), ...parts];
  });
  const part = (i: number): string =>
    lines.map((line) => line.map((word) => word.split('|')[i]).join(' ')).join('\n') + '\n';
  return { tokens: part(0), tags: part(1) };
}

const [trainFlights, validFlights] = [flights(80, 1), flights(30, 2)];
const flightFiles = {
  'train.in': trainFlights.tokens,
  'train.out': trainFlights.tags,
  'valid.in': validFlights.tokens,
  'valid.out': validFlights.tags,
};
const flightData = { file: 'train.in', tags: 'train.out', test: 'valid.in', testTags: 'valid.out' };

/** Rows of one number, ±1 and a little noise: the label is the sign of the number `ago` rows before (0 at the ends). */
function signs(sequences: number, length: number, ago: number, seed: number): string {
  const rng = new Random(seed);
  const lines = ['x,noise,label,video'];
  for (let s = 0; s < sequences; s++) {
    const xs = Array.from({ length }, () => (rng.below(2) === 0 ? -1 : 1));
    xs.forEach((x, t) => {
      const other = xs[t - ago];
      const label = other === undefined ? 'none' : other > 0 ? 'up' : 'down';
      lines.push(`${x + 0.1 * rng.normal()},${rng.normal()},${label},v${s}`);
    });
  }
  return lines.join('\n') + '\n';
}

const signData = { file: 'signs.csv', label: 'label', features: ['x', 'noise'], group: 'video' };

describe('spans in texts', () => {
  let training: Awaited<ReturnType<typeof prepare>>;
  beforeAll(async () => {
    training = await prepare(flightFiles, flightData, { cell: 'lstm', crf: true });
    await train({ trainable: training.trainable, config: settings });
  });

  test('are found, each word at its place', async () => {
    const { split, metrics, baselines, classes } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['f1']).toBe(1);
    expect(metrics['accuracy']).toBe(1);
    expect(classes?.labels).toEqual(['from', 'to']);
    expect(classes?.confusion).toBeUndefined();
    expect(classes?.scores[0]?.support).toBe(30);
    // A city by itself does not say whether one flies to it or from it.
    expect(baselines['token']!['f1']).toBeLessThan(0.8);
    expect(baselines['majority']!['f1']).toBe(0);
  });

  test('are answered word by word, of several texts apart', () => {
    const told = training.task.predict({ inputs: ['to new york from seoul', 'from busan'], top: 2 });
    expect(told.map(({ input, item }) => `${input} ${item}`)).toEqual([
      'to O',
      'new B-to',
      'york I-to',
      'from O',
      'seoul B-from',
      'from O',
      'busan B-from',
    ]);
    expect(told.map(({ sequence, step }) => [sequence, step])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
      [1, 5],
      [2, 1],
      [2, 2],
    ]);
    expect(told.every(({ probability, top }) => probability! > 0.5 && top.length === 2)).toBe(true);
    expect(told[0]!.probability).toBeCloseTo(told[0]!.top[0]!.probability, 12);
    expect(() => training.task.predict({ inputs: [' '] })).toThrow(/input 1 is empty/);
    expect(() => training.task.predict({ inputs: ['to seoul'], top: 0 })).toThrow(/above 0/);
  });

  test('a file is answered as the data section describes it, without tags', async () => {
    const context = contextOf({ 'mine.in': 'to seoul\nfrom new york\n' });
    const told = await training.task.predictFile('mine.in', {}, context);
    expect(told.map(({ item }) => item)).toEqual(['O', 'B-to', 'O', 'B-from', 'I-from']);
  });

  test('survive saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as LabelingTask;
    expect(sha256(opened.save())).toBe(sha256(bytes));
    expect(opened.predict({ inputs: ['to los angeles'], top: 3 })).toEqual(
      training.task.predict({ inputs: ['to los angeles'], top: 3 }),
    );
    expect(opened.labels).toEqual(['B-from', 'B-to', 'I-from', 'I-to', 'O']);
  });

  test('an older model learns on', async () => {
    const again = await prepare(flightFiles, flightData, { cell: 'lstm', crf: true }, training.task);
    expect(again.task.predict({ inputs: ['to seoul'] })).toEqual(training.task.predict({ inputs: ['to seoul'] }));
  });

  test('of another file are measured, its tags beside it by name', async () => {
    const context = contextOf({ ...flightFiles, 'more.in': 'to seoul\n', 'more.out': 'O B-to\n' });
    const { split, metrics, baselines } = await training.task.evaluate(context, { data: 'more.in' });
    expect([split, metrics['f1'], metrics['predictions']]).toEqual(['all', 1, 2]);
    expect(Object.keys(baselines)).toEqual(['majority', 'token']);
    await expect(training.task.evaluate(context, { data: 'more.txt' })).rejects.toThrow(/has to end in "in"/);
    const alone = contextOf({ 'more.in': 'to seoul\n', 'more.out': 'O B-to\n' });
    expect((await training.task.evaluate(alone, { data: 'more.in' })).baselines).toEqual({});
    expect(alone.notes).toEqual(['data/no-baselines']);
  });

  test('cannot be streamed, and why is said', async () => {
    expect(() => training.task.stream()).toThrow(/from its end as well.*bidirectional: false/);
    const ahead = await prepare(flightFiles, flightData, { crf: true, bidirectional: false });
    expect(() => ahead.task.stream()).toThrow(/model.crf: false/);
  });

  test('with letters, words that training never showed are told by how they are spelt', async () => {
    const words = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, i) => {
        const stem = Array.from({ length: 4 }, (_unused, k) => 'abcdefgh'[((from + i) * 7 + k * 3) % 8]).join('');
        return `${stem}${from + i}${i % 2 === 0 ? 'ing' : 'ed'} ${i % 2 === 0 ? 'GERUND' : 'PAST'}${i % 5 === 4 ? '\n' : ''}`;
      }).join('\n');
    const files = { 'a.txt': `${words(0, 200)}\n`, 'b.txt': `${words(200, 260)}\n` };
    const spelt = await prepare(
      files,
      { file: 'a.txt', test: 'b.txt', split: { by: 'fraction' } },
      {
        letters: { embedding: 8, hidden: 8 },
        unknownRate: 0.5,
      },
    );
    await train({ trainable: spelt.trainable, config: settings });
    const { metrics, baselines } = await spelt.task.evaluate(spelt.context, {});
    expect(metrics['accuracy']).toBeGreaterThan(0.95);
    expect(baselines['token']!['accuracy']).toBeLessThan(0.6);
  });
});

describe('rows of numbers', () => {
  const learnt = async (ago: number, model: object): Promise<Training<LabelingTask> & { context: Context }> => {
    const training = await prepare({ 'signs.csv': signs(30, 40, ago, 3) }, { ...signData, window: 20 }, model);
    await train({ trainable: training.trainable, config: settings });
    return training;
  };

  test('what needs the past is learnt by a network that reads ahead', async () => {
    const { task, context } = await learnt(1, { cell: 'gru', bidirectional: false });
    const { metrics, baselines, classes } = await task.evaluate(context, {});
    expect(metrics['accuracy']).toBeGreaterThan(0.98);
    expect(metrics['segmentF1@50']).toBeGreaterThan(0.95);
    expect(Object.keys(metrics)).toEqual([
      'loss',
      'accuracy',
      'macroF1',
      'segmentF1@10',
      'segmentF1@25',
      'segmentF1@50',
      'edit',
      'predictions',
    ]);
    // A row by itself says nothing.
    expect(baselines['nearest']!['accuracy']).toBeLessThan(0.65);
    expect(classes?.labels).toEqual(['down', 'none', 'up']);
    expect(classes?.confusion).toHaveLength(3);
  });

  test('what needs what follows is learnt only by one that reads from both ends', async () => {
    const [both, ahead] = [await learnt(-1, { bidirectional: true }), await learnt(-1, { bidirectional: false })];
    expect((await both.task.evaluate(both.context, {})).metrics['accuracy']).toBeGreaterThan(0.97);
    expect((await ahead.task.evaluate(ahead.context, {})).metrics['accuracy']).toBeLessThan(0.65);
  });

  test('a stream gives the bits of the whole sequence, through all that is derived of rows', async () => {
    const derive = [{ smooth: 2 }, { delta: [1, 3], speed: 2 }];
    const text = signs(12, 15, 1, 5);
    for (const cell of ['gru', 'lstm', 'elman', 'lstm-layer-norm']) {
      const { task, trainable } = await prepare(
        { 'signs.csv': text },
        { ...signData, derive },
        { cell, layers: 2, bidirectional: false },
      );
      await train({ trainable, config: { ...settings, epochs: 1 } });
      const rows = text
        .split('\n')
        .slice(1, 16)
        .map((line) => line.split(',').slice(0, 2).join(','));
      const whole = task.predict({ inputs: rows, top: 3 });
      const stream = task.stream();
      expect(stream.step('x,noise')).toBeUndefined();
      const streamed = rows.map((row) => stream.step(row, 3));
      expect(streamed).toEqual(whole);
      stream.reset();
      expect([stream.step('x,noise'), stream.step(rows[0]!, 3)]).toEqual([undefined, whole[0]]);
      expect(whole).toHaveLength(15);
    }
  });

  test('words stream too', async () => {
    const { task } = await prepare(flightFiles, flightData, { bidirectional: false, letters: {} });
    const stream = task.stream();
    const told = ['to', 'new', 'york', 'x'].map((word) => stream.step(word, 2) as Prediction);
    expect(told).toEqual(task.predict({ inputs: ['to new york x'], top: 2 }));
    expect(() => stream.step('two words')).toThrow(/one token at a time, got 2/);
  });

  test('a table is answered by the names of its columns, without labels', async () => {
    const text = signs(12, 15, 1, 5);
    const { task } = await prepare({ 'signs.csv': text }, signData, { bidirectional: false });
    const lines = text
      .split('\n')
      .slice(0, 16)
      .map((line) => line.split(','));
    const turned = lines.map(([x, noise, , video]) => [video, noise, x].join(',')).join('\n');
    const context = contextOf({ 'turned.csv': turned });
    const rows = lines.slice(1).map(([x, noise]) => `${x},${noise}`);
    expect(await task.predictFile('turned.csv', {}, context)).toEqual(task.predict({ inputs: rows }));
    expect(() => task.predict({ inputs: ['1'] })).toThrow(/2 numbers parted by commas \(x, noise\), got 1/);
    expect(() => task.predict({ inputs: ['1,b'] })).toThrow(/"b" for the column "noise" is not a number/);
    expect(() => task.predict({ inputs: ['x,noise'] })).toThrow(/there are no rows/);
  });

  test('a small model is opened again; one whose config asks for more than there are numbers for is not', async () => {
    const small = await prepare({ 'signs.csv': signs(12, 5, 1, 5) }, signData, {
      hidden: 2,
      bidirectional: false,
      embedding: 100,
    });
    const saved = readSaved(small.task.save(), { file: 'm.safetensors' });
    expect((await openTask(saved)).labels).toEqual(['down', 'none', 'up']);
    const { model, ...rest } = saved;
    const sections = model as { model: object };
    for (const change of [{ hidden: 1e6 }, { layers: 1e9 }]) {
      const damaged = { ...sections, model: { ...sections.model, ...change } };
      await expect(openTask({ ...rest, model: damaged })).rejects.toThrow(/do not bear out/);
    }
    const words = readSaved((await prepare(flightFiles, flightData, { letters: {} })).task.save(), { file: 'w' });
    const spelt = words.model as { model: object };
    const damaged = { ...spelt, model: { ...spelt.model, letters: { embedding: 25, hidden: 1e6 } } };
    await expect(openTask({ ...words, model: damaged })).rejects.toThrow(/do not bear out/);
    await expect(openTask({ ...words, model: { ...spelt, vocabulary: { scheme: 'x' } } })).rejects.toThrow(
      /does not say which labels/,
    );
  });

  test('files are sequences, and parts go by their names', async () => {
    const files = { 'd/a.csv': signs(1, 12, 1, 1), 'd/b.csv': signs(1, 13, 1, 2), 'd/c.csv': signs(1, 14, 1, 3) };
    const data = { file: Object.keys(files), label: 'label', features: ['x'], split: { by: 'group', test: ['b.csv'] } };
    const { summary } = await prepare(files, data);
    expect(summary).toEqual({ labels: 3, train: 26, validation: 0, test: 13, sequences: 3 });
    await expect(prepare(files, { ...data, split: { by: 'group', test: ['z.csv'] } })).rejects.toThrow(
      /no group is called "z.csv"/,
    );
    const other = { 'd/a.csv': 'x,label\n1,up\n', 'd/b.csv': 'x,label\n1,down\n', 'd/c.csv': 'y,label\n1,up\n' };
    await expect(prepare(other, { ...data, features: 'rest', without: [] })).rejects.toThrow(
      /d\/c.csv has the columns y, but/,
    );
  });

  test('one long recording is cut by position', async () => {
    const { summary } = await prepare(
      { 'signs.csv': signs(1, 100, 1, 1) },
      { ...signData, group: undefined, split: { by: 'position', validation: 0.1, test: 0.2 } },
    );
    expect(summary).toMatchObject({ train: 70, validation: 10, test: 20 });
  });
});

describe('batches', () => {
  test('cut long sequences elsewhere in each epoch, and lose no step', async () => {
    const { trainable } = await prepare({ 'signs.csv': signs(3, 50, 1, 1) }, { ...signData, window: 16 });
    const lengths = (epoch: number): number[] =>
      trainable
        .batches(epoch, new Random(epoch))
        .flatMap((batch) => (batch as { targets: Int32Array }[]).map(({ targets }) => targets.length));
    for (const epoch of [1, 2, 3]) {
      expect(lengths(epoch).reduce((a, b) => a + b, 0)).toBe(150);
      expect(Math.max(...lengths(epoch))).toBeLessThanOrEqual(16);
    }
    expect(lengths(1)).not.toEqual(lengths(2));
  });

  test('a row gets the same answer alone and in a batch', async () => {
    const { task } = await prepare(flightFiles, flightData, { crf: true, letters: {} });
    const inputs = ['to seoul', 'show flights from new york to busan', 'a', 'zzz to los angeles'];
    const together = task.predict({ inputs, top: 2 }).map((one) => ({ ...one, sequence: undefined }));
    expect(together).toEqual(inputs.flatMap((input) => task.predict({ inputs: [input], top: 2 })));
  });
});

describe('tags', () => {
  test('what may follow what', () => {
    const bio = (before: string | undefined, tag: string): boolean => mayFollow('bio', before, tag);
    expect([bio(undefined, 'I-x'), bio('O', 'I-x'), bio('B-y', 'I-x'), bio('I-y', 'I-x')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([bio('B-x', 'I-x'), bio('I-x', 'I-x'), bio('I-x', 'B-x'), bio(undefined, 'O')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const bioes = (before: string | undefined, tag: string): boolean => mayFollow('bioes', before, tag);
    expect([bioes('B-x', 'O'), bioes('B-x', 'B-x'), bioes('E-x', 'I-x'), bioes('B-x', 'E-y')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([bioes('B-x', 'E-x'), bioes('E-x', 'S-y'), bioes('S-x', 'B-x'), bioes('I-x', 'E-x')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([mayEnd('bioes', 'B-x'), mayEnd('bioes', 'E-x'), mayEnd('bio', 'B-x')]).toEqual([false, true, true]);
    expect(bioOf(['I-a', 'I-a', 'B-a', 'O', 'I-b'])).toEqual(['B-a', 'I-a', 'B-a', 'O', 'B-b']);
  });

  const bioFiles = (tags: string): Record<string, string> => ({ 'a.in': 'a b c\n', 'a.out': `${tags}\n` });
  const data = { file: 'a.in', tags: 'a.out' };

  test('that break the scheme are noted, or refused', async () => {
    const { context } = await prepare(bioFiles('O I-x B-x'), data);
    expect(context.notes).toEqual(['data/broken-tags']);
    await expect(prepare(bioFiles('O I-x B-x'), { ...data, strict: true })).rejects.toThrow(
      /a.in, line 1: "I-x" behind "O" goes on with a span that nothing began/,
    );
    await expect(prepare(bioFiles('O X B-x'), { ...data, scheme: 'bio' })).rejects.toThrow(
      /line 1: the tag "X" is none/,
    );
  });

  test('look like spans or like labels; IOB1 is read as BIO', async () => {
    expect((await prepare(bioFiles('O X B-x'), data)).task.labels).toEqual(['B-x', 'O', 'X']);
    const iob1 = await prepare(bioFiles('I-x I-x I-y'), { ...data, scheme: 'iob1' });
    expect(iob1.task.labels).toEqual(['B-x', 'B-y', 'I-x']);
    expect(iob1.context.notes).toEqual([]);
  });

  test('of spans that training never showed count as missed, and are said; of labels they are an error', async () => {
    const files = { ...bioFiles('O B-x O'), 'b.in': 'a b\n', 'b.out': 'B-y B-x\n' };
    const more = { ...data, test: 'b.in', testTags: 'b.out' };
    const { task, context } = await prepare(files, more);
    expect(context.notes).toEqual(['data/unseen-tags']);
    const { metrics, classes } = await task.evaluate(context, {});
    expect(metrics['recall']).toBeLessThanOrEqual(0.5);
    expect(classes?.labels).toContain('y');
    await expect(prepare(files, { ...more, scheme: 'none' })).rejects.toThrow(/b.in, line 1: the label "B-y"/);
    expect((await prepare(files, { ...more, scheme: 'none', rename: { 'B-y': 'B-x' } })).task.labels).toEqual([
      'B-x',
      'O',
    ]);
  });
});

describe('what does not go together is refused', () => {
  test.each<[object, object, RegExp]>([
    [{ file: 'a', tags: 'b', label: 'c' }, {}, /data.label does not go with it: data.tags means/],
    [{ file: 'a', features: 'rest' }, {}, /data.label is missing/],
    [{ file: 'a', token: 'b', column: 1, label: 'c' }, {}, /data.column does not go with it/],
    [{ file: 'a', derive: [{ delta: 1 }] }, {}, /data.derive does not go with it: without data.tags/],
    [{ file: ['a', 'b'], tags: 'c' }, {}, /as many files/],
    [{ file: 'a', tags: 'b', test: 'c' }, {}, /data.test names 1 files and data.testTags 0/],
    [flightData, { crf: true, classWeights: 'balanced' }, /classWeights weighs steps one by one/],
  ])('%j', async (data, model, message) => {
    await expect(prepare(flightFiles, data, model)).rejects.toThrow(message);
  });
});

describe('guesses', () => {
  const guess = async (file: string, text: string): Promise<Record<string, unknown>> => {
    const { data } = await sequenceLabeling.guess(file, contextOf({ [file]: text }));
    return Object.fromEntries(data.map(({ key, value }) => [key, value]));
  };

  test('of tables and columns', async () => {
    expect(await guess('a.csv', 'x,y,phase\n1.5,2.5,rest\n2.5,3.5,move\n')).toEqual({
      file: 'a.csv',
      label: 'phase',
      features: 'rest',
    });
    expect(await guess('a.csv', 'sentence,word,tag\n1,a,O\n1,b,B-x\n')).toEqual({
      file: 'a.csv',
      label: 'tag',
      token: 'word',
      group: 'sentence',
    });
    expect(await guess('a.conll', 'a O\nb O\n')).toEqual({ file: 'a.conll', column: 0, tagColumn: -1 });
    expect(await guess('a.conllu', '# x\n1\ta\t_\tX\n')).toEqual({
      file: 'a.conllu',
      column: 'form',
      tagColumn: 'upos',
    });
    await expect(guess('a.csv', 'x,y\n1.5,2.5\n')).rejects.toThrow(/no column looks like a label/);
    await expect(guess('a.txt', 'a\nb\n')).rejects.toThrow(/no second column/);
  });
});
