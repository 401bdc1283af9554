import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { RunFolder, train, type TrainConfig } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { LanguageModelTask } from './language-model-task.ts';
import type { ScoredStep, TaskContext, Training } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { languageModel } from './index.ts';

const config: TrainConfig = { epochs: 12, seed: 7, optimizer: 'adam', lr: 0.01, clipNorm: 1 };

function contextOf(files: Record<string, string | Uint8Array>): TaskContext & { notes: string[] } {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

async function prepare(
  files: Record<string, string | Uint8Array>,
  data: object,
  model: object = {},
  { from, batchSize }: { from?: LanguageModelTask; batchSize?: number } = {},
): Promise<Training<LanguageModelTask> & { context: TaskContext & { notes: string[] } }> {
  const context = contextOf(files);
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const sections = {
    data: dataSchema.parse({ file: 'a.txt', ...data }),
    model: modelSchema.parse({ cell: 'lstm', hidden: 24, ...model }),
  };
  const training = await languageModel.prepare({ ...sections, seed: 7, batchSize }, context, saved);
  return { ...training, context };
}

const said = (task: LanguageModelTask, request: object = {}): string => [...task.sample(request)].join('');
const meanOf = (steps: readonly ScoredStep[]): number => {
  const scored = steps.flatMap(({ surprise }) => surprise ?? []);
  return scored.reduce((sum, nats) => sum + nats, 0) / scored.length;
};

/** Meals in turn: what comes next takes two lines of memory. */
const meals = Array.from({ length: 240 }, (_, i) => ['아침에 짜장.', '점심에 짬뽕.', '저녁에 볶음밥.'][i % 3]).join(
  '\n',
);

describe('a text by grapheme', () => {
  let training: Awaited<ReturnType<typeof prepare>>;
  beforeAll(async () => {
    training = await prepare({ 'a.txt': meals }, { window: 16 }, {}, { batchSize: 4 });
    await train({ trainable: training.trainable, config });
  });

  test('is learnt across windows: the state is carried', async () => {
    const { split, metrics, baselines } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['perplexity']).toBeLessThan(1.05);
    expect(metrics['bitsPerCharacter']).toBeCloseTo(metrics['loss']! / Math.LN2, 9);
    expect(Object.keys(baselines)).toEqual(['unigram', 'bigram', 'trigram']);
    expect(baselines['trigram']!['loss']).toBeLessThan(baselines['unigram']!['loss']!);
    expect(metrics['loss']).toBeLessThan(baselines['trigram']!['loss']!);
    expect(baselines['unigram']!['predictions']).toBe(metrics['predictions']);
  });

  test('goes on from a prompt, the same for the same seed', () => {
    expect(said(training.task, { prompt: '아침에 짜장.\n', length: 8, temperature: 0 })).toBe('점심에 짬뽕.\n');
    expect(said(training.task, { length: 40, seed: 3 })).toBe(said(training.task, { length: 40, seed: 3 }));
    expect(said(training.task, { length: 60, seed: 3, temperature: 3 })).not.toBe(
      said(training.task, { length: 60, seed: 4, temperature: 3 }),
    );
  });

  test('begins as a line does without a prompt', () => {
    expect(said(training.task, { length: 3, temperature: 0 })).toMatch(/^(?:아침에|점심에|저녁에)$/);
  });

  test('predicts, streams and scores alike', async () => {
    const [next] = training.task.predict({ inputs: ['아침에 짜장.', '점'], top: 2 });
    expect(next).toMatchObject({ item: '심', step: 1 });
    expect(next!.probability).toBeGreaterThan(0.9);
    const stream = training.task.stream();
    stream.step('아침에 짜장.\n');
    expect(stream.step('점', 2)).toEqual(next);
    const { predictions, parts } = training.task.trace('아침에 짜장.\n점');
    expect(predictions.at(-1)).toMatchObject({ item: next!.item, probability: next!.probability, input: '점' });
    expect(parts[0]!.shape[0]).toBe(predictions.length);
    const scored = await training.task.score(training.context, { text: '아침에 짜장.\n점심에 볶음밥.\n' });
    expect(scored[0]).toEqual({ item: '아', surprise: null, rank: null, line: 1 });
    const wrong = scored.find(({ item }) => item === '볶')!;
    expect(wrong).toMatchObject({ line: 2 });
    expect(wrong.surprise).toBe(Math.max(...scored.map(({ surprise }) => surprise ?? 0)));
    expect(wrong.rank).toBeGreaterThan(1);
    const asked = training.task.predict({ inputs: ['아침에 짜장.\n점심에 '], top: training.task.labels.length })[0]!;
    const chance = asked.top.find(({ item }) => item === '볶')!.probability;
    expect(wrong.surprise).toBeCloseTo(-Math.log(chance), 4);
  });

  test('has the same mean surprise as its loss', async () => {
    const text = meals.slice(0, 400);
    const { metrics } = await training.task.evaluate(contextOf({ 'a.txt': meals, 'b.txt': text }), { data: 'b.txt' });
    expect(meanOf(await training.task.score(training.context, { text }))).toBeCloseTo(metrics['loss']!, 6);
  });

  test('survives saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as LanguageModelTask;
    expect(sha256(opened.save())).toBe(sha256(bytes));
    expect(said(opened, { length: 30 })).toBe(said(training.task, { length: 30 }));
  });

  test('is not opened when what its file says of reading makes no sense', async () => {
    const saved = readSaved(training.task.save(), { file: 'm.safetensors' });
    for (const wrong of [{ unit: 'letter' }, { unit: 'constructor' }, { unit: undefined }, { documents: 5 }]) {
      const model = structuredClone(saved.model) as { data: object };
      Object.assign(model.data, wrong);
      await expect(openTask({ ...saved, model })).rejects.toThrowError(
        expect.objectContaining({ code: 'model/reading' }),
      );
    }
  });

  test('refuses a prompt of symbols it never saw, naming them', () => {
    expect(() => said(training.task, { prompt: '아Q침Z' })).toThrowError(
      expect.objectContaining({
        code: 'input/unknown-symbols',
        details: expect.objectContaining({ symbols: ['Q', 'Z'] }),
      }),
    );
  });

  test('names only some of many symbols that it never saw', () => {
    const prompt = 'abcdefghijklmnopqrstuvwxyz';
    expect(() => said(training.task, { prompt })).toThrowError(/ "g", "h" …: leave/);
  });

  test('refuses temperatures below 0', () => {
    expect(() => said(training.task, { temperature: -1 })).toThrowError(
      expect.objectContaining({ code: 'usage/temperature' }),
    );
  });

  test('can be trained further on a text with new symbols', async () => {
    const further = await prepare(
      { 'a.txt': `${meals}\n야식에 떡.` },
      { split: { validation: 0, test: 0 } },
      {},
      {
        from: training.task,
      },
    );
    expect(further.task.labels.slice(0, training.task.labels.length)).toEqual(training.task.labels);
    expect(further.task.labels).toContain('떡');
    expect(said(further.task, { prompt: '아침에 짜장.\n', length: 3, temperature: 0 })).toBe('점심에');
  });
});

