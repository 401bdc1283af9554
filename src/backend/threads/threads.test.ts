import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { startHelper } from '../../../dist/node/backend.js';
import { recurrent } from '../../cells/index.ts';
import { collectParameters } from '../../nn/index.ts';
import { adam } from '../../optim/index.ts';
import { mul, step, sum, tensor, withBackend } from '../../tensor/index.ts';
import { Random } from '../../util/random.ts';
import { backendContract } from '../contract.case.ts';
import type { Kernels } from '../backend.ts';
import { createWasmBackend, type WasmBackend } from '../wasm.ts';
import { giveUp, type HelperSetup } from './helper.ts';
import { Pool } from './pool.ts';
import { sharedOut } from './shared-out.ts';
import { Shares } from './shares.ts';
import { Slot, word } from './slot.ts';
import { functionNames, splits } from './splits.ts';

/** So many threads, for which no call is too small to be shared. */
async function eager(threads: number): Promise<WasmBackend> {
  const backend = createWasmBackend({ threads, startHelper });
  if (backend.pool !== null) {
    await backend.pool.allReady();
    backend.pool.worthSharing = 0;
  }
  return backend;
}

const prepared = [await eager(3)];
const create = (): WasmBackend => prepared.pop() ?? createWasmBackend({ threads: 3, startHelper });
backendContract('WASM on three threads', create, { relative: 2e-6, absolute: 2e-6 });

describe('a layer trained on two and on eight threads', async () => {
  const single = createWasmBackend();
  const several = [await eager(2), await eager(8)];
  const cells = [
    { cell: 'elman' },
    { cell: 'lstm' },
    { cell: 'gru' },
    { cell: 'gru-reset-before' },
    { cell: 'lstm-layer-norm' },
  ] as const;

  /** Outputs, and weights after three updates, of two layers on ragged rows. */
  function train(backend: WasmBackend, cell: (typeof cells)[number]['cell'], batch: number): Float32Array[] {
    return withBackend(backend, () => {
      const rng = new Random(5);
      const layer = recurrent({ cell, inputSize: 7, hiddenSize: 12, layers: 2, rng });
      const optimizer = adam(collectParameters({ layer }));
      const xs = tensor(
        Float32Array.from({ length: batch * 9 * 7 }, () => rng.normal()),
        [batch, 9, 7],
      );
      const lengths = Int32Array.from({ length: batch }, (_, b) => 1 + ((b * 5 + 8) % 9));
      const seen: Float32Array[] = [];
      for (let i = 0; i < 3; i++) {
        step(() => {
          const { ys } = layer.forward(xs, { lengths });
          sum(mul(ys, ys)).backward();
          seen.push(ys.toArray() as Float32Array);
          optimizer.step();
          optimizer.zeroGrad();
        });
      }
      return [...seen, ...[...layer.namedParameters()].map(([, weight]) => weight.toArray() as Float32Array)];
    });
  }

  for (const { cell } of cells) {
    it(`has the bits of one thread: ${cell}`, () => {
      for (const batch of [1, 13, 32]) {
        const alone = train(single, cell, batch);
        for (const backend of several) expect(train(backend, cell, batch)).toEqual(alone);
      }
    });
  }
});

