import { beforeAll, describe, expect, test } from 'vitest';
import { bars, idxBars, idxFile, kinds } from '../../../test/support/bars.ts';
import { expectClose } from '../../../test/support/close.ts';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { stateOf } from '../../nn/index.ts';
import { softmax, tensor } from '../../tensor/index.ts';
import { train, type MemoryNeed, type TrainConfig } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { TaskContext, Training } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import type { ImageClassificationTask } from './image-classification-task.ts';
import { imageClassification } from './index.ts';
import { PixelScaling } from '../images/scaling.ts';

const digits = { ...idxBars('train', 150, 1), ...idxBars('test', 60, 2) };
const idx = { file: 'train-images-idx3-ubyte', test: 'test-images-idx3-ubyte' };
const config: TrainConfig = { epochs: 8, seed: 3, optimizer: 'adam', lr: 0.01 };

/** A folder with a folder of pictures a kind, as the host in memory takes them: pixels as they are. */
function folder(counts: readonly number[], rng = 4): Record<string, Uint8Array> {
  const { pixels, kinds: of } = bars(3 * Math.max(...counts), rng);
  const files = pixels.map((image, i) => [of[i]!, Math.floor(i / 3), image] as const);
  return Object.fromEntries(
    files.filter(([kind, i]) => i < counts[kind]!).map(([kind, i, image]) => [`bars/${kinds[kind]}/${i}.png`, image]),
  );
}