test('jamo: what is said is whole syllables again', async () => {
  const training = await prepare({ 'a.txt': meals }, { unit: 'jamo', window: 32 }, {}, { batchSize: 4 });
  expect(training.task.labels).toContain('ᄍ');
  await train({ trainable: training.trainable, config });
  expect(said(training.task, { prompt: '아침에 짜장.\n', length: 15, temperature: 0 })).toBe('점심에 짬뽕');
  const { metrics } = await training.task.evaluate(training.context, {});
  // More symbols than letters: a letter costs more bits than a symbol.
  expect(metrics['bitsPerCharacter']).toBeGreaterThan(metrics['loss']! / Math.LN2);
});

describe('documents by line', () => {
  const rng = new Random(1);
  const lines = Array.from({ length: 300 }, () => {
    const [a, b] = [
      ['doug', 'jane'],
      ['jane', 'spot'],
      ['spot', 'doug'],
    ][rng.below(3)] as [string, string];
    return `${a} saw ${b} .`;
  }).join('\n');
  let training: Awaited<ReturnType<typeof prepare>>;
  beforeAll(async () => {
    training = await prepare({ 'a.txt': lines }, { unit: 'word', documents: 'line', window: 8 }, {}, { batchSize: 16 });
    await train({ trainable: training.trainable, config });
  });

  test('are begun and ended by the model itself', () => {
    for (let seed = 1; seed <= 20; seed++)
      expect(said(training.task, { seed, length: 20 })).toMatch(/^(?:doug saw jane|jane saw spot|spot saw doug) \.$/);
  });

  test('are gone on from one at a time: what it says that it cannot read is no prompt', () => {
    const refused = expect.objectContaining({ code: 'input/several-documents' });
    expect(() => said(training.task, { prompt: 'doug saw\njane' })).toThrowError(refused);
    expect(() => training.task.predict({ inputs: ['doug saw', 'jane'] })).toThrowError(refused);
  });

  test('are forgotten in between: the first word is as likely after any line', async () => {
    const scored = await training.task.score(training.context, { text: 'doug saw jane .\nspot saw doug .' });
    const [first, second] = scored.filter(({ item }) => item === '.' || item === 'spot' || item === 'doug');
    expect(first).toMatchObject({ item: 'doug', sequence: '1', line: 1 });
    expect(first!.surprise).toBeCloseTo(Math.log(3), 0);
    expect(second).toBeDefined();
    const alone = await training.task.score(training.context, { text: 'spot saw doug .' });
    const together = scored.filter(({ sequence }) => sequence === '2').map(({ item, surprise }) => [item, surprise]);
    expect(together).toEqual(alone.map(({ item, surprise }) => [item, surprise]));
  });
});

