import { beforeAll, describe, expect, test } from 'vitest';
import { idxFile } from '../../../test/support/bars.ts';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { shapePictures, SIDE, type Picture } from '../../../test/support/shapes.ts';
import { writeSafetensors } from '../../formats/index.ts';
import { RunFolder, train, type TrainConfig } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { TaskContext, Training } from '../task.ts';
import type { CaptioningTask } from './captioning-task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { imageCaptioning } from './index.ts';

type Files = Record<string, string | Uint8Array>;
interface Context extends TaskContext {
  readonly notes: string[];
}

function contextOf(files: Files): Context {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

const small = { cell: 'gru', hidden: 48, embedding: 16, channels: [8, 16, 32], search: { beam: 2 } } as const;
const size = [SIDE, SIDE];

async function prepare(
  files: Files,
  data: object,
  model: object = {},
  from?: CaptioningTask,
): Promise<Training<CaptioningTask> & { context: Context }> {
  const context = contextOf(files);
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const sections = { data: dataSchema.parse(data), model: modelSchema.parse({ ...small, ...model }) };
  const training = await imageCaptioning.prepare({ ...sections, seed: 7, batchSize: 16 }, context, saved);
  return { ...training, context };
}

const config: TrainConfig = { epochs: 8, seed: 7, optimizer: 'adam', lr: 0.004, clipNorm: 1, schedule: 'cosine' };

/** A folder with pictures and a table of their captions, as the host in memory takes them: pixels as they are. */
function folder(pictures: readonly Picture[], name = 'shapes'): Files {
  const rows = pictures.map(({ caption }, i) => `img/${i}.png,${caption}`);
  return {
    [`${name}/captions.csv`]: ['image,caption', ...rows, ''].join('\n'),
    ...Object.fromEntries(pictures.map(({ pixels }, i) => [`${name}/img/${i}.png`, pixels])),
  };
}

/** The pictures one behind the other, as an IDX file. */
function stack(pictures: readonly Picture[]): Uint8Array {
  return idxFile(
    [pictures.length, SIDE, SIDE, 3],
    pictures.flatMap(({ pixels }) => [...pixels]),
  );
}

const table = (rows: readonly (readonly (string | number)[])[], head = 'image,caption'): string =>
  [head, ...rows.map((row) => row.join(',')), ''].join('\n');

describe('two shapes, and how they lie', () => {
  const more = shapePictures(40, 9);
  const files: Files = {
    ...folder(shapePictures(600, 1)),
    ...folder(more, 'more'),
    'stack-ubyte': stack(more),
    'asked.csv': table([['more/img/3.png'], ['more/img/5.png']], 'image'),
  };
  const data = { file: 'shapes/captions.csv', size };
  let training: Awaited<ReturnType<typeof prepare>>;

  beforeAll(async () => {
    training = await prepare(files, data, { attention: 'additive', summary: 'flat' });
    await train({ trainable: training.trainable, config });
  });

  test('are told, far better than by the nearest picture', async () => {
    expect(training.summary).toEqual({ pieces: 11, captions: 480, train: 480, validation: 60, test: 60 });
    const { split, metrics, baselines, examples } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['exact']).toBeGreaterThan(0.9);
    expect(metrics['bleu4']).toBeGreaterThan(0.9);
    expect(metrics['rougeL']).toBeGreaterThan(0.9);
    expect(metrics['cider']).toBeGreaterThan(8);
    expect(metrics['perplexity']).toBeLessThan(1.3);
    expect(metrics['images']).toBe(60);
    expect(Object.keys(baselines)).toEqual(['nearest', 'commonest']);
    expect(baselines['nearest']!['exact']).toBeLessThan(0.7);
    expect(baselines['commonest']!['exact']).toBeLessThan(0.2);
    expect(examples).toBeUndefined();
  });

  test('of another file are measured as a whole', async () => {
    const { task, context } = training;
    const all = await task.evaluate(context, { data: 'more/captions.csv', search: { beam: 1 } });
    expect([all.split, all.metrics['images']]).toEqual(['all', 40]);
    expect(Object.keys(all.baselines)).toHaveLength(2);
    const alone = contextOf(folder(more, 'more'));
    expect((await task.evaluate(alone, { data: 'more/captions.csv' })).baselines).toEqual({});
    expect(alone.notes).toEqual(['data/no-baselines']);
    await expect(task.evaluate(context, { split: 'tset' })).rejects.toThrow(/there is no part "tset"/);
  });

  test('are shown with what was made of them', async () => {
    const { examples, inputs } = await training.task.evaluate(training.context, { examples: 3 });
    expect(inputs).toBe(60);
    expect(examples).toHaveLength(3);
    for (const { answer, truths, isRight, image } of examples!) {
      expect(image).toMatchObject({ width: SIDE, height: SIDE, channels: 3 });
      expect(image!.pixels).toEqual(files[`shapes/${answer.input}`]);
      expect(isRight).toBe(truths.includes(answer.item));
      expect(answer.alignment!.grid).toEqual([2, 2]);
    }
  });

  test('are asked about by their paths, with other ways to say it and where each word looked', async () => {
    const request = { inputs: ['more/img/1.png'], top: 2, explain: true };
    const [best] = await training.task.predict(request, training.context);
    expect(best).toMatchObject({ item: more[1]!.caption, step: 1, input: 'more/img/1.png' });
    expect(best!.probability).toBeGreaterThan(0.5);
    expect(best!.top).toHaveLength(2);
    const { source, target, weights, grid } = best!.alignment!;
    expect(grid).toEqual([2, 2]);
    expect(source).toEqual(['1,1', '1,2', '2,1', '2,2']);
    expect(target).toEqual([...more[1]!.caption.split(' '), '</s>']);
    expect(weights).toHaveLength(target.length);
    for (const row of weights) {
      expect(row).toHaveLength(4);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  });

  test('are told of on their way: what is seen, and state and probability after each piece', async () => {
    const { task, context } = training;
    const input = 'more/img/1.png';
    const { predictions, parts } = await task.trace(input, context);
    expect(predictions).toEqual(await task.predict({ inputs: [input], top: 2, explain: true }, context));
    const shapes = new Map(parts.map(({ name, shape }) => [name, shape]));
    const steps = predictions[0]!.alignment!.target.length;
    expect(shapes.get('read')![0]).toBe(4);
    expect(shapes.get('probability')).toEqual([steps, 1]);
    const { values } = parts.find(({ name }) => name === 'probability')!;
    expect(values.reduce((product, value) => product * value)).toBeCloseTo(predictions[0]!.probability!, 5);
    await expect(task.trace(input)).rejects.toMatchObject({ code: 'usage/no-context' });
  });

  test('are the same alone as among others, from a folder, a stack or a table', async () => {
    const { task, context } = training;
    const inputs = more.map((_, i) => `more/img/${i}.png`);
    const all = await task.predict({ inputs }, context);
    for (const [i, input] of inputs.slice(0, 8).entries()) {
      const [alone] = await task.predict({ inputs: [input] }, context);
      expect(alone).toMatchObject({ item: all[i]!.item, probability: all[i]!.probability });
    }
    const items = all.map(({ item, probability }) => ({ item, probability }));
    const stacked = await task.predictFile('stack-ubyte', {}, context);
    expect(stacked.map(({ item, probability }) => ({ item, probability }))).toEqual(items);
    expect(stacked[7]!.input).toBe('stack-ubyte [7]');
    const inFolder = await task.predictFile('more/img', {}, context);
    expect(inFolder.map(({ input }) => input)).toEqual(inputs.toSorted());
    expect(inFolder.map(({ item }) => item).toSorted()).toEqual(items.map(({ item }) => item).toSorted());
    const named = await task.predictFile('asked.csv', { explain: true }, context);
    expect(named.map(({ item }) => item)).toEqual([items[3]!.item, items[5]!.item]);
    expect(named[0]!.alignment!.weights).not.toHaveLength(0);
  });

  test('survive saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as CaptioningTask;
    const asked = { inputs: ['more/img/1.png', 'more/img/2.png'], top: 2, explain: true };
    expect(await opened.predict(asked, training.context)).toEqual(await training.task.predict(asked, training.context));
    expect(sha256(opened.save())).toBe(sha256(bytes));
  });

  test('can be learnt further from a model that is there', async () => {
    const model = { attention: 'additive', summary: 'flat' };
    // Pixels are scaled by what the older model learnt from, or by the new: the weights are the same.
    const further = await prepare(files, { ...data, file: 'more/captions.csv' }, model, training.task);
    const [before, after] = [training.task, further.task].map((task) => readSaved(task.save(), { file: '' }).tensors);
    expect(after).toEqual(before);
    expect(further.files!['tokenizer.json']).toBe(training.files!['tokenizer.json']);
  });

  test('in a model file that is damaged are refused', async () => {
    const saved = readSaved(training.task.save(), { file: 'm.safetensors' });
    const model = saved.model as Record<string, Record<string, unknown>>;
    for (const change of [
      { shape: { height: 16, width: 1e9, channels: 3 } },
      { shape: { height: 16, width: 16, channels: 2 } },
      { shape: { places: 1e9, size: 1e9 } },
      { shape: undefined },
      { model: { ...model['model'], channels: [8, 1e6] } },
      { model: { ...model['model'], channels: [] } },
      { model: { ...model['model'], kernel: 1e3 } },
      { model: { ...model['model'], hidden: 1e6 } },
      { model: { ...model['model'], attentionSize: 1e9 } },
      { model: { ...model['model'], summarySize: 1e9 } },
    ])
      await expect(openTask({ ...saved, model: { ...model, ...change } })).rejects.toMatchObject({
        code: 'model/config',
      });
    await expect(openTask({ ...saved, model: { ...model, vocabulary: { a: 1 } } })).rejects.toMatchObject({
      code: 'data/tokenizer',
    });
    const scaling = { mean: [0, 0, 0], deviation: [0, 1, 1] };
    await expect(openTask({ ...saved, model: { ...model, scaling } })).rejects.toMatchObject({ code: 'model/pixels' });
  });
});