function contextOf(files: Record<string, Uint8Array>): TaskContext & { notes: string[] } {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

async function prepare(
  files: Record<string, Uint8Array>,
  data: object,
  model: object = {},
  from?: ImageClassificationTask,
): Promise<Training<ImageClassificationTask> & { context: TaskContext & { notes: string[] } }> {
  const context = contextOf(files);
  const saved = from === undefined ? undefined : readSaved(from.save(), { file: 'older.safetensors' });
  const sections = { data: dataSchema.parse(data), model: modelSchema.parse({ hidden: 12, ...model }) };
  const training = await imageClassification.prepare({ ...sections, seed: 7, batchSize: undefined }, context, saved);
  return { ...training, context };
}

describe('bars told apart by convolutions', () => {
  let training: Awaited<ReturnType<typeof prepare>>;
  beforeAll(async () => {
    training = await prepare(digits, idx, { channels: [6, 8], outputDropout: 0.1, labelSmoothing: 0.05 });
    await train({ trainable: training.trainable, config });
  });

  test('are learnt, better than by the nearest mean or always the commonest', async () => {
    expect(training.summary).toEqual({ labels: 3, train: 135, validation: 15, test: 60 });
    const { split, metrics, baselines, classes } = await training.task.evaluate(training.context, {});
    expect(split).toBe('test');
    expect(metrics['accuracy']).toBeGreaterThan(0.95);
    expect(metrics['predictions']).toBe(60);
    expect(baselines['majority']!['accuracy']).toBeCloseTo(1 / 3, 5);
    expect(baselines['nearest-centroid']!['accuracy']).toBeLessThan(metrics['accuracy']!);
    expect(baselines['nearest-centroid']!['accuracy']).toBeGreaterThan(0.4);
    expect(classes!.labels).toEqual(['0', '1', '2']);
    expect(classes!.scores.map(({ support }) => support)).toEqual([20, 20, 20]);
  });

  test('of the parts that are asked for, and of other files', async () => {
    const { task, context } = training;
    expect((await task.evaluate(context, { split: 'validation' })).metrics['predictions']).toBe(15);
    const other = await task.evaluate(context, { data: 'test-images-idx3-ubyte' });
    expect(other.split).toBe('all');
    expect(other.metrics).toEqual((await task.evaluate(context, { split: 'test' })).metrics);
    expect(Object.keys(other.baselines)).toEqual(['majority', 'nearest-centroid']);
    await expect(task.evaluate(context, { split: 'tset' })).rejects.toThrow(/there is no part "tset"/);
    const alone = contextOf({ ...idxBars('test', 60, 2) });
    const without = await task.evaluate(alone, { data: 'test-images-idx3-ubyte' });
    expect(without.baselines).toEqual({});
    expect(alone.notes).toEqual(['data/no-baselines']);
  });

  test('survive saving and opening, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as ImageClassificationTask;
    expect(sha256(opened.save())).toBe(sha256(bytes));
    const { pixels } = bars(3, 9);
    const files = Object.fromEntries(pixels.map((image, i) => [`${i}.png`, image]));
    const request = { inputs: ['0.png', '1.png', '2.png'], top: 3 };
    const answers = await opened.predict(request, contextOf(files));
    expect(answers).toEqual(await training.task.predict(request, contextOf(files)));
    expect(answers.map(({ item, input, sequence, step }) => [item, input, sequence, step])).toEqual([
      ['0', '0.png', 1, 1],
      ['1', '1.png', 2, 1],
      ['2', '2.png', 3, 1],
    ]);
    for (const { top, probability } of answers) {
      expect(top[0]!.probability).toBe(probability);
      expect(top.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
  });

  test('tell what comes about on the way to an answer', async () => {
    const { task } = training;
    const context = contextOf({ 'x.png': bars(3, 9).pixels[1]! });
    const { predictions, parts } = await task.trace('x.png', context);
    expect(predictions).toEqual(await task.predict({ inputs: ['x.png'], top: 3 }, context));
    expect(parts.map(({ name, shape }) => [name, shape])).toEqual([
      ['block1', [4, 4, 6]],
      ['block2', [2, 2, 8]],
      ['hidden', [12]],
      ['scores', [3]],
    ]);
    for (const { shape, values } of parts) expect(values).toHaveLength(shape.reduce((a, b) => a * b, 1));
    // The answer is the softmax of the scores; ReLU gives what is not below 0.
    const byScores = softmax(tensor(parts[3]!.values, [1, 3])).toArray();
    for (const { item, probability } of predictions[0]!.top) expect(probability).toBe(byScores[Number(item)]);
    for (const { values } of parts.slice(0, 3)) expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    await expect(task.trace('x.png')).rejects.toMatchObject({ code: 'usage/no-context' });
  });

  test('refuse what is no picture, and a file that is damaged', async () => {
    const { task } = training;
    await expect(task.predict({ inputs: ['x.png'] }, contextOf({}))).rejects.toMatchObject({ code: 'io/not-found' });
    await expect(task.predict({ inputs: ['x.png'] }, contextOf({ 'x.png': new Uint8Array(3) }))).rejects.toMatchObject({
      code: 'data/not-image',
      details: { file: 'x.png' },
    });
    const saved = readSaved(task.save(), { file: 'm.safetensors' });
    const model = saved.model as Record<string, Record<string, unknown>>;
    for (const change of [
      { shape: { height: 8, width: 1e9, channels: 1 } },
      { shape: { height: 8, width: 8, channels: 2 } },
      { shape: undefined },
      { model: { ...model['model'], channels: [6, 1e6] } },
      { model: { ...model['model'], hidden: 1e9 } },
      { model: { ...model['model'], reader: 'rows', cell: 'lstm', hidden: 1e5 } },
      { model: { ...model['model'], reader: 'toString' } },
    ]) {
      await expect(openTask({ ...saved, model: { ...model, ...change } })).rejects.toMatchObject({
        code: 'model/config',
      });
    }
    const scaling = { mean: [0], deviation: [0] };
    await expect(openTask({ ...saved, model: { ...model, scaling } })).rejects.toMatchObject({ code: 'model/pixels' });
  });

  test('begin another model: whole with the same labels, all but the last layer with others', async () => {
    const older = stateOf(training.trainable.model);
    const same = await prepare(digits, idx, { channels: [6, 8] }, training.task);
    expect(stateOf(same.trainable.model)).toEqual(older);
    const two = { 'b-images': digits['train-images-idx3-ubyte']!, 'b-labels': idxFile([150], halves(150)) };
    const other = stateOf(
      (await prepare(two, { file: 'b-images' }, { channels: [6, 8] }, training.task)).trainable.model,
    );
    expect(other.get('head.weight')!.shape).toEqual([2, 12]);
    expect(other.get('reader.dense.weight')).toEqual(older.get('reader.dense.weight'));
    await expect(prepare(digits, idx, { channels: [6, 9] }, training.task)).rejects.toMatchObject({
      code: 'model/mismatch',
    });
  });

  test('say beforehand what memory a step takes', async () => {
    let need: MemoryNeed | undefined;
    await train({
      trainable: training.trainable,
      config: { ...config, epochs: 1 },
      memory: { freeBytes: 1e12 },
      on: (event) => {
        if (event.type === 'started') need = event.memory;
      },
    });
    expect(need!.stepBytes).toBeGreaterThan(8 * 8 * 8 * 6 * 4);
  });
});

function halves(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i % 2);
}

describe('images as sequences', () => {
  for (const [model, lr] of [
    [{ reader: 'rows', cell: 'gru' }, 0.02],
    [{ reader: 'columns', cell: 'lstm', bidirectional: true }, 0.02],
    [{ reader: 'pixels', cell: 'gru', hidden: 16 }, 0.02],
  ] as const) {
    test(`are learnt by ${model.reader}`, async () => {
      const { task, trainable, context } = await prepare(digits, idx, model);
      await train({ trainable, config: { ...config, epochs: model.reader === 'pixels' ? 16 : 12, lr, clipNorm: 1 } });
      const { metrics } = await task.evaluate(context, {});
      expect(metrics['accuracy']).toBeGreaterThan(model.reader === 'pixels' ? 0.6 : 0.9);
    });
  }

  test('tell the states of all steps on the way to an answer', async () => {
    const { task } = await prepare(digits, idx, { reader: 'rows', cell: 'gru' });
    const { predictions, parts } = await task.trace('x.png', contextOf({ 'x.png': bars(1, 9).pixels[0]! }));
    expect(predictions[0]!.top).toHaveLength(3);
    expect(parts.map(({ name, shape }) => [name, shape])).toEqual([
      ['states', [8, 12]],
      ['scores', [3]],
    ]);
  });

  test('see the pixels in the order that the reader says', async () => {
    // Rows and columns of turned images are the same sequences; so are pixels in another order of images in that order.
    const turned = (image: Uint8Array): Uint8Array => image.map((_, i) => image[(i % 8) * 8 + Math.floor(i / 8)]!);
    const scores = async (model: object, change: (image: Uint8Array) => Uint8Array): Promise<ArrayLike<number>> => {
      const { pixels, kinds: labels } = bars(30, 5);
      const files = {
        'a-images': idxFile(
          [30, 8, 8],
          pixels.flatMap((image) => [...change(image)]),
        ),
        'a-labels': idxFile([30], labels),
      };
      const { task, context } = await prepare(files, { file: 'a-images', split: {} }, model);
      const { metrics } = await task.evaluate(context, {});
      return [metrics['loss']!];
    };
    const plain = (image: Uint8Array): Uint8Array => image;
    const rows = { reader: 'rows', cell: 'elman' };
    const columns = { ...rows, reader: 'columns' };
    expect(await scores(columns, turned)).toEqual(await scores(rows, plain));
    expect(await scores(columns, plain)).not.toEqual(await scores(rows, plain));
    const pixels = { ...rows, reader: 'pixels' };
    expect(await scores({ ...pixels, permute: 1 }, plain)).not.toEqual(await scores(pixels, plain));
    expect(await scores({ ...pixels, permute: 1 }, plain)).toEqual(await scores({ ...pixels, permute: 1 }, plain));
  });
});

describe('images of a folder', () => {
  const data = { file: 'bars', size: [8, 8] };

  test('are parted class by class, and keep the only one of a class in the training part', async () => {
    const { summary, context, task } = await prepare(folder([30, 20, 1]), data);
    expect(summary).toEqual({ labels: 3, train: 46, validation: 5, test: 0 });
    expect(context.notes).toEqual(['data/single-example']);
    expect(task.labels).toEqual(['leaning', 'lying', 'standing']);
    expect((await task.evaluate(context, {})).split).toBe('validation');
    const few = await prepare(folder([5, 5, 5]), data);
    expect(few.summary).toMatchObject({ train: 15, validation: 0 });
    expect(few.trainable.validate()).toBeNull();
  });

  test('have the same hash in the same parts alone', async () => {
    const files = folder([15, 15, 15]);
    const hash = async (more: object, from = files): Promise<string> =>
      (await prepare(from, { ...data, ...more })).dataHash;
    expect(await hash({})).toBe(await hash({}));
    expect(await hash({ split: { validation: 0.1, seed: 1 } })).not.toBe(await hash({}));
    expect(await hash({}, { ...files, 'bars/lying/0.png': new Uint8Array(64) })).not.toBe(await hash({}));
  });

  test('of a class that training does not show are refused, by file', async () => {
    const files = { ...folder([5, 5, 5]), 'more/lyin/1.png': new Uint8Array(64) };
    await expect(prepare(files, { ...data, test: 'more' })).rejects.toMatchObject({
      code: 'data/unseen-label',
      message: expect.stringMatching(/^more\/lyin\/1\.png: the label "lyin".*did you mean "lying"/) as string,
    });
    await expect(prepare({ 'bars/lying/1.png': new Uint8Array(64) }, data)).rejects.toMatchObject({
      code: 'data/one-label',
    });
    await expect(prepare({ ...digits, ...folder([5, 5, 5]) }, { ...idx, test: 'bars' })).rejects.toMatchObject({
      code: 'data/not-image',
    });
  });

  test('are guessed at for a first config', async () => {
    const guessed = await imageClassification.guess('train-images-idx3-ubyte', contextOf(digits));
    expect(Object.fromEntries(guessed.data.map(({ key, value }) => [key, value]))).toEqual({
      file: 'train-images-idx3-ubyte',
    });
    expect(guessed.data[0]!.comment.en).toBe('150 images of 3 classes');
  });
});

describe('training', () => {
  test('moves images anew in each epoch, and gives the same bits for the same seed', async () => {
    const weights = async (augment: object | undefined): Promise<unknown> => {
      const { trainable } = await prepare(digits, { ...idx, augment }, { channels: [4], outputDropout: 0.2 });
      await train({ trainable, config: { ...config, epochs: 1 } });
      return stateOf(trainable.model);
    };
    const augment = { shift: 1, rotate: 10, scale: 0.1, shear: 5 };
    expect(await weights(augment)).toEqual(await weights(augment));
    expect(await weights(augment)).not.toEqual(await weights(undefined));
  });

  test('meets each image once an epoch', async () => {
    const { trainable } = await prepare(digits, idx);
    const batches = trainable.batches(1, new Random(1)) as readonly Int32Array[];
    expect(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 135 }, (_, i) => i),
    );
    expect(batches).not.toEqual(trainable.batches(2, new Random(2)));
  });
});

test('pixels are scaled to mean 0 and deviation 1, channel by channel', () => {
  const pixels = Uint8Array.from([0, 7, 10, 7, 20, 7, 200, 9, 200, 9, 200, 9]);
  const scaling = PixelScaling.of([pixels.subarray(0, 6)], 2);
  expect(scaling.toJSON()).toMatchObject({ mean: [10, 7] });
  expectClose(scaling.toJSON().deviation, [Math.sqrt(200 / 3), 1], 1e-12);
  const x = scaling.apply(Float32Array.from([10, 7, 10 + Math.sqrt(200 / 3), 8]));
  expectClose(x, [0, 0, 1, 1], 1e-6);
  expect(PixelScaling.fromJSON(scaling.toJSON(), 2)).toEqual(scaling);
});
