import type { State } from '../cells/cell.ts';
import { mapState } from '../cells/unroll.ts';
import type { NamedArray } from '../nn/module.ts';
import {
  accumulateGradients,
  clipGradNorm,
  clipGradValue,
  gradNorm,
  type GradientSum,
  type Optimizer,
} from '../optim/index.ts';
import type { Engine } from '../tensor/engine.ts';
import { Tensor, type Parameter } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import type { TrainConfig } from './config.ts';
import { notFinite, notFiniteCarry, type Where } from './not-finite.ts';
import type { Trainable } from './trainable.ts';

export interface Updated {
  /** Sum of loss × count over the batches, and of count. */
  readonly lossSum: number;
  readonly count: number;
  /** Of the gradient that the update was made of, before clipping. */
  readonly gradNorm: number;
}

/** Makes updates of batches, and hands the carried state from batch to batch. */
export class Updater<Batch> {
  readonly #trainable: Trainable<Batch>;
  readonly #config: TrainConfig;
  readonly #engine: Engine;
  readonly #optimizer: Optimizer;
  readonly #parameters: readonly Parameter[];
  /** Null where an update is made of one batch. */
  readonly #sum: GradientSum | null;
  /** What the next batch of the epoch begins from, in the JavaScript heap. */
  #carry: State | undefined;

  constructor(
    trainable: Trainable<Batch>,
    config: TrainConfig,
    parameters: ReadonlyMap<string, Parameter>,
    optimizer: Optimizer,
    engine: Engine,
  ) {
    this.#trainable = trainable;
    this.#config = config;
    this.#engine = engine;
    this.#optimizer = optimizer;
    this.#parameters = [...parameters.values()];
    this.#sum = (config.accumulate ?? 1) > 1 ? accumulateGradients(parameters) : null;
  }

  /** The next batch is the first of an epoch. */
  begin(): void {
    this.#carry = undefined;
  }

  /** What the next batch begins from; empty when there is nothing. */
  carried(): ReadonlyMap<string, NamedArray> {
    return new Map(
      Object.entries(this.#carry ?? {}).map(([name, x]) => [
        name,
        { shape: x.shape, data: Float32Array.from(x.toArray()) },
      ]),
    );
  }

  loadCarried(arrays: ReadonlyMap<string, NamedArray>): void {
    const engine = this.#engine;
    const state = [...arrays].map(
      ([name, { shape, data }]) => [name, new Tensor(engine.host(engine.floats(data)), shape)] as const,
    );
    this.#carry = state.length === 0 ? undefined : Object.fromEntries(state);
  }

  /**
   * One update: for each batch, in a step of its own, forward and backward; then clip and descend. The gradient is the
   * mean over all targets of all batches.
   * @param where the step that this update is.
   * @param breathe awaited between batches.
   */
  async update(batches: readonly Batch[], where: Where, breathe: () => Promise<void>): Promise<Updated> {
    const { seed } = this.#config;
    const { model } = this.#trainable;
    const sum = batches.length > 1 ? this.#sum : null;
    let [lossSum, total, norm] = [0, 0, 0];
    this.#optimizer.zeroGrad();
    sum?.clear();
    for (const [i, batch] of batches.entries()) {
      if (i > 0) await breathe();
      this.#engine.step(() => {
        const rng = Random.derive(seed, 'step', where.step, ...(i > 0 ? [i] : []));
        const { loss, count, carry } = this.#trainable.loss(batch, rng, this.#carry);
        loss.backward();
        const value = loss.item();
        norm = sum === null ? this.#clipNorm() : gradNorm(this.#parameters);
        if (!Number.isFinite(value) || !Number.isFinite(norm)) throw notFinite(model, loss, where);
        this.#keep(carry, where);
        if (sum === null) this.#descend();
        else sum.add(count);
        lossSum += value * count;
        total += count;
      });
    }
    if (sum !== null) {
      this.#engine.step(() => {
        sum.take();
        norm = this.#clipNorm();
        if (!Number.isFinite(norm)) throw notFinite(model, null, where);
        this.#descend();
      });
    }
    return { lossSum, count: total, gradNorm: norm };
  }

  /** The bytes of memory that the step of an update over one batch takes: counted, not computed. Changes nothing. */
  stepBytesOf(batch: Batch): number {
    let carry: State | undefined;
    const count = (): number =>
      this.#engine.dryRun(() => {
        const rng = Random.derive(this.#config.seed, 'step', 1);
        const { loss, carry: next } = this.#trainable.loss(batch, rng, carry);
        loss.backward();
        this.#clipNorm();
        carry = next && mapState(next, (x) => x.keep());
        this.#optimizer.zeroGrad();
      }).step;
    try {
      const first = count();
      // A batch that goes on from another may take a little more.
      return carry === undefined ? first : Math.max(first, count());
    } finally {
      this.#optimizer.zeroGrad();
    }
  }

  /** Limits the joint norm of the gradients, and gives what it was. */
  #clipNorm(): number {
    const { clipNorm } = this.#config;
    return clipNorm === undefined ? gradNorm(this.#parameters) : clipGradNorm(this.#parameters, clipNorm);
  }

  #descend(): void {
    const { clipValue } = this.#config;
    if (clipValue !== undefined) clipGradValue(this.#parameters, clipValue);
    this.#optimizer.step();
    this.#optimizer.zeroGrad();
  }

  /** Off the tape and out of the step. A state without a tensor is none: a checkpoint could not tell them apart. */
  #keep(carry: State = {}, where: Where): void {
    const spoilt = notFiniteCarry(carry, where);
    if (spoilt !== undefined) throw spoilt;
    this.#carry = Object.keys(carry).length === 0 ? undefined : mapState(carry, (x) => x.keep());
  }
}
