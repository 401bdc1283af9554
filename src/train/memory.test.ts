import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { recurrent, type CellName, type Layer, type RecurrentOptions, type State } from '../cells/index.ts';
import { collectParameters, Embedding, Linear, parametersOf, stateOf, type Module } from '../nn/index.ts';
import { engineOf, withBackend } from '../tensor/engine.ts';
import { crossEntropy, gather, reshape, type Parameter } from '../tensor/index.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { train, type BatchSize, type Loss, type MemoryNeed, type MemoryOptions, type Sizing } from './index.ts';
import type { TrainConfig } from './config.ts';
import type { Trainable } from './trainable.ts';

const SYMBOLS = 20;
const config: TrainConfig = { epochs: 1, seed: 3, optimizer: 'adam', lr: 0.01, clipNorm: 1, clipValue: 1 };

/** Lengths of the rows of a batch: what stands in them does not matter. */
type Rows = readonly number[];

const full = ({ rows, steps }: BatchSize): Rows => Array.from({ length: rows }, () => steps);

const sizing: Sizing<Rows> = {
  sizeOf: (batch) => ({ rows: batch.length, steps: Math.max(...batch), targets: batch.reduce((a, b) => a + b) }),
  resized: (batch, { rows, steps }) => batch.slice(0, rows).map((n) => Math.min(n, steps)),
};

/** Learns to say symbol 1 after every step. */
class Model implements Trainable<Rows>, Module {
  readonly model: Module = this;
  readonly monitor = { metric: 'loss', higherIsBetter: false };
  readonly sizing: Sizing<Rows> | undefined;
  calls = 0;
  readonly #batches: readonly Rows[];
  readonly #embedding: Embedding;
  readonly #layer: Layer;
  readonly #head: Linear;

  constructor(
    batches: readonly Rows[],
    options: Partial<RecurrentOptions> & { readonly cell: CellName },
    knowsSizes = true,
  ) {
    const rng = new Random(1);
    const hidden = options.hiddenSize ?? 16;
    this.#batches = batches;
    this.sizing = knowsSizes ? sizing : undefined;
    this.#embedding = new Embedding({ count: SYMBOLS, size: hidden, rng });
    this.#layer = recurrent({ inputSize: hidden, hiddenSize: hidden, layers: 2, dropout: 0.2, rng, ...options });
    this.#head = new Linear({ inputSize: this.#layer.outputSize, outputSize: SYMBOLS, rng });
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ embedding: this.#embedding, layer: this.#layer, head: this.#head });
  }

  batches(): readonly Rows[] {
    return this.#batches;
  }

