import { describe, expect, test } from 'vitest';
import { bits, expectClose } from '../../test/support/close.ts';
import { MemoryHost } from '../../test/support/memory-host.ts';
import { readModelFile, writeModelFile } from '../formats/index.ts';
import { stateOf, type NamedArray } from '../nn/index.ts';
import { readCheckpoint, writeCheckpoint, type TrainConfig } from './index.ts';
import { errorOf, go, hashOf, killEverywhere, logOf, STEPS, weights } from './toy-run.case.ts';
import { Toy } from './toy.case.ts';

type Weights = ReadonlyMap<string, NamedArray>;

/** A run that notes the live weights after each update and those that were validated. */
async function watched(
  config: Partial<TrainConfig>,
  validation?: (epoch: number) => number,
): Promise<{ live: Weights[]; validated: Weights[]; toy: Toy; host: MemoryHost }> {
  const toy = new Toy();
  const live: Weights[] = [];
  const validated: Weights[] = [];
  const validate = toy.validate.bind(toy);
  toy.validate = () => {
    validated.push(stateOf(toy));
    return validation === undefined ? validate() : { loss: validation(validated.length) };
  };
  const { host } = await go({
    toy,
    config,
    on: (event) => {
      if (event.type === 'step') live.push(stateOf(toy));
    },
  });
  return { live, validated, toy, host };
}

function meanOf(all: readonly Weights[]): Map<string, number[]> {
  return new Map(
    [...all[0]!].map(([name, { data }]) => [
      name,
      Array.from(data, (_, i) => all.reduce((total, state) => total + state.get(name)!.data[i]!, 0) / all.length),
    ]),
  );
}

function expectMean(found: Weights, of: readonly Weights[], what: string): void {
  for (const [name, mean] of meanOf(of)) expectClose(found.get(name)!.data, mean, 1e-5, `${what}: ${name}`);
}

const same = (a: Weights, b: Weights): boolean =>
  [...a].every(([name, { data }]) => bits(b.get(name)!.data) === bits(data));

describe('averaged weights', () => {
  test('are taken after each update from the start of an epoch on, and are what is validated', async () => {
    const plain = await watched({ epochs: 4 });
    const { live, validated } = await watched({ epochs: 4, averageFrom: 3 });
    // The live weights train on as if there were none.
    expect(live.map((state, i) => same(state, plain.live[i]!))).not.toContain(false);
    for (const epoch of [1, 2]) expect(same(validated[epoch - 1]!, live[epoch * STEPS - 1]!)).toBe(true);
    expectMean(validated[2]!, live.slice(2 * STEPS, 3 * STEPS), 'epoch 3');
    expectMean(validated[3]!, live.slice(2 * STEPS, 4 * STEPS), 'epoch 4');
    expect(same(validated[3]!, live.at(-1)!)).toBe(false);
  });

  test('may be taken at the end of each epoch instead', async () => {
    const { live, validated } = await watched({ epochs: 4, averageFrom: 2, averageEvery: 'epoch' });
    const ends = [1, 2, 3, 4].map((epoch) => live[epoch * STEPS - 1]!);
    for (const epoch of [2, 3, 4]) expectMean(validated[epoch - 1]!, ends.slice(1, epoch), `epoch ${epoch}`);
  });

  test('are the best model, in memory and in the file', async () => {
    const costs = [5, 4, 3, 2];
    const { validated, toy, host } = await watched({ epochs: 4, averageFrom: 2 }, (epoch) => costs[epoch - 1]!);
    expect(same(stateOf(toy), validated[3]!)).toBe(true);
    const { tensors } = readModelFile(await host.read('run/model.safetensors'));
    expect(tensors).toEqual(readModelFile(toy.save()).tensors);
  });

  test('are the final model also where no validation was ever a number', async () => {
    const { live, toy } = await watched({ epochs: 2, averageFrom: 1 }, () => Number.NaN);
    expectMean(stateOf(toy), live, 'final');
  });

  test('begin when validation is worse than the best of all epochs but the last n', async () => {
    const costs = [5, 4, 4.5, 4.4, 3];
    const config: Partial<TrainConfig> = { epochs: 5, optimizer: 'sgd', lr: 0.5, averageTrigger: 1 };
    const { live, validated } = await watched(config, (epoch) => costs[epoch - 1]!);
    // 4.4, in epoch 4, is worse than the best of the first two.
    for (const epoch of [1, 2, 3, 4]) expect(same(validated[epoch - 1]!, live[epoch * STEPS - 1]!)).toBe(true);
    expectMean(validated[4]!, live.slice(4 * STEPS), 'epoch 5');
  });

  test('begin by the sign of the figure: less may be worse', async () => {
    const toy = new Toy();
    toy.monitor = { metric: 'loss', higherIsBetter: true };
    const seen: string[] = [];
    const figures = [1, 2, 3, 1, 5];
    toy.validation = () => ({ loss: figures[seen.push(weights(toy)) - 1]! });
    const live: string[] = [];
    await go({
      toy,
      config: { epochs: 5, averageTrigger: 0 },
      on: (event) => {
        if (event.type === 'step' && event.step % STEPS === 0) live.push(weights(toy));
      },
    });
    expect(seen.map((state, i) => state === live[i])).toEqual([true, true, true, true, false]);
  });

  test('of ASGD are those it keeps itself', async () => {
    const { live, validated, toy } = await watched(
      { optimizer: 'asgd', lr: 1, t0: 0, lambd: 0, epochs: 3 },
      (epoch) => -epoch,
    );
    expectMean(validated[2]!, live.slice(1), 'epoch 3');
    expect(same(stateOf(toy), validated[2]!)).toBe(true);
  });

  test('of ASGD and of the trainer are not to be had both', async () => {
    for (const both of [{ averageFrom: 1 }, { averageTrigger: 5 }]) {
      const error = await errorOf(go({ config: { optimizer: 'asgd', ...both } }));
      expect(error.code).toBe('config/two-averages');
      expect(error.message).toContain('averages weights itself');
    }
  });

  test('give the live weights back also when validation fails', async () => {
    const toy = new Toy();
    const live: string[] = [];
    toy.validation = () => {
      if (live.length === 2 * STEPS) throw new Error('no validation today');
      return { loss: 1 };
    };
    const work = go({
      toy,
      config: { averageFrom: 1 },
      on: (event) => {
        if (event.type === 'step') live.push(weights(toy));
      },
    });
    await expect(work).rejects.toThrow('no validation today');
    expect(weights(toy)).toBe(live.at(-1));
  });
});