describe('a pool', () => {
  it('starts nobody for little work, and goes on alone until somebody listens', () => {
    let started = 0;
    const pool = new Pool(3, () => started++);
    for (let i = 0; i < 10; i++) expect(pool.ready(1e6)).toBe(0);
    expect(started).toBe(0);
    expect(pool.ready(20e6)).toBe(0);
    expect(started).toBe(2);
    expect(pool.ready(20e6)).toBe(0);
    expect(started).toBe(2);
  });

  it('goes on with those that could be started, and says why there are no more to who waits for all', async () => {
    const words: Int32Array[] = [];
    const pool = new Pool(4, (index, control) => {
      if (index === 1) throw new Error('no more of them');
      words.push(new Slot(control, index).words);
    });
    pool.start();
    expect(pool.ready(1e9)).toBe(0);
    Atomics.store(words[0]!, word.ready, 1);
    expect(pool.ready(1e9)).toBe(1);
    await expect(pool.allReady()).rejects.toMatchObject({ code: 'backend/threads', message: /1 came up \(no more/ });
  });

  it('does not wait for a helper that gave up', () => {
    const pool = new Pool(2, (index, control) => {
      giveUp({ control, index } as HelperSetup);
    });
    expect(() => pool.waitUntilReady()).toThrow(expect.objectContaining({ code: 'backend/threads' }));
  });

  it('fails in the name of a helper that failed, and can be used again', () => {
    let control!: SharedArrayBuffer;
    const pool = new Pool(2, (_, shared) => (control = shared));
    pool.start();
    const { words } = new Slot(control, 0);
    Atomics.store(words, word.ready, 1);
    expect(pool.ready(0)).toBe(1);
    pool.give(0, 0, [1, 2]);
    words[word.failed] = 1;
    Atomics.store(words, word.done, 1);
    expect(() => pool.wait()).toThrow(expect.objectContaining({ code: 'backend/threads' }));
    pool.give(0, 0, []);
    Atomics.store(words, word.done, 2);
    pool.wait();
  });

  it('waits for a helper also when the counts of jobs go round at 2³¹', async () => {
    let control!: SharedArrayBuffer;
    const pool = new Pool(2, (_, shared) => (control = shared));
    pool.start();
    const { words } = new Slot(control, 0);
    words[word.given] = words[word.done] = 2 ** 31 - 1;
    pool.give(0, 0, []);
    const helper = new Worker(
      `const { workerData: words } = require('node:worker_threads');
      Atomics.wait(words, ${word.callerSleeps}, 1, 50);
      Atomics.store(words, ${word.done}, words[${word.given}]);
      Atomics.notify(words, ${word.done});`,
      { eval: true, workerData: words },
    );
    await once(helper, 'online');
    pool.wait();
    expect(words[word.done]).toBe(-(2 ** 31));
    await helper.terminate();
  });

  it('waits for the others even when its own part fails', () => {
    let control!: SharedArrayBuffer;
    const pool = new Pool(2, (_, shared) => (control = shared));
    pool.start();
    pool.worthSharing = 0;
    const { words } = new Slot(control, 0);
    Atomics.store(words, word.ready, 1);
    // As if the helper were done before it was asked.
    Atomics.store(words, word.done, 1);
    const fill: Kernels['fill'] = () => {
      throw new Error('no such memory');
    };
    expect(() => sharedOut({ fill }, pool).fill(0, 64, 1000)).toThrow('no such memory');
    expect(words[word.given]).toBe(1);
  });
});

it('every part of a call lies within it, and together they are the call', () => {
  const { fill, gemm } = splits;
  expect(fill!.part([1, 64, 100], 32, 16)).toEqual([1, 64 + 32 * 4, 16]);
  expect(gemm!.part([1, 0, 40, 24, 9, 64, 40, 6400, 24, 12800, 24, 1], 8, 16)).toEqual([
    1,
    0,
    16,
    24,
    9,
    64 + 8 * 4,
    40,
    6400,
    24,
    12800 + 8 * 24 * 4,
    24,
    1,
  ]);
  for (const name of functionNames) expect(splits).toHaveProperty(name);
});

describe('shares', () => {
  it('are equal before anything is known, in multiples of the grain, and cover all', () => {
    const shares = new Shares(4, true);
    expect(shares.bounds(32, 4, 4)).toEqual([0, 8, 16, 24, 32]);
    expect(shares.bounds(33, 8, 2)).toEqual([0, 16, 33]);
    expect(shares.bounds(3, 8, 2)).toEqual([0, 0, 3]);
    expect(shares.bounds(100, 1, 2)).toEqual([0, 50, 100]);
  });

  it('follow how fast each thread was, and forget it', () => {
    const shares = new Shares(2, true);
    // The second thread takes half as long for as much.
    for (let i = 0; i < 100; i++) {
      const bounds = shares.bounds(300, 1, 2);
      shares.learn(bounds, [bounds[1]! * 2, 300 - bounds[1]!]);
    }
    expect(shares.bounds(300, 1, 2)[1]).toBeCloseTo(100, -1);
    for (let i = 0; i < 1000; i++) shares.learn([0, 0, 300], [0, 1]);
    expect(shares.bounds(300, 1, 2)[1]).toBeCloseTo(150, -1);
  });

  it('stay equal where bits depend on them', () => {
    const shares = new Shares(2, false);
    shares.learn([0, 50, 100], [10, 1]);
    expect(shares.bounds(100, 1, 2)).toEqual([0, 50, 100]);
  });
});
