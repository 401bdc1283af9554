import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../test/support/memory-host.ts';
import { currentEngine } from '../tensor/index.ts';
import { train, type MemoryNeed, type Trainable, type TrainConfig } from '../train/index.ts';
import { Random } from '../util/random.ts';
import { languageModel } from './language-model/index.ts';
import { nextItem } from './next-item/index.ts';
import type { TaskContext, TaskModule } from './task.ts';

const config: TrainConfig = { epochs: 1, seed: 7, optimizer: 'adam', lr: 0.01, clipNorm: 1 };

const rng = new Random(5);
const text = Array.from({ length: 120 }, () => 'abcdefg '.repeat(1 + rng.below(6)).trim()).join('\n');
const nights = Array.from({ length: 300 }, (_, i) => {
  const day = new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10);
  return i % 9 === 8 ? [] : [`${day},${'ABCDEFG'[i % 7]},u${i % 4}`];
});
const host = new MemoryHost({ 'a.txt': text, 'a.csv': ['date,item,user', ...nights.flat(), ''].join('\n') });
const context: TaskContext = { host, resolve: async (name) => name, note: () => {} };

async function trainableOf(task: TaskModule, given: { data: object; model: object }): Promise<Trainable> {
  const schemas = await task.sections();
  const [data, model] = (['data', 'model'] as const).map((name) => {
    const parsed = schemas[name].safeParse(given[name]);
    if (!parsed.success) throw new Error(JSON.stringify(parsed.error.issues));
    return parsed.data;
  });
  const { trainable } = await task.prepare({ data, model, seed: 7, batchSize: 6 }, context);
  return trainable;
}

const letters = { file: 'a.txt', window: 12 };
const grid = { file: 'a.csv', item: 'item', time: 'date', every: '1d', window: 10 };
const walks = { file: 'a.csv', item: 'item', group: 'user', order: 'file', window: 20 };

const subjects: Readonly<Record<string, readonly [TaskModule, { data: object; model: object }]>> = {
  'a text by an LSTM': [languageModel, { data: letters, model: { cell: 'lstm', hidden: 32 } }],
  'lines by a GRU with penalties': [
    languageModel,
    {
      data: { ...letters, documents: 'line' },
      model: { cell: 'gru', hidden: 32, outputDropout: 0.2, activationPenalty: 1, temporalPenalty: 1 },
    },
  ],
  'a text by a cell of ops with recompute': [
    languageModel,
    { data: letters, model: { cell: 'lstm-peephole', hidden: 32, recompute: 4 } },
  ],
  'nights with gaps': [nextItem, { data: grid, model: { cell: 'elman', hidden: 32 } }],
  'sequences with a sampled softmax': [
    nextItem,
    { data: walks, model: { cell: 'gru', hidden: 32, embedding: 16, softmax: 'sampled', samples: 3 } },
  ],
};

describe('the memory of a step of a task', () => {
  for (const [what, [task, sections]] of Object.entries(subjects)) {
    test(`is known beforehand: ${what}`, async () => {
      const trainable = await trainableOf(task, sections);
      let need: MemoryNeed | undefined;
      let most = 0;
      await train({
        trainable,
        config,
        memory: {},
        on: (event) => {
          if (event.type === 'started') need = event.memory;
          if (event.type === 'step') most = Math.max(most, currentEngine().stepBytes);
        },
      });
      expect(Math.abs(need!.stepBytes / most - 1)).toBeLessThan(0.01);
    });

    test(`batches of other sizes are of those sizes, and can be learnt from: ${what}`, async () => {
      const { sizing, ...trainable } = await trainableOf(task, sections).then((made) => ({
        sizing: made.sizing!,
        batches: made.batches(1, new Random(1)),
        loss: made.loss.bind(made),
      }));
      for (const batch of trainable.batches) {
        const { rows, steps } = sizing.sizeOf(batch);
        for (const size of [
          { rows: Math.ceil(rows / 2), steps },
          { rows, steps: Math.ceil(steps / 2) },
          { rows: 1, steps: 1 },
        ]) {
          const small = sizing.resized(batch, size);
          const found = sizing.sizeOf(small);
          expect(found.rows).toBe(size.rows);
          expect(found.steps).toBeLessThanOrEqual(size.steps);
          expect(trainable.loss(small, new Random(2)).loss.item()).toBeGreaterThan(0);
        }
      }
    });
  }
});
