import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { train, RunFolder, type TrainConfig } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { TaskContext, Training } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { translation } from './index.ts';
import { nearestTranslations } from './nearest.ts';
import type { TranslationTask } from './translation-task.ts';

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
  from?: TranslationTask,
): Promise<Training<TranslationTask> & { context: Context }> {
  const context = contextOf(files);
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const sections = {
    data: dataSchema.parse({ tokenizer: 'word', bleu: 'none', ...data }),
    model: modelSchema.parse({ cell: 'gru', hidden: 24, embedding: 12, ...model }),
  };
  const training = await translation.prepare({ ...sections, seed: 7, batchSize: 16 }, context, saved);
  return { ...training, context };
}

const config: TrainConfig = { epochs: 14, seed: 7, optimizer: 'adam', lr: 0.01, clipNorm: 1 };

const words: Readonly<Record<string, string>> = { one: '하나', two: '둘', three: '셋', four: '넷', five: '다섯' };

/** The words of a sentence in the other language, turned around: no word can be said without a look at all. */
function turned(count: number, seed = 1): [source: string, target: string][] {
  const rng = new Random(seed);
  const known = Object.keys(words);
  return Array.from({ length: count }, () => {
    const source = Array.from({ length: 2 + rng.below(3) }, () => known[rng.below(known.length)]!);
    return [
      source.join(' '),
      source
        .toReversed()
        .map((word) => words[word]!)
        .join(' '),
    ];
  });
}

const tsv = (rows: readonly (readonly string[])[], head = 'source\ttarget'): string =>
  [head, ...rows.map((row) => row.join('\t')), ''].join('\n');
const lines = (texts: readonly string[]): string => `${texts.join('\n')}\n`;