  loss(batch: Rows, rng: Random, carry?: State): Loss {
    this.calls++;
    const steps = Math.max(...batch);
    const xs = this.#embedding.forward(new Int32Array(batch.length * steps).fill(1), [batch.length, steps]);
    const lengths = batch.every((n) => n === steps) ? undefined : Int32Array.from(batch);
    const { ys, state } = this.#layer.forward(xs, { lengths, state: carry, training: true, rng });
    const flat = reshape(ys, [batch.length * steps, ys.dim(2)]); // [B, T, H] → [B·T, H]
    const places = batch.flatMap((n, b) => Array.from({ length: n }, (_, t) => b * steps + t));
    const read = lengths === undefined ? flat : gather(flat, places);
    const targets = new Int32Array(places.length).fill(1);
    return { loss: crossEntropy(this.#head.forward(read), targets), count: targets.length, carry: state };
  }

  validate(): null {
    return null;
  }
}

interface Ran {
  readonly need: MemoryNeed;
  /** The most that any step took. */
  readonly stepBytes: number;
  readonly memoryBytes: number;
  readonly weights: string;
}

/** Trains on a backend of its own. */
async function run(make: () => Model, memory?: MemoryOptions): Promise<Ran> {
  const backend = createWasmBackend();
  const engine = engineOf(backend);
  const model = withBackend(backend, make);
  let need: MemoryNeed | undefined;
  let stepBytes = 0;
  // Layers make their first states on the engine of the moment, so the loss is run under it.
  const trainable: Trainable<Rows> = {
    model,
    monitor: model.monitor,
    sizing: model.sizing,
    batches: () => model.batches(),
    loss: (batch, rng, carry) => withBackend(backend, () => model.loss(batch, rng, carry)),
    validate: () => model.validate(),
  };
  await train({
    trainable,
    config,
    memory,
    on: (event) => {
      if (event.type === 'started') need = event.memory;
      if (event.type === 'step') stepBytes = Math.max(stepBytes, engine.stepBytes);
    },
  });
  const weights = [...stateOf(model)].map(([name, { data }]) => name + bits(data)).join('\n');
  return { need: need!, stepBytes, memoryBytes: backend.memoryBytes, weights };
}

async function refused(make: () => Model, memory: MemoryOptions): Promise<ElmanError> {
  try {
    await run(make, memory);
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the memory of a step is known beforehand', () => {
  const subjects: Readonly<Record<string, Partial<RecurrentOptions> & { readonly cell: CellName }>> = {
    'an LSTM': { cell: 'lstm' },
    'a GRU': { cell: 'gru' },
    'a cell of ops': { cell: 'lstm-peephole' },
    'an LSTM with recompute': { cell: 'lstm', recompute: 5 },
    'a GRU with zoneout in both directions': { cell: 'gru', zoneout: 0.2, bidirectional: true },
  };
  const batches = [[12, 3, 9], full({ rows: 3, steps: 20 }), [20, 2, 20], [5, 5, 5], full({ rows: 3, steps: 20 })];
  for (const [what, options] of Object.entries(subjects)) {
    test(`to the byte: ${what}`, async () => {
      const make = (): Model => new Model(batches, options);
      const [told, plain] = [await run(make, {}), await run(make)];
      expect(told.need.stepBytes).toBe(plain.stepBytes);
      expect(told.stepBytes).toBe(plain.stepBytes);
      // Counting changes nothing of what is learnt.
      expect(told.weights).toBe(plain.weights);
    });
  }

  test('also what lives on between steps, and the whole fits into what was told', async () => {
    const make = (): Model => new Model([full({ rows: 64, steps: 200 })], { cell: 'lstm', hiddenSize: 64 });
    const { need, memoryBytes } = await run(make, {});
    const numbers = [...parametersOf(withBackend(createWasmBackend(), make)).values()].reduce((n, p) => n + p.size, 0);
    // Adam keeps two numbers beside each.
    expect(need.heldBytes / (3 * 4 * numbers)).toBeCloseTo(1, 2);
    expect(need.stepBytes).toBeGreaterThan(5e7);
    expect(memoryBytes).toBeGreaterThanOrEqual(need.heldBytes + need.stepBytes);
    // Memory grows by an eighth at least, and begins with 4 MiB.
    expect(memoryBytes).toBeLessThan(1.13 * (need.heldBytes + need.stepBytes) + (1 << 22));
  });

  test('without sizes, of the first batch; without the option, not at all', async () => {
    const batch = full({ rows: 3, steps: 20 });
    const { need, stepBytes } = await run(() => new Model([batch], { cell: 'gru' }, false), {});
    expect(need.stepBytes).toBe(stepBytes);
    expect((await run(() => new Model([batch], { cell: 'gru' }))).need).toBeUndefined();
  });
});

describe('a step that cannot fit is refused before it is taken', () => {
  const large = (): Model =>
    new Model([full({ rows: 512, steps: 1000 })], { cell: 'lstm', hiddenSize: 512, layers: 1 });

  test('for the 4 GiB of WebAssembly, with the rows or steps that would fit', async () => {
    let model: Model | undefined;
    const error = await refused(() => (model = large()), {});
    // Few sizes are counted, and nothing is computed.
    expect(model!.calls).toBeLessThan(24);
    expect(error.code).toBe('train/memory');
    const { fittingRows, fittingSteps, stepBytes, heldBytes, availableBytes } = error.details;
    expect(availableBytes).toBe(65535 * 65536);
    expect(stepBytes).toBeGreaterThan(1e10);
    expect(error.message).toContain('a batch of 512 rows of 1000 steps takes');
    expect(error.message).toContain(`at most ${String(fittingRows)} rows a batch (train.batchSize)`);
    expect(error.message).toContain(`at most ${String(fittingSteps)} steps a row (data.window)`);
    expect(error.message).toContain('model.recompute');
    // About the share that fits, as nearly all of a step grows with both.
    const share = (Number(availableBytes) - Number(heldBytes)) / Number(stepBytes);
    expect(Number(fittingRows) / 512 / share).toBeCloseTo(1, 1);
    expect(Number(fittingSteps) / 1000 / share).toBeCloseTo(1, 1);
  });

  test('for what the machine has; what is said to fit does, and not one row more', async () => {
    const of = (rows: number) => (): Model => new Model([full({ rows, steps: 100 })], { cell: 'gru', hiddenSize: 32 });
    const memory = { freeBytes: 1e7 };
    const error = await refused(of(64), memory);
    const rows = Number(error.details['fittingRows']);
    expect(rows).toBeGreaterThan(1);
    expect(rows).toBeLessThan(64);
    const { need } = await run(of(rows), memory);
    expect(need.heldBytes + need.stepBytes).toBeLessThanOrEqual(need.availableBytes);
    expect((await refused(of(rows + 1), memory)).details['fittingRows']).toBe(rows);
  });

  test('when no batch would fit', async () => {
    const error = await refused(() => new Model([full({ rows: 4, steps: 4 })], { cell: 'gru', hiddenSize: 512 }), {
      freeBytes: 0,
    });
    expect(error.message).toContain('No batch would fit, however small: use a smaller model, or more memory');
    expect(error.details['fittingRows']).toBeUndefined();
  });

  test('recompute lets rows be longer', async () => {
    const of = (recompute: number | undefined) => (): Model =>
      new Model([full({ rows: 8, steps: 2000 })], { cell: 'lstm', hiddenSize: 64, recompute });
    const memory = { freeBytes: 5e7 };
    expect((await refused(of(undefined), memory)).code).toBe('train/memory');
    expect((await run(of(45), memory)).need.stepBytes).toBeLessThan(4.5e7);
  });
});
