import { beforeAll, describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { train } from '../../train/index.ts';
import type { ScoredStep, TaskContext } from '../task.ts';
import { dataSchema, modelSchema } from './config.ts';
import { nextItem } from './index.ts';
import type { NextItemTask } from './next-item-task.ts';

type Notes = TaskContext & { readonly notes: string[] };

function contextOf(files: Record<string, string>): Notes {
  const notes: string[] = [];
  return { host: new MemoryHost(files), resolve: async (name) => name, note: (code) => void notes.push(code), notes };
}

async function trained(data: object, files: Record<string, string>): Promise<{ task: NextItemTask; context: Notes }> {
  const context = contextOf(files);
  const sections = {
    data: dataSchema.parse(data),
    model: modelSchema.parse({ cell: 'gru', hidden: 8 }),
  };
  const { task, trainable } = await nextItem.prepare({ ...sections, seed: 7, batchSize: undefined }, context);
  await train({ trainable, config: { epochs: 4, seed: 7, optimizer: 'adam', lr: 0.02 } });
  return { task, context: contextOf(files) };
}

const mean = (steps: readonly ScoredStep[]): number => {
  const known = steps.flatMap(({ surprise }) => (surprise === null ? [] : [surprise]));
  return known.reduce((sum, nats) => sum + nats, 0) / known.length;
};

const clicks = [
  'user,page',
  ...Array.from({ length: 200 }, (_, i) => `u${i % 23},${'ABCDE'[(i * i + (i >> 3)) % 5]}`),
].join('\n');
const other = 'user,page\nx,A\ny,D\nx,B\nx,Q\nx,C\ny,E\nz,A\nw,Q\nw,Q\nw,B\n';

describe('with a group', () => {
  let task: NextItemTask;
  let context: Notes;
  beforeAll(async () => {
    ({ task, context } = await trained(
      { file: 'clicks.csv', item: 'page', group: 'user' },
      { 'clicks.csv': clicks, 'other.csv': other },
    ));
  });

  test('the mean over a file is the loss that evaluate finds on it', async () => {
    for (const file of ['clicks.csv', 'other.csv']) {
      const steps = await task.score(context, { file });
      const { metrics } = await task.evaluate(context, { data: file });
      expect(mean(steps)).toBeCloseTo(metrics['loss']!, 12);
      expect(steps.filter(({ rank }) => rank === 1).length / metrics['predictions']!).toBeCloseTo(metrics['accuracy']!);
      expect(steps.filter(({ surprise }) => surprise !== null)).toHaveLength(metrics['predictions']!);
    }
  });

  test('every event of a file has its step, with its line and its sequence', async () => {
    const steps = await task.score(context, { file: 'other.csv' });
    expect(steps.map(({ item, line, sequence }) => [item, line, sequence])).toEqual([
      ['A', 2, 'x'],
      ['B', 4, 'x'],
      ['Q', 5, 'x'],
      ['C', 6, 'x'],
      ['D', 3, 'y'],
      ['E', 7, 'y'],
      ['A', 8, 'z'],
      ['Q', 9, 'w'],
      ['Q', 10, 'w'],
      ['B', 11, 'w'],
    ]);
    // Nothing is said of the first of a sequence, of what training did not see, and of the first behind that alone.
    expect(steps.map(({ surprise }) => surprise !== null)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(steps.every(({ surprise, rank }) => (surprise === null) === (rank === null))).toBe(true);
    expect(context.notes).toContain('data/unknown-items');
  });

  test('a step is as likely as predict says, given all before it', async () => {
    const items = ['C', 'A', 'A', 'E', 'B', 'D', 'A'];
    const steps = await task.score(context, { text: items.join('\n') });
    expect(steps).toHaveLength(items.length);
    items.forEach((item, t) => {
      if (t === 0) return;
      const { top } = task.predict({ inputs: items.slice(0, t), top: 5 })[0]!;
      const place = top.findIndex((one) => one.item === item);
      expect(Math.exp(-steps[t]!.surprise!)).toBeCloseTo(top[place]!.probability, 6);
      expect(steps[t]!.rank).toBe(place + 1);
    });
  });

  test('a text has an item a line; an empty line ends a sequence; what else is in it changes no bit', async () => {
    const alone = await task.score(context, { text: 'A\nC\nB\n' });
    expect(alone.map(({ line, sequence }) => [line, sequence])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
    const among = await task.score(context, { text: '\r\nE\r\n \r\n\r\nA\r\nC\r\nB\r\n\r\nD\r\nE\r\nA\r\nD' });
    expect(among.map(({ line, sequence }) => [line, sequence])).toEqual([
      [2, '#1'],
      [5, '#2'],
      [6, '#2'],
      [7, '#2'],
      [9, '#3'],
      [10, '#3'],
      [11, '#3'],
      [12, '#3'],
    ]);
    expect(among.slice(1, 4).map(({ surprise }) => surprise)).toEqual(alone.map(({ surprise }) => surprise));
    await expect(task.score(context, { text: ' \n\n' })).rejects.toMatchObject({ code: 'input/nothing-to-score' });
  });

  test('a sequence longer than a segment is read in one go with its whole past', async () => {
    const items = Array.from({ length: 150 }, (_, t) => 'ABCDE'[(t * t) % 5]!);
    const steps = await task.score(context, { text: items.join('\n') });
    const { top } = task.predict({ inputs: items.slice(0, 149), top: 5 })[0]!;
    const last = top.find(({ item }) => item === items[149])!;
    expect(Math.exp(-steps[149]!.surprise!)).toBeCloseTo(last.probability, 6);
  });
});

describe('on a grid of time', () => {
  const orders = [
    'date,dish',
    ...Array.from({ length: 60 }, (_, i) => i)
      .filter((i) => i % 7 !== 5)
      .map((i) => `${new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10)},${'abc'[i % 3]}`),
  ].join('\n');
  const grid = { file: 'orders.csv', item: 'dish', time: 'date', every: '1d' };

  test('slots without an event are no steps, and the model fills them as in evaluate', async () => {
    const { task, context } = await trained(grid, { 'orders.csv': orders });
    const steps = await task.score(context, { file: 'orders.csv' });
    expect(steps.map(({ line }) => line)).toEqual(steps.map((_, i) => i + 2));
    const { metrics } = await task.evaluate(context, { data: 'orders.csv' });
    expect(mean(steps)).toBeCloseTo(metrics['loss']!, 12);
  });

  test('an unknown item is a gap: the prediction stands in for it', async () => {
    const { task, context } = await trained(grid, { 'orders.csv': orders });
    const steps = await task.score(context, { text: 'a\nb\n?\na' });
    expect(steps.map(({ surprise }) => surprise !== null)).toEqual([false, true, false, true]);
    const { top } = task.predict({ inputs: ['a', 'b', ''], top: 3 })[0]!;
    expect(Math.exp(-steps[3]!.surprise!)).toBeCloseTo(top.find(({ item }) => item === 'a')!.probability, 6);
  });

  test('pauses that begin a sequence number them', async () => {
    const { task, context } = await trained(
      { file: 'orders.csv', item: 'dish', time: 'date', gap: '1d' },
      { 'orders.csv': orders },
    );
    const steps = await task.score(context, { file: 'orders.csv' });
    expect([...new Set(steps.map(({ sequence }) => sequence))].slice(0, 3)).toEqual(['#1', '#2', '#3']);
    expect(steps.filter(({ surprise }) => surprise === null)).toHaveLength(9);
  });
});