describe('without a look at the places', () => {
  test('shapes are told from their summary alone (Vinyals 2015)', async () => {
    const files = folder(shapePictures(400, 1));
    const { task, trainable, context } = await prepare(
      files,
      { file: 'shapes/captions.csv', size, split: { test: 0.1 } },
      { attention: 'none', summary: 'flat', norm: 'layer', hidden: 64 },
    );
    await train({ trainable, config: { ...config, lr: 0.003, epochs: 14 } });
    const { metrics } = await task.evaluate(context, {});
    expect(metrics['exact']).toBeGreaterThan(0.8);
    const inputs = ['shapes/img/0.png'];
    const [answer] = await task.predict({ inputs }, context);
    expect(answer!.alignment).toBeUndefined();
    await expect(task.predict({ inputs, explain: true }, context)).rejects.toMatchObject({
      code: 'usage/no-attention',
    });
  });
});

test('what is normalised over the batch and said straight from the summary answers alone as among others, and when opened', async () => {
  const pictures = shapePictures(400, 1);
  const { task, trainable, context } = await prepare(
    folder(pictures),
    { file: 'shapes/captions.csv', size, split: { test: 0.1 } },
    { norm: 'batch', summary: 'flat', summarySize: 32, summaryOutput: true },
  );
  await train({ trainable, config: { ...config, lr: 0.003, epochs: 14 } });
  const { metrics } = await task.evaluate(context, {});
  expect(metrics['exact']).toBeGreaterThan(0.8);
  const inputs = [0, 1, 2, 3].map((i) => `shapes/img/${i}.png`);
  const all = await task.predict({ inputs }, context);
  const [alone] = await task.predict({ inputs: [inputs[2]!] }, context);
  expect(alone!.probability).toBe(all[2]!.probability);
  const opened = (await openTask(readSaved(task.save(), { file: 'm.safetensors' }))) as CaptioningTask;
  expect(await opened.predict({ inputs }, context)).toEqual(all);
});