describe('words that are rare', () => {
  const text = Array.from({ length: 200 }, (_, i) => `the cat sat on the mat ${i % 40 === 0 ? `x${i}` : 'again'}`).join(
    '\n',
  );

  test('are read as <unk>, which is never said; a prompt may have any word', async () => {
    const training = await prepare({ 'a.txt': text }, { unit: 'word', minCount: 2, window: 16 }, {}, { batchSize: 4 });
    expect(training.task.labels).toContain('<unk>');
    expect(training.task.labels).not.toContain('x0');
    await train({ trainable: training.trainable, config: { ...config, epochs: 2 } });
    expect(said(training.task, { prompt: 'a dog sat', length: 200, temperature: 2 })).not.toContain('<unk>');
  });

  test('may be written out in the text', async () => {
    const training = await prepare({ 'a.txt': 'a <unk> b <unk> c a b c '.repeat(20) }, { unit: 'word' });
    expect(training.task.labels.filter((word) => word === '<unk>')).toHaveLength(1);
    expect(() => said(training.task, { prompt: 'never seen' })).not.toThrow();
  });
});

describe('what a text may not be', () => {
  const code = (code: string): unknown => expect.objectContaining({ code });

  test('several paragraphs, to go on from', async () => {
    const { task } = await prepare({ 'a.txt': 'ab\nb\n\n'.repeat(20) }, { documents: 'paragraph' });
    expect(said(task, { prompt: 'a\nb', length: 1 })).toHaveLength(1);
    expect(() => said(task, { prompt: 'a\n \nb' })).toThrowError(code('input/several-documents'));
  });

  test('too short to predict anything', async () => {
    await expect(prepare({ 'a.txt': '' }, {})).rejects.toThrowError(code('data/short-text'));
    await expect(prepare({ 'a.txt': 'x' }, {})).rejects.toThrowError(code('data/short-text'));
  });

  test('shorter than a window it is read whole', async () => {
    const training = await prepare({ 'a.txt': 'abcabc' }, { window: 500, split: { validation: 0, test: 0 } });
    await train({ trainable: training.trainable, config: { ...config, epochs: 1 } });
    expect(training.summary).toMatchObject({ train: 5, validation: 0, test: 0 });
  });

  test('other than UTF-8, with the line', async () => {
    const bytes = new Uint8Array([0x61, 0x0a, 0xb0, 0xa1, 0x0a]); // 가 in EUC-KR
    await expect(prepare({ 'a.txt': bytes }, {})).rejects.toThrowError(
      expect.objectContaining({ code: 'data/not-utf8', details: expect.objectContaining({ line: 2 }) }),
    );
  });

  test('without a symbol that is common enough', async () => {
    await expect(prepare({ 'a.txt': 'abcdef' }, { minCount: 3 })).rejects.toThrowError(code('data/empty-vocabulary'));
  });

  test('all kept aside', async () => {
    await expect(prepare({ 'a.txt': meals }, { split: { validation: 0.5, test: 0.5 } })).rejects.toThrowError(
      code('config/split'),
    );
  });
});

test('training that was stopped and resumed in the middle of a text ends with the same bits', async () => {
  const documents = { window: 8, documents: 'line', minCount: 2 };
  const settings: TrainConfig = { ...config, epochs: 3, checkpointEvery: 1000, averageFrom: 2 };
  const stoppedAfter = async (steps: number[]): Promise<string> => {
    const host = new MemoryHost();
    for (const [i, last] of [...steps, Infinity].entries()) {
      const { trainable, task } = await prepare({ 'a.txt': meals }, documents, { weightDrop: 0.2 }, { batchSize: 4 });
      const abort = new AbortController();
      await train({
        trainable,
        config: settings,
        run: new RunFolder(host, 'run'),
        saveModel: () => task.save(),
        resume: i > 0,
        signal: abort.signal,
        on: (event) => event.type === 'step' && event.step >= last && abort.abort(),
      });
    }
    return sha256(await host.read('run/model.safetensors'));
  };
  expect(await stoppedAfter([7, 51, 52])).toBe(await stoppedAfter([]));
});