describe('sentences that are turned around', () => {
  let training: Awaited<ReturnType<typeof prepare>>;
  const more = turned(40, 9);
  const files = {
    'pairs.tsv': tsv(turned(600)),
    'more.tsv': tsv(more),
    'asked.txt': lines([more[0]![0], '', more[1]![0]]),
  };

  beforeAll(async () => {
    training = await prepare(files, { file: 'pairs.tsv' }, { attention: 'general' });
    await train({ trainable: training.trainable, config });
  });

  test('are learnt, far beyond what looking up the nearest gives', async () => {
    expect(training.summary).toEqual({ 'source pieces': 8, 'target pieces': 8, train: 480, validation: 60, test: 60 });
    const { split, metrics, baselines, signatures } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['bleu']).toBeGreaterThan(95);
    expect(metrics['exact']).toBeGreaterThan(0.9);
    expect(baselines['nearest']!['exact']).toBeLessThan(metrics['exact']!);
    expect(signatures!['bleu']).toMatch(/^nrefs:1\|case:mixed\|eff:no\|tok:none\|smooth:exp/);
    const whole = await training.task.evaluate(training.context, { data: 'more.tsv', search: { beam: 1 } });
    expect([whole.split, whole.metrics['sentences']]).toEqual(['all', 40]);
  });

  test('are translated one by one, with other ways to say it and where each word looked', () => {
    const [best] = training.task.predict({ inputs: ['one two three'], top: 3, explain: true });
    expect(best).toMatchObject({ item: '셋 둘 하나', step: 1, input: 'one two three' });
    expect(best!.probability).toBeGreaterThan(0.5);
    expect(best!.top).toHaveLength(3);
    const { source, target, weights } = best!.alignment!;
    expect(source).toEqual(['one', 'two', 'three']);
    expect(target).toEqual(['셋', '둘', '하나', '</s>']);
    for (const row of weights) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  test('are told of on their way: what was read, and state and probability after each piece', () => {
    const { predictions, parts } = training.task.trace('one two three');
    expect(predictions).toEqual(training.task.predict({ inputs: ['one two three'], top: 5, explain: true }));
    const shapes = Object.fromEntries(parts.map(({ name, shape }) => [name, shape]));
    expect(shapes).toEqual({ read: [3, 24], h_l0: [4, 24], feed: [4, 24], probability: [4, 1] });
    for (const { shape, values } of parts) expect(values).toHaveLength(shape[0]! * shape[1]!);
    const { values } = parts.find(({ name }) => name === 'probability')!;
    expect(values.reduce((product, value) => product * value)).toBeCloseTo(predictions[0]!.probability!, 5);
    expect(training.task.trace('')).toMatchObject({ predictions: [{ item: '' }], parts: [] });
  });

  test('are the same alone as among others, and an empty one stays empty', async () => {
    const inputs = more.map(([source]) => source);
    const all = training.task.predict({ inputs });
    for (const [i, input] of inputs.entries())
      expect(training.task.predict({ inputs: [input] })[0]).toMatchObject({
        item: all[i]!.item,
        probability: all[i]!.probability,
      });
    const fromFile = await training.task.predictFile('asked.txt', {}, training.context);
    expect(fromFile.map(({ item }) => item)).toEqual([all[0]!.item, '', all[1]!.item]);
    expect((await training.task.predictFile('more.tsv', {}, training.context)).map(({ item }) => item)).toEqual(
      all.map(({ item }) => item),
    );
  });

  test('may be drawn: the same seed says the same', () => {
    const drawn = (seed: number): string =>
      [...training.task.sample({ prompt: 'one two three', seed, temperature: 3 })].join('');
    expect(drawn(1)).toBe(drawn(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map(drawn)).size).toBeGreaterThan(1);
    expect([...training.task.sample({ prompt: 'one two three', temperature: 0 })]).toEqual(['셋 둘 하나']);
    expect(() => [...training.task.sample({})]).toThrow(/give one/);
  });

  test('survive saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as TranslationTask;
    const asked = { inputs: ['five one', 'two two four three'], top: 2, explain: true };
    expect(opened.predict(asked)).toEqual(training.task.predict(asked));
    expect(sha256(opened.save())).toBe(sha256(bytes));
  });

  test('can be learnt further from a model that is there', async () => {
    const further = await prepare(files, { file: 'more.tsv' }, { attention: 'general' }, training.task);
    expect(further.task.predict({ inputs: ['five one'] })).toEqual(training.task.predict({ inputs: ['five one'] }));
  });

  test('that are longer than any that was learnt from are noted', async () => {
    const long = Array.from({ length: 120 }, () => 'one').join(' ');
    training.task.predict({ inputs: [long], search: { beam: 1 } }, training.context);
    expect(training.context.notes).toContain('data/longer-than-learnt');
  });
});

describe('two files of lines', () => {
  const pairs = turned(60);
  const files = {
    'train.en': lines(pairs.map(([source]) => source)),
    'train.ko': lines(pairs.map(([, target]) => target)),
    'short.ko': lines(pairs.slice(1).map(([, target]) => target)),
    'hole.ko': lines(pairs.map(([, target], i) => (i === 4 ? '' : target))),
    'test.en': lines(['one two']),
    'test.ko': lines(['둘 하나']),
  };
  const both = { file: 'train.en', targets: 'train.ko' };

  test('belong together line by line', async () => {
    const { summary } = await prepare(files, { ...both, test: 'test.en', testTargets: 'test.ko' });
    expect(summary).toMatchObject({ train: 60, validation: 0, test: 1 });
    const { task, context } = await prepare(files, both);
    const { metrics } = await task.evaluate(context, { data: 'test.en' });
    expect(metrics['sentences']).toBe(1);
  });

  test.each([
    [{ ...both, targets: 'short.ko' }, /train\.en has 60 lines and short\.ko 59 lines/],
    [{ ...both, targets: 'hole.ko' }, /hole\.ko, line 5: the line is empty/],
    [{ ...both, test: 'test.en' }, /name both, or neither/],
    [{ file: 'train.en', testTargets: 'test.ko' }, /testTargets is for files of lines/],
    [{ ...both, maxLength: 1 }, /all 48 pairs have more than 1 pieces/],
  ])('%o is refused', async (data, message) => {
    await expect(prepare(files, data)).rejects.toThrow(message);
  });

  test('may lack some, and have some too long', async () => {
    const { summary, context } = await prepare(files, {
      ...both,
      targets: 'hole.ko',
      missing: 'skip',
      maxLength: 3,
      split: { by: 'fraction' },
    });
    expect(context.notes).toEqual(['data/left-out', 'data/too-long']);
    expect(summary['train']).toBeLessThan(59);
  });
});