describe('features in place of images', () => {
  /** What a network trained before might say: of each of four quarters which colours are there, or of all of it. */
  function featuresOf({ pixels }: Picture, quarters: boolean): number[] {
    const sums = new Float32Array(quarters ? 12 : 3);
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++)
        for (let c = 0; c < 3; c++) {
          const quarter = quarters ? 2 * Number(y >= SIDE / 2) + Number(x >= SIDE / 2) : 0;
          sums[quarter * 3 + c]! += pixels[(y * SIDE + x) * 3 + c]! / 64;
        }
    return [...sums];
  }
  const tensor = (shape: readonly number[], values: readonly number[], names?: readonly string[]): Uint8Array =>
    writeSafetensors({
      tensors: new Map([['features', { dtype: 'F32', shape, data: new Uint8Array(Float32Array.from(values).buffer) }]]),
      metadata: names === undefined ? {} : { image: JSON.stringify(names) },
    });
  const pictures = shapePictures(300, 5);
  const colours = (caption: string): string => caption.replaceAll(/ (?:square|bar)/g, '');
  const files: Files = {
    'captions.csv': table(pictures.map(({ caption }, i) => [`${i}.png`, colours(caption)])),
    'quarters.safetensors': tensor(
      [300, 4, 3],
      pictures.flatMap((one) => featuresOf(one, true)),
      pictures.map((_, i) => `${i}.png`),
    ),
    'whole.csv': table(
      pictures.map((one, i) => [`${i}.png`, ...featuresOf(one, false)]),
      'image,r,g,b',
    ),
    'three.csv': table([[0, 0, 0]], 'r,g,b'),
    'ragged.jsonl': '{"image": "0.png", "r": 1, "g": 2}\n{"image": "1.png", "r": 1}\n',
  };

  test('of regions are looked at one by one', async () => {
    const data = { file: 'captions.csv', features: 'quarters.safetensors' };
    const { task, trainable, context, summary } = await prepare(files, data, { summary: 'flat' });
    expect(summary).toMatchObject({ train: 240, validation: 30, test: 30 });
    await train({ trainable, config: { ...config, lr: 0.01, epochs: 25 } });
    const { metrics, baselines } = await task.evaluate(context, {});
    expect(metrics['exact']).toBeGreaterThan(0.8);
    expect(baselines['nearest']!['exact']).toBeGreaterThan(0.3);
    const said = await task.predictFile('quarters.safetensors', { explain: true }, context);
    expect(said).toHaveLength(300);
    expect(said[4]).toMatchObject({ input: '4.png', alignment: { source: ['1', '2', '3', '4'] } });
    expect(said[4]!.alignment!.grid).toBeUndefined();
    const opened = (await openTask(readSaved(task.save(), { file: 'm' }))) as CaptioningTask;
    expect(await opened.predictFile('quarters.safetensors', { explain: true }, context)).toEqual(said);
    const { examples } = await task.evaluate(context, { examples: 1 });
    expect(examples![0]!.image).toBeUndefined();
    await expect(task.predict({ inputs: ['a.png'] }, context)).rejects.toMatchObject({ code: 'usage/features' });
    await expect(task.predictFile('three.csv', {}, context)).rejects.toMatchObject({
      code: 'data/other-shape',
      message:
        'three.csv holds features of 3 numbers for each image; the model learns from features of 3 numbers for each of 4 regions',
    });
  });

  test('of whole images have one place', async () => {
    const { task, context } = await prepare(files, { file: 'captions.csv', features: 'whole.csv' });
    const [first] = await task.predictFile('whole.csv', { explain: true }, context);
    expect(first!.alignment!.source).toEqual(['1']);
  });

  test.each([
    [{ features: 'ragged.jsonl' }, 'data/missing-column', /ragged\.jsonl.* "g"/],
    [
      { features: 'three.csv' },
      'data/caption-count',
      /three\.csv has 1 rows, but captions\.csv captions of 300 images/,
    ],
    [
      { features: 'whole.csv', images: 'x', augment: {} },
      'config/features',
      /data\.images, data\.augment would do nothing/,
    ],
    [{ features: 'lost.npy' }, 'io/not-found', /lost\.npy/],
  ])('%o is refused', async (data, code, message) => {
    await expect(prepare(files, { file: 'captions.csv', ...data })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('captions and their parts', () => {
  const pictures = shapePictures(4, 2);
  const files: Files = {
    'stack-ubyte': stack(pictures),
    'parts.csv': table(
      [
        [0, 'a red square', 'train'],
        [0, 'a Red  square', 'train'],
        [0, 'a red square', 'train'],
        [1, 'a blue cross', 'val'],
        [2, 'nothing', ''],
        [3, 'some more', 'test'],
      ],
      'image,caption,part',
    ),
    'plain.csv': table([
      [0, 'a red square'],
      [1, 'a blue cross'],
    ]),
    'all-test.csv': table([[0, 'a', 'test']], 'image,caption,part'),
    'two.csv': table([
      [2, 'a red square'],
      [3, 'a cross'],
    ]),
    'grey-ubyte': idxFile(
      [4, 2, 2],
      Array.from({ length: 16 }, () => 7),
    ),
    'coco.json': JSON.stringify({
      images: [0, 1].map((id) => ({ id, file_name: `${id}.png` })),
      annotations: [0, 1, 1].map((id, i) => ({ image_id: id, caption: `caption ${i}` })),
    }),
    '0.png': pictures[0]!.pixels,
    '1.png': pictures[1]!.pixels,
    'broken/captions.csv': table([['0.png', 'a']]),
    'broken/0.png': pictures[0]!.pixels.subarray(1),
    'lost/captions.csv': table([
      ['1.png', 'a red square'],
      ['0.pgn', 'a'],
    ]),
    'lost/0.png': pictures[0]!.pixels,
    'lost/1.png': pictures[1]!.pixels,
    'empty.csv': table([
      [0, 'a'],
      [1, ' '],
    ]),
  };
  const images = 'stack-ubyte';

  test('stand in a column, and a caption counts once for its image', async () => {
    const data = { file: 'parts.csv', images, part: 'part', lowercase: true };
    const { summary, task, context } = await prepare(files, data);
    expect(summary).toEqual({ pieces: 6, captions: 1, train: 1, validation: 1, test: 1 });
    expect((await task.evaluate(context, {})).split).toBe('test');
    expect((await prepare(files, { ...data, lowercase: false })).summary['captions']).toBe(2);
  });

  test('come as files of their own, with images where those of the first are', async () => {
    const data = { file: 'plain.csv', images, validation: 'two.csv', test: 'plain.csv' };
    expect((await prepare(files, data)).summary).toMatchObject({ train: 2, validation: 2, test: 2 });
    expect((await prepare(files, { ...data, validationImages: images })).summary).toMatchObject({ validation: 2 });
    await expect(prepare(files, { ...data, testImages: 'grey-ubyte' })).rejects.toMatchObject({
      code: 'data/other-shape',
      message: 'grey-ubyte holds grey images of 2 × 2 pixels; the model learns from images in colour of 16 × 16 pixels',
    });
  });

  test('are read from JSON, with the images beside it', async () => {
    const { summary } = await prepare(files, { file: 'coco.json', size });
    expect(summary).toMatchObject({ captions: 3, train: 2, validation: 0 });
  });

  test('longer than is wanted are left out, and that is said', async () => {
    const file = {
      'long.csv': table([
        [0, 'a b c'],
        [1, 'a b c d'],
      ]),
      'stack-ubyte': files['stack-ubyte']!,
    };
    const { summary, context } = await prepare(file, { file: 'long.csv', images, maxLength: 3 });
    expect(summary['captions']).toBe(1);
    expect(context.notes).toEqual(['data/captions-too-long']);
    await expect(prepare(file, { file: 'long.csv', images, maxLength: 2 })).rejects.toMatchObject({
      code: 'data/captions-all-too-long',
    });
  });

  test('rare words are read as unknown, and never said', async () => {
    const file = {
      'rare.csv': table([
        [0, 'a rare word'],
        [1, 'a'],
      ]),
      'stack-ubyte': files['stack-ubyte']!,
    };
    const { task, context } = await prepare(file, { file: 'rare.csv', images, minCount: 2 });
    const said = await task.predictFile('stack-ubyte', { top: 3 }, context);
    for (const { top } of said) for (const { item } of top) expect(item).not.toContain('<unk>');
  });

  test('have a hash of all that was read', async () => {
    const hash = async (from: Files, more: object = {}): Promise<string> =>
      (await prepare(from, { file: 'plain.csv', images, ...more })).dataHash;
    expect(await hash(files)).toBe(await hash(files));
    expect(await hash({ ...files, 'stack-ubyte': stack(shapePictures(4, 3)) })).not.toBe(await hash(files));
    expect(
      await hash({
        ...files,
        'plain.csv': table([
          [0, 'a'],
          [1, 'b'],
        ]),
      }),
    ).not.toBe(await hash(files));
  });

  test.each([
    [
      { file: 'lost/captions.csv', size },
      'data/caption-image',
      /^lost\/captions\.csv, line 3: there is no image "0\.pgn" in lost; did you mean "0\.png"/,
    ],
    [{ file: 'broken/captions.csv', size }, 'data/not-image', /^broken\/0\.png cannot be decoded/],
    [{ file: 'empty.csv', images }, 'data/missing-value', /^empty\.csv, line 3: column "caption" is empty/],
    [{ file: 'plain.csv', images: 'lost' }, 'data/caption-image', /^plain\.csv, line 2: there is no image "0" in lost/],
    [{ file: 'plain.csv', images: 'nowhere' }, 'io/not-found', /nowhere/],
    [
      { file: 'plain.csv', images, size: [8, 8] },
      'data/stack-shape',
      /stack-ubyte holds images in colour of 16 × 16 pixels/,
    ],
    [{ file: 'plain.csv', images: 'grey-ubyte', augment: { hue: 3 } }, 'config/augment', /grey images have no hue/],
    [{ file: 'plain.csv', images, channels: 1 }, 'data/stack-shape', /leave out data\.size and data\.channels/],
    [
      { file: 'plain.csv', images, caption: 'captoin' },
      'data/missing-column',
      /no column "captoin".*did you mean "caption"/,
    ],
    [
      { file: 'parts.csv', images, part: 'part', test: 'two.csv' },
      'config/parted',
      /leave out data\.split, .*or data\.part/,
    ],
    [{ file: 'parts.csv', images, part: 'part', split: {} }, 'config/parted', /says itself/],
    [
      { file: 'all-test.csv', images, part: 'part' },
      'data/captions-no-training',
      /no image belongs to the part "train"/,
    ],
  ])('%o is refused', async (data, code, message) => {
    await expect(prepare(files, data)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  test('that lack their image are left out where that is asked for, and it is said', async () => {
    const { summary, context } = await prepare(files, { file: 'lost/captions.csv', size, missing: 'skip' });
    expect(summary['train']).toBe(1);
    expect(context.notes).toEqual(['data/captions-left-out']);
  });

  test('are nothing to ask about where a folder holds no images', async () => {
    const { task, context } = await prepare(files, { file: 'coco.json', size });
    const { predictFile } = { predictFile: (file: string) => task.predictFile(file, {}, context) };
    await expect(predictFile('run')).rejects.toMatchObject({ code: 'io/not-found' });
    const bare = contextOf({ 'notes/a.txt': 'x' });
    await expect(task.predictFile('notes', {}, bare)).rejects.toMatchObject({ code: 'data/no-pictures' });
    await expect(task.predict({ inputs: ['lost.png'] }, context)).rejects.toMatchObject({ code: 'io/not-found' });
    await expect(task.predict({ inputs: ['0.png'] })).rejects.toMatchObject({ code: 'usage/no-context' });
    await expect(task.predict({ inputs: ['0.png'], top: 0 }, context)).rejects.toMatchObject({ code: 'usage/top' });
  });
});

test.each([{}, { norm: 'batch', summary: 'flat', summarySize: 12, summaryOutput: true }])(
  'a run that was stopped ends with the same bits: %o',
  async (model) => {
    const made = (): ReturnType<typeof prepare> =>
      prepare(
        folder(shapePictures(80, 3)),
        {
          file: 'shapes/captions.csv',
          size,
          augment: { shift: 1, rotate: 5, scale: 0.1, brightness: 0.1, hue: 5 },
        },
        {
          imageDropout: 0.2,
          inputDropout: 0.2,
          outputDropout: 0.2,
          labelSmoothing: 0.1,
          teacherForcing: 0.7,
          ...model,
        },
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
  },
);

test('training changes images, anew each time, and only training does', async () => {
  const files = folder(shapePictures(4, 3));
  const plain = await prepare(files, { file: 'shapes/captions.csv', size });
  const moved = await prepare(files, { file: 'shapes/captions.csv', size, augment: { shift: 3, saturation: 1 } });
  const losses = ({ trainable }: typeof plain, seed: number): number => {
    const [batch] = trainable.batches(1, new Random(1));
    return trainable.loss(batch, new Random(seed)).loss.item();
  };
  expect(losses(plain, 1)).toBe(losses(plain, 2));
  expect(losses(moved, 1)).not.toBe(losses(moved, 2));
  expect(losses(moved, 1)).toBe(losses(moved, 1));
  const asked = { inputs: ['shapes/img/0.png'] };
  expect(await moved.task.predict(asked, moved.context)).toEqual(await plain.task.predict(asked, plain.context));
});

describe('a first config', () => {
  const pictures = shapePictures(2, 2);
  const guessed = async (file: string, files: Files): Promise<Record<string, unknown>> => {
    const { data } = await imageCaptioning.guess(file, contextOf(files));
    return Object.fromEntries(data.map(({ key, value }) => [key, value]));
  };

  test('finds the columns of a table, and the images beside it', async () => {
    const files = folder(pictures);
    expect(await guessed('shapes/captions.csv', files)).toEqual({
      file: 'shapes/captions.csv',
      image: 'image',
      caption: 'caption',
      size: [64, 64],
      tokenizer: 'word',
      minCount: 1,
    });
  });

  test('finds them in a folder, or in a stack of numbered ones', async () => {
    const rows = { 'd/a.tsv': 'file\tset\ttext\n1.png\ttrain\ta dog\n', 'd/photos/1.png': pictures[0]!.pixels };
    expect(await guessed('d/a.tsv', rows)).toMatchObject({
      image: 'file',
      caption: 'text',
      part: 'set',
      images: 'd/photos',
    });
    const numbered = { 'a.csv': table([[0, 'a dog']]), 'images-idx4-ubyte': stack(pictures) };
    const found = await guessed('a.csv', numbered);
    expect(found).toMatchObject({ images: 'images-idx4-ubyte' });
    expect(found).not.toHaveProperty('size');
  });

  test('counts the captions of JSON', async () => {
    const json = JSON.stringify({ images: [{ filename: '1.png', sentences: [{ raw: 'a' }, { raw: 'b' }] }] });
    const { data } = await imageCaptioning.guess('c.json', contextOf({ 'c.json': json, '1.png': '' }));
    expect(data[0]!.comment.en).toBe('2 captions of 1 images');
    expect(data.map(({ key }) => key)).toEqual(['file', 'size', 'tokenizer', 'minCount']);
  });
});
