import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../test/support/memory-host.ts';
import { parametersOf, type Module } from '../nn/index.ts';
import { add, mean, mul, Parameter, tensor, zeros } from '../tensor/index.ts';
import { readCheckpoint, writeCheckpoint, train, type Trainable } from './index.ts';
import { errorOf, go, killEverywhere } from './toy-run.case.ts';
import { Toy } from './toy.case.ts';

const carrying = (options: ConstructorParameters<typeof Toy>[0] = {}): Toy => new Toy({ ...options, carries: true });

describe('a carried state', () => {
  test('goes from batch to batch, off the tape, and is forgotten at the start of each epoch', async () => {
    const { toy } = await go({ toy: carrying(), config: { epochs: 2 } });
    expect(toy.carried.map((state) => state !== undefined)).toEqual([1, 2].flatMap(() => [false, true, true, true]));
    for (const state of toy.carried.filter((it) => it !== undefined)) {
      expect(Object.keys(state)).toEqual(['h_l0', 'c_l0', 'h_l1', 'c_l1']);
      for (const x of Object.values(state)) {
        expect(x.shape).toEqual([6, 8]);
        expect(x.node).toBeNull();
        expect(x.requiresGrad).toBe(false);
        expect(x.toArray().some((value) => value !== 0)).toBe(true);
      }
    }
  });

  test('lets no gradient flow back across batches', async () => {
    // s ← s + w·x, loss = s: through one batch d(loss)/dw = x, through two it would be the sum.
    const w = new Parameter([0], [1]);
    const model: Module = { namedParameters: () => [['w', w]] };
    const trainable: Trainable<number> = {
      model,
      monitor: { metric: 'loss', higherIsBetter: false },
      batches: () => [1, 10, 100],
      loss(x, _rng, carry) {
        const s = add(carry?.['s'] ?? zeros([1]), mul(w, tensor([x])));
        return { loss: mean(s), count: 1, carry: { s } };
      },
      validate: () => null,
    };
    const norms: number[] = [];
    await train({
      trainable,
      config: { epochs: 1, seed: 1, optimizer: 'sgd', lr: 1 },
      on: (event) => {
        if (event.type === 'step') norms.push(event.gradNorm);
      },
    });
    expect(norms).toEqual([1, 10, 100]);
    expect([...w.toArray()]).toEqual([-111]);
  });

  test('after a kill at any write is taken up: the same bits', async () => {
    await killEverywhere(carrying);
  });

  test('without tensors is none', async () => {
    const toy = new Toy();
    const loss = toy.loss.bind(toy);
    toy.loss = (batch, rng, carry) => ({ ...loss(batch, rng, carry), carry: {} });
    await go({ toy, config: { epochs: 1 } });
    expect(toy.carried).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('that is not finite is named', async () => {
    const toy = carrying();
    const loss = toy.loss.bind(toy);
    toy.loss = (batch, rng, carry) => {
      const made = loss(batch, rng, carry);
      return toy.carried.length < 6 ? made : { ...made, carry: { ...made.carry, h_l1: tensor([1, Infinity]) } };
    };
    const error = await errorOf(go({ toy }));
    expect(error.code).toBe('train/not-finite');
    expect(error.message).toContain('step 6 (epoch 2): the carried state h_l1 is not a finite number');
    expect(parametersOf(toy).get('head.bias')!.grad).toBeNull();
  });

  test('stands in the checkpoint with its shapes; an old checkpoint has none', async () => {
    const host = new MemoryHost();
    const controller = new AbortController();
    await go({
      toy: carrying(),
      host,
      signal: controller.signal,
      on: (event) => {
        if (event.type === 'step' && event.step === 2) controller.abort();
      },
    });
    const saved = readCheckpoint(await host.read('run/checkpoints/last.safetensors'), 'last');
    expect([...saved.carry].map(([name, { shape }]) => [name, shape])).toEqual(
      ['c_l0', 'c_l1', 'h_l0', 'h_l1'].map((name) => [name, [6, 8]]),
    );
    expect(readCheckpoint(writeCheckpoint({ ...saved, carry: new Map() }), 'old').carry.size).toBe(0);
  });
});