test('one tokenizer may serve both languages, and is written beside the model', async () => {
  const files = { 'pairs.tsv': tsv(turned(40)) };
  const shared = await prepare(files, { file: 'pairs.tsv', tokenizer: 'bpe', pieces: 60, shared: true });
  expect(Object.keys(shared.files!)).toEqual(['tokenizer.json']);
  const own = await prepare(files, { file: 'pairs.tsv', tokenizer: 'grapheme' });
  expect(Object.keys(own.files!)).toEqual(['tokenizer.source.json', 'tokenizer.target.json']);
  const again = await prepare(
    { ...files, 'tokenizer.json': shared.files!['tokenizer.json']! },
    { file: 'pairs.tsv', shared: true, sourceTokenizer: 'tokenizer.json' },
  );
  expect(again.files).toEqual(shared.files);
  await expect(
    prepare({ ...files, 'tokenizer.json': '{"a": 1}' }, { file: 'pairs.tsv', sourceTokenizer: 'tokenizer.json' }),
  ).rejects.toThrow(/tokenizer\.json is no tokenizer\.json/);
});

test('a run that was stopped ends with the same bits', async () => {
  const made = (): ReturnType<typeof prepare> =>
    prepare(
      { 'pairs.tsv': tsv(turned(80)) },
      { file: 'pairs.tsv', tokenizer: 'bpe', pieces: 40 },
      { bpeDropout: 0.2, inputDropout: 0.2, outputDropout: 0.2, labelSmoothing: 0.1, teacherForcing: 0.7 },
    );
  const short: TrainConfig = { ...config, epochs: 2 };
  const whole = await made();
  await train({ trainable: whole.trainable, config: short });
  const host = new MemoryHost({});
  const first = await made();
  const controller = new AbortController();
  let steps = 0;
  const running = { config: short, run: new RunFolder(host, 'run'), runConfig: '', identity: {} };
  await train({
    ...running,
    trainable: first.trainable,
    saveModel: () => first.task.save(),
    signal: controller.signal,
    on: (event) => {
      if (event.type === 'step' && ++steps === 5) controller.abort();
    },
  });
  const second = await made();
  await train({ ...running, trainable: second.trainable, saveModel: () => second.task.save(), resume: true });
  expect(sha256(second.task.save())).toBe(sha256(whole.task.save()));
});

test('a model file that asks for more than it holds is refused', async () => {
  const { task } = await prepare({ 'pairs.tsv': tsv(turned(40)) }, { file: 'pairs.tsv' });
  const saved = readSaved(task.save(), { file: 'm.safetensors' });
  const model = saved.model as { model: object };
  await expect(openTask({ ...saved, model: { ...model, model: { ...model.model, hidden: 1e6 } } })).rejects.toThrow(
    /do not bear out/,
  );
  await expect(openTask({ ...saved, model: { ...model, vocabulary: { source: 3 } } })).rejects.toThrow(/tokenizer/);
});

test('the nearest source that is known gives the translation memory', () => {
  const known = [
    { source: 'a red car', target: 'ein rotes auto', file: '', line: 1 },
    { source: 'a blue car drives', target: 'ein blaues auto fährt', file: '', line: 2 },
  ];
  expect(nearestTranslations(known, ['a blue car', 'the red thing', 'xyz'])).toEqual([
    'ein blaues auto fährt',
    'ein rotes auto',
    'ein rotes auto',
  ]);
});