describe('after a kill at any write ends with the same bits', () => {
  /** Judged by the bits of a weight: now better, now worse, and a function of the weights alone. */
  const bumpy = (options: { weightSeed: number }): Toy => {
    const toy = new Toy(options);
    toy.validation = () => ({ loss: new Uint32Array(stateOf(toy).get('head.bias')!.data.buffer)[0]! % 97 });
    return toy;
  };
  const kinds: Record<string, Partial<TrainConfig>> = {
    'averaging every update': { averageFrom: 2, epochs: 4 },
    'averaging every epoch': { averageFrom: 2, averageEvery: 'epoch', epochs: 4 },
    'averaging by a trigger': { optimizer: 'sgd', lr: 0.5, averageTrigger: 1, epochs: 8 },
    ASGD: { optimizer: 'asgd', lr: 1, t0: 5, epochs: 4 },
    'RMSprop on a plateau': { optimizer: 'rmsprop', schedule: 'plateau', epochs: 8, centered: true, momentum: 0.5 },
    'Adagrad, accumulated': { optimizer: 'adagrad', lrDecay: 0.1, accumulate: 2 },
  };
  for (const [name, config] of Object.entries(kinds)) {
    test(name, async () => {
      // What is to be resumed must happen.
      const { host, events } = await go({ toy: bumpy({ weightSeed: 1 }), config });
      const { average } = readCheckpoint(await host.read('run/checkpoints/last.safetensors'), 'last');
      if (name.startsWith('averaging')) expect(average.count).toBeGreaterThan(1);
      const rates = events.flatMap((event) => (event.type === 'step' && event.step > 2 ? [event.lr] : []));
      if (config.schedule === 'plateau') expect(new Set(rates).size).toBeGreaterThan(2);
      await killEverywhere(bumpy, { config });
    });
  }
});

describe('the schedule plateau', () => {
  test('multiplies the rate when validation has not improved for so many epochs', async () => {
    const figures = [5, 4, 4, 4, 4, 4, 3, 3];
    let epoch = 0;
    const toy = new Toy();
    toy.validation = () => ({ loss: figures[epoch++]! });
    const config: Partial<TrainConfig> = {
      epochs: 8,
      schedule: 'plateau',
      decayPatience: 2,
      decayFactor: 0.1,
      lr: 1e-3,
      warmup: 2,
    };
    const { events, host } = await go({ toy, config });
    const rates = events.flatMap((event) => (event.type === 'step' ? [event.lr * 1e3] : []));
    const wanted = [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01].flatMap((rate) => Array.from({ length: STEPS }, () => rate));
    expectClose(rates, [0.5, ...wanted.slice(1)], 1e-9);
    expectClose(
      logOf(host)
        .slice(0, -1)
        .map(({ lr }) => (lr as number) * 1e3),
      [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01],
      1e-9,
    );
  });

  test('linear and cosine end at the share of the rate that endFactor says', async () => {
    for (const schedule of ['linear', 'cosine'] as const) {
      const { events } = await go({ config: { schedule, endFactor: 0.25, lr: 0.08 } });
      const rates = events.flatMap((event) => (event.type === 'step' ? [event.lr] : []));
      expect(rates.at(-1)).toBeCloseTo(0.02, 12);
    }
  });
});

test('a checkpoint of before there were averages and carried states is taken up', async () => {
  const wanted = await hashOf((await go()).host);
  const controller = new AbortController();
  const { host } = await go({
    signal: controller.signal,
    on: (event) => {
      if (event.type === 'step' && event.step === 6) controller.abort();
    },
  });
  const path = 'run/checkpoints/last.safetensors';
  const { model, tensors } = readModelFile(await host.read(path));
  const { averaged, costs, ...old } = model as Record<string, never>;
  expect([averaged, costs]).toEqual([0, []]);
  await host.write(path, writeModelFile({ model: old, tensors }));
  await go({ host, resume: true, toy: new Toy({ weightSeed: 5 }) });
  expect(await hashOf(host)).toBe(wanted);
});

test('a checkpoint keeps averages and costs to the bit', async () => {
  const { host } = await go({ config: { averageFrom: 1, averageTrigger: 9 } });
  const saved = readCheckpoint(await host.read('run/checkpoints/last.safetensors'), 'last');
  expect(saved.average.count).toBe(3 * STEPS);
  expect(saved.costs).toHaveLength(3);
  const costs = [1.5, null, -2];
  const again = readCheckpoint(writeCheckpoint({ ...saved, costs }), 'again');
  expect(again).toEqual({ ...saved, costs });
  const { model, tensors } = readModelFile(writeCheckpoint(saved));
  for (const spoilt of [{ averaged: -1 }, { costs: ['3'] }, { costs: 3 }]) {
    const bytes = writeModelFile({ model: { ...(model as object), ...spoilt }, tensors });
    expect(() => readCheckpoint(bytes, 'spoilt')).toThrow(Object.keys(spoilt)[0]);
  }
});