test('symbols that only the other parts have go in as nothing, are not counted, and are told of', async () => {
  const files = { 'a.txt': 'abab'.repeat(50), 'v.txt': 'abQab' };
  const training = await prepare(files, { validation: 'v.txt', split: { test: 0 } });
  expect(training.context.notes).toContain('data/unknown-symbols');
  const { metrics } = await training.task.evaluate(training.context, { split: 'validation' });
  expect(metrics['predictions']).toBe(3);
});

describe('another text with symbols that the model does not know', () => {
  const code = (code: string): unknown => expect.objectContaining({ code });
  const meet = (training: Training<LanguageModelTask>, file: string) => {
    const context = contextOf({ 'a.txt': 'abab'.repeat(50), 'b.txt': file });
    return { context, evaluated: training.task.evaluate(context, { data: 'b.txt' }) };
  };

  test('is measured without them, and they are told of', async () => {
    const { context, evaluated } = meet(await prepare({ 'a.txt': 'abab'.repeat(50) }, {}), 'abQab');
    const { metrics, baselines, unknown } = await evaluated;
    expect(unknown).toBe(1);
    expect(metrics['predictions']).toBe(3);
    // What stands behind an unknown symbol is asked of the baselines too.
    for (const figures of Object.values(baselines)) expect(figures['predictions']).toBe(3);
    expect(context.notes).toEqual(['data/unknown-symbols']);
  });

  test('is read with <unk> where the model has that, and they are told of', async () => {
    const training = await prepare(
      { 'a.txt': 'abab'.repeat(50) + 'x' },
      { minCount: 2, split: { validation: 0, test: 0 } },
    );
    const { context, evaluated } = meet(training, 'abQab');
    const { metrics, unknown } = await evaluated;
    expect([metrics['predictions'], unknown]).toEqual([4, 1]);
    expect(context.notes).toEqual(['data/unknown-symbols']);
  });

  test('tells of nothing where there is nothing to tell', async () => {
    const { context, evaluated } = meet(await prepare({ 'a.txt': 'abab'.repeat(50) }, {}), 'abab');
    expect(await evaluated).toMatchObject({ unknown: 0 });
    expect(context.notes).toEqual([]);
  });

  test('is refused where there is nothing else in it', async () => {
    const training = await prepare({ 'a.txt': 'abab'.repeat(50) }, {});
    for (const text of ['', 'a', 'XYZ', 'aXYZ'])
      await expect(meet(training, text).evaluated).rejects.toThrowError(code('data/nothing-known'));
  });

  test('is scored without them, and they are told of', async () => {
    const training = await prepare({ 'a.txt': 'abab'.repeat(50) }, {});
    const context = contextOf({});
    const scored = await training.task.score(context, { text: 'abQab' });
    expect(scored.map(({ item, surprise }) => [item, surprise === null])).toEqual([
      ['a', true],
      ['b', false],
      ['Q', true],
      ['a', false],
      ['b', false],
    ]);
    expect(context.notes).toEqual(['data/unknown-symbols']);
    await expect(training.task.score(context, { text: '' })).rejects.toThrowError(code('input/no-text'));
  });

  test('is told of when it is learnt from', async () => {
    const from = (await prepare({ 'a.txt': 'abab'.repeat(50) }, {})).task;
    const rare = { minCount: 2, split: { validation: 0, test: 0 } };
    const { context } = await prepare({ 'a.txt': 'abQab' }, rare, {}, { from });
    expect(context.notes).toEqual(['data/unknown-symbols']);
  });
});

test('penalties and dropout of every kind train to finite numbers, a sampled softmax too', async () => {
  const model = {
    embedding: 24,
    tied: true,
    softmax: 'sampled',
    samples: 5,
    embeddingDropout: 0.2,
    lockedDropout: true,
    inputDropout: 0.2,
    outputDropout: 0.2,
    activationPenalty: 2,
    temporalPenalty: 1,
  };
  const training = await prepare({ 'a.txt': meals }, { window: 16 }, model, { batchSize: 4 });
  const result = await train({ trainable: training.trainable, config: { ...config, epochs: 6 } });
  expect(result.best!.value).toBeLessThan(1);
});
