import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../test/support/memory-host.ts';
import { collectParameters, stateOf, Linear, type Module } from '../nn/index.ts';
import { bits, expectClose } from '../../test/support/close.ts';
import { crossEntropy, Parameter, scale, sum, tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { readCheckpoint, train, type Trainable, type TrainConfig, type TrainEvent } from './index.ts';
import { errorOf, go, killEverywhere, logOf } from './toy-run.case.ts';
import { Toy } from './toy.case.ts';

interface Rows {
  readonly xs: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/** A softmax regression on fixed rows, in batches of the sizes given: no draw in it, so that only the cut differs. */
function regression(sizes: readonly number[]): Trainable<Rows> & { readonly model: Module } {
  const rng = new Random(4);
  const head = new Linear({ inputSize: 3, outputSize: 4, rng });
  const rows = Array.from({ length: 24 }, () => ({
    x: [rng.normal(), rng.normal(), rng.normal()],
    target: rng.below(4),
  }));
  let from = 0;
  const batches = sizes.map((size) => {
    const part = rows.slice(from, (from += size));
    return { xs: part.map(({ x }) => x), targets: part.map(({ target }) => target) };
  });
  return {
    model: { namedParameters: () => collectParameters({ head }) },
    monitor: { metric: 'loss', higherIsBetter: false },
    batches: () => batches,
    loss: ({ xs, targets }) => ({ loss: crossEntropy(head.forward(tensor(xs)), targets), count: targets.length }),
    validate: () => null,
  };
}

const config: TrainConfig = { epochs: 3, seed: 1, optimizer: 'sgd', lr: 0.5, momentum: 0.9, clipNorm: 0.3 };

async function trained(
  sizes: readonly number[],
  accumulate?: number,
): Promise<{ weights: ReturnType<typeof stateOf>; steps: Extract<TrainEvent, { type: 'step' }>[] }> {
  const trainable = regression(sizes);
  const steps: Extract<TrainEvent, { type: 'step' }>[] = [];
  await train({
    trainable,
    config: { ...config, accumulate },
    on: (event) => {
      if (event.type === 'step') steps.push(event);
    },
  });
  return { weights: stateOf(trainable.model), steps };
}

describe('accumulated gradients', () => {
  test('make the update that one batch with all rows makes', async () => {
    // Batches of different size weigh by their targets; the last update of an epoch has fewer batches.
    const whole = await trained([10, 10, 4]);
    const cut = await trained([1, 7, 2, 5, 4, 1, 4], 3);
    expect(cut.steps).toHaveLength(9);
    for (const [name, { data }] of whole.weights) expectClose(cut.weights.get(name)!.data, data, 1e-5, name);
    cut.steps.forEach((step, i) => {
      expect(step).toMatchObject({ step: i + 1, steps: 9 });
      for (const figure of ['loss', 'gradNorm', 'lr'] as const)
        expectClose([step[figure]], [whole.steps[i]![figure]], 1e-5, `${figure} of step ${i + 1}`);
    });
    // And not the one of the first batch alone.
    expect(bits(cut.weights.get('head.bias')!.data)).not.toBe(
      bits((await trained([1, 7, 2, 5, 4, 1, 4])).weights.get('head.bias')!.data),
    );
  });

  test('of one batch are that batch, to the bit', async () => {
    const [plain, one] = [await trained([10, 10, 4]), await trained([10, 10, 4], 1)];
    for (const [name, { data }] of plain.weights) expect(bits(one.weights.get(name)!.data)).toBe(bits(data));
  });

  test('count steps, schedules and checkpoints by updates, and pass a carried state on', async () => {
    const toy = new Toy({ carries: true });
    const { events, host } = await go({ toy, config: { accumulate: 3, epochs: 2, schedule: 'linear', warmup: 0 } });
    const rates = events.flatMap((event) => (event.type === 'step' ? [event.lr] : []));
    // Four batches an epoch: three, and the one that is left.
    const wanted = [1, 2 / 3, 1 / 3, 0].map((share) => share * 0.02);
    expectClose(rates, wanted, 1e-9);
    expect(toy.carried.map((state) => state !== undefined)).toEqual([1, 2].flatMap(() => [false, true, true, true]));
    expect(logOf(host).map(({ step }) => step)).toEqual([2, 4, 4]);
    // One after each update and one at the end.
    expect(events.filter(({ type }) => type === 'checkpoint')).toHaveLength(5);
  });

  test('draw for each batch anew', async () => {
    const draws: number[] = [];
    const toy = new Toy();
    const loss = toy.loss.bind(toy);
    toy.loss = (batch, rng, carry) => {
      const made = loss(batch, rng, carry);
      draws.push(rng.bits());
      return made;
    };
    await go({ toy, config: { accumulate: 2 } });
    expect(new Set(draws).size).toBe(draws.length);
  });

  test('after a kill at any write are taken up: the same bits', async () => {
    await killEverywhere((options) => new Toy({ ...options, carries: true }), { config: { accumulate: 3 } });
  });

  test('lie in memory that does not grow with their number', async () => {
    // Each batch has a step of its own: what one leaves behind is stale in the next.
    const toy = new Toy();
    const loss = toy.loss.bind(toy);
    const made: ReturnType<typeof loss>['loss'][] = [];
    toy.loss = (batch, rng, carry) => {
      expect(made.every(({ storage }) => !storage.isLive)).toBe(true);
      const result = loss(batch, rng, carry);
      made.push(result.loss);
      return result;
    };
    await go({ toy, config: { accumulate: 4, epochs: 1 } });
    expect(made).toHaveLength(4);
  });

  test('that overflow only together are named', async () => {
    const p = new Parameter([1], [1]);
    const error = await errorOf(
      train({
        trainable: {
          model: { namedParameters: () => [['p', p]] },
          monitor: { metric: 'loss', higherIsBetter: false },
          batches: () => [1, 1],
          loss: () => ({ loss: sum(scale(p, 3e38)), count: 2 }),
          validate: () => null,
        },
        config: { epochs: 1, seed: 1, optimizer: 'sgd', lr: 1, accumulate: 2 },
      }),
    );
    expect(error.code).toBe('train/not-finite');
    expect(error.message).toContain('step 1 (epoch 1): the gradient of p is not a finite number');
    expect([...p.toArray()]).toEqual([1]);
  });

  test('stand in no checkpoint, for there is none between their batches', async () => {
    const host = new MemoryHost();
    await go({ host, config: { accumulate: 3 } });
    const { stepInEpoch, step } = readCheckpoint(await host.read('run/checkpoints/last.safetensors'), 'last');
    expect([stepInEpoch, step]).toEqual([0, 6]);
  });
});
