import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { train } from '../../train/index.ts';
import { Random } from '../../util/random.ts';
import { sha256 } from '../../util/sha256.ts';
import { openTask } from '../open.ts';
import { readSaved } from '../saved.ts';
import type { Prediction, TaskContext, Training } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { sequenceLabeling } from './index.ts';
import type { LabelingTask } from './labeling-task.ts';

const SIDE = 16;
const FRAMES = 10;

type Files = Record<string, string | Uint8Array>;

function contextOf(files: Files): TaskContext {
  return { host: new MemoryHost(files), resolve: async (name) => name, note: () => {} };
}

/** Films of a light that is on or off, in the form that the host in memory takes for a video; the label says whether it has just changed. */
function films(folder: string, count: number, seed: number): Files {
  const rng = new Random(seed);
  const files: Files = {};
  for (let i = 0; i < count; i++) {
    const isOn = Array.from({ length: FRAMES }, () => rng.below(2) === 1);
    const labels = isOn.map((on, t) => (t > 0 && on !== isOn[t - 1] ? 'changed' : 'same'));
    const pixels = isOn.flatMap((on) => Array.from({ length: SIDE * SIDE }, () => (on ? 200 : 40) + rng.below(20)));
    files[`${folder}/${i}.mp4`] = Uint8Array.from(pixels);
    files[`${folder}/${i}.csv`] = ['label', ...labels, ''].join('\n');
  }
  return files;
}

const files = { ...films('train', 40, 1), ...films('test', 10, 2) };
const section = { file: 'train', test: 'test', label: 'label', frames: { width: SIDE, height: SIDE } };
const small = { hidden: 12, bidirectional: false, convChannels: [4, 4] };

function prepare(context: TaskContext, data: object = section, model: object = small): Promise<Training<LabelingTask>> {
  const sections = { data: dataSchema.parse(data), model: modelSchema.parse(model) };
  return sequenceLabeling.prepare({ ...sections, seed: 7, batchSize: 8 }, context);
}

describe('the frames of a video', () => {
  const context = contextOf(files);
  let training: Training<LabelingTask>;

  beforeAll(async () => {
    training = await prepare(context);
    await train({
      trainable: training.trainable,
      config: { epochs: 12, seed: 7, optimizer: 'adam', lr: 0.02 },
    });
  });

  test('are labelled by what came before them; the nearest single frame cannot tell', async () => {
    const { metrics, baselines, classes } = await training.task.evaluate(context, {});
    expect(metrics['accuracy']).toBeGreaterThan(0.97);
    expect(baselines['nearest']!['accuracy']).toBeLessThan(0.7);
    expect(classes!.labels).toEqual(['changed', 'same']);
  });

  test('are answered one by one as they stream, with the bits of the whole film', async () => {
    const film = files['test/0.mp4'] as Uint8Array;
    const whole = await training.task.predictFile('test/0.mp4', {}, context);
    const stream = training.task.stream();
    const streamed: Prediction[] = [];
    for (let t = 0; t < FRAMES; t++)
      streamed.push(stream.step(film.subarray(t * SIDE * SIDE, (t + 1) * SIDE * SIDE).join(','))!);
    expect(streamed).toEqual(whole);
    const [state] = stream.state!();
    expect(state).toMatchObject({ name: 'h_l0', shape: [small.hidden] });
    stream.reset();
    expect(stream.state!()[0]!.values).toEqual(Array.from({ length: small.hidden }, () => 0));
  });

  test('a saved model answers alike, to the bit', async () => {
    const bytes = training.task.save();
    const opened = (await openTask(readSaved(bytes, { file: 'm.safetensors' }))) as LabelingTask;
    expect(await opened.predictFile('test/1.mp4', {}, context)).toEqual(
      await training.task.predictFile('test/1.mp4', {}, context),
    );
    expect(sha256(opened.save())).toBe(sha256(bytes));
  });

  test('a frame of another size, and a film in place of a file, are told', () => {
    expect(() => training.task.stream().step('1,2,3')).toThrow(/a frame is 256 whole numbers from 0 to 255.*got 3/);
    expect(() => training.task.stream().step(Array.from({ length: 256 }, () => 256).join(' '))).toThrow(
      /from 0 to 255/,
    );
    expect(() => training.task.predict({ inputs: ['a.mp4'] })).toThrow(/--file/);
  });
});

describe('videos that cannot be learnt from', () => {
  const read = (changed: Files, data: object = section) => prepare(contextOf({ ...files, ...changed }), data);

  test('have not as many labels as frames', async () => {
    await expect(read({ 'train/3.csv': 'label\nsame\nsame\n' })).rejects.toThrow(
      /train\/3\.mp4 has 10 frames, but train\/3\.csv 2 labels/,
    );
  });

  test('have no table, or one without the column, or an empty label', async () => {
    await expect(read({ 'train/new.mp4': new Uint8Array(SIDE * SIDE) })).rejects.toThrow(
      /train\/new\.mp4 has no labels: a table train\/new\.csv with the column "label"/,
    );
    await expect(read({ 'train/3.csv': 'lable\nsame\n' })).rejects.toThrow(/no column "label".*"lable"/);
    const rows = ['frame,label', ...Array.from({ length: FRAMES }, (_, t) => `${t},${t === 4 ? '' : 'same'}`)];
    await expect(read({ 'train/3.csv': rows.join('\n') })).rejects.toThrow(/train\/3\.csv, line 6/);
  });

  test('have no frame, or are none', async () => {
    await expect(read({ 'train/3.mp4': new Uint8Array(0) })).rejects.toMatchObject({ code: 'data/no-frames' });
    await expect(read({ 'train/3.mp4': new Uint8Array(7) })).rejects.toMatchObject({ code: 'data/not-video' });
  });

  test('are not in the folder', async () => {
    await expect(read({ 'empty/readme.txt': 'x' }, { ...section, file: 'empty' })).rejects.toThrow(
      /empty holds no videos/,
    );
  });

  test('have a label that training never showed', async () => {
    const labels = ['label', ...Array.from({ length: FRAMES }, (_, t) => (t === 4 ? 'smae' : 'same'))].join('\n');
    await expect(read({ 'test/0.csv': labels })).rejects.toThrow(/test\/0\.csv, line 6.*"smae"/);
  });

  test('go with keys of tables, which is refused', async () => {
    await expect(read({}, { ...section, features: ['x'] })).rejects.toMatchObject({ code: 'config/labeling-data' });
    await expect(read({}, { ...section, label: undefined })).rejects.toThrow(/data\.label is missing/);
  });
});
