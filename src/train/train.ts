import type { State } from '../cells/cell.ts';
import { mapState } from '../cells/unroll.ts';
import { countParameters, loadStateInto, parametersOf, stateOf, type NamedArray } from '../nn/module.ts';
import { clipGradNorm, clipGradValue, gradNorm, type Optimizer, type Schedule } from '../optim/index.ts';
import { currentEngine, type Engine } from '../tensor/engine.ts';
import { Tensor, type Parameter } from '../tensor/tensor.ts';
import { ElmanError, expect, fail } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { differences, readCheckpoint, writeCheckpoint, type Checkpoint, type Identity } from './checkpoint.ts';
import { optimizerFor, scheduleFor, type TrainConfig } from './config.ts';
import type { Best, FinishReason, Progress, TrainListener } from './events.ts';
import { notFinite, notFiniteCarry, notFiniteParameter, type Where } from './not-finite.ts';
import type { RunFolder } from './run-folder.ts';
import type { Metrics, Trainable } from './trainable.ts';

export interface TrainOptions<Batch> {
  readonly trainable: Trainable<Batch>;
  readonly config: TrainConfig;
  /** Where model, checkpoints and log go; without it training leaves its result in the model alone. */
  readonly run?: RunFolder | undefined;
  /** The bytes of the model file, with the model's present weights; needed with `run`. */
  readonly saveModel?: (() => Uint8Array) | undefined;
  /** What besides `config` must be the same when the run is resumed: the rest of the config, the hash of the data. */
  readonly identity?: Identity | undefined;
  /** Goes on from the run's last checkpoint, if there is one. */
  readonly resume?: boolean | undefined;
  /** Stops after the update in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  readonly on?: TrainListener | undefined;
}

export interface TrainResult {
  readonly reason: FinishReason;
  readonly epoch: number;
  readonly step: number;
  readonly best: Best | null;
}

/** Pages stay responsive and signals are heard: after so many milliseconds of work the loop lets others run. */
const BREATH = 40;
const DEFAULT_CHECKPOINT_SECONDS = 20;
/** Milliseconds between two writes of the best model during training; the last one is always written at the end. */
const MODEL_EVERY = 2000;

/**
 * Trains a model: updates over shuffled batches, validation after each epoch, the best weights kept. Leaves the best
 * weights in the model. Given the same seed, data and config the result has the same bits, also when the run was
 * killed and resumed in between.
 *
 * @throws `train/not-finite` when the loss, a gradient or a weight becomes NaN or infinite, naming the tensor; the
 *   model then has its best weights so far;
 *   `config/resume-changed` when a resumed run was started with something else.
 */
export async function train<Batch>(options: TrainOptions<Batch>): Promise<TrainResult> {
  const training = new TrainingRun(options);
  try {
    await training.restore();
    return await training.run();
  } catch (error) {
    // If the best weights cannot be saved either, the first error is the one to hear of.
    if (error instanceof ElmanError && error.code === 'train/not-finite') await training.fallBack().catch(() => {});
    options.on?.({
      type: 'failed',
      error: error instanceof Error ? error : new Error(String(error)),
      ...training.progress,
    });
    throw error;
  }
}

class TrainingRun<Batch> {
  readonly #options: TrainOptions<Batch>;
  readonly #trainable: Trainable<Batch>;
  readonly #config: TrainConfig;
  readonly #identity: Identity;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #engine: Engine;
  readonly #optimizer: Optimizer;
  readonly #schedule: Schedule;
  readonly #stepsPerEpoch: number;
  readonly #started = performance.now();
  #epoch = 1;
  #stepInEpoch = 0;
  #step = 0;
  #lossSum = 0;
  #lossCount = 0;
  /** What the next batch of the epoch begins from, in the JavaScript heap. */
  #carry: State | undefined;
  #best: Best | null = null;
  #bestModel: ReadonlyMap<string, NamedArray> = new Map();
  #epochsSinceBest = 0;
  /** Whether the model's file holds `#bestModel`. */
  #bestIsSaved = true;
  #modelSavedAt = -Infinity;
  #resumed = false;
  #done = false;
  #firstStep = 0;
  #items = 0;
  #savedAt = performance.now();
  #breathedAt = performance.now();

  constructor(options: TrainOptions<Batch>) {
    const { trainable, config } = options;
    expect(
      options.run === undefined || options.saveModel !== undefined,
      'train/save-model',
      () => 'a run folder needs `saveModel`, which gives the bytes of the model file',
    );
    this.#options = options;
    this.#trainable = trainable;
    this.#config = config;
    this.#parameters = parametersOf(trainable.model);
    this.#engine = [...this.#parameters.values()][0]?.engine ?? currentEngine();
    this.#identity = JSON.parse(
      JSON.stringify({
        ...options.identity,
        train: { ...config, checkpointEvery: undefined },
        backend: this.#engine.backend.name,
      }),
    ) as Identity;
    this.#optimizer = optimizerFor(config, this.#parameters);
    this.#stepsPerEpoch = this.#batches(1).length;
    expect(
      this.#stepsPerEpoch > 0,
      'data/no-batches',
      () => 'there is nothing to train on: the training part has no sequence of two items or more',
    );
    this.#schedule = scheduleFor(config, this.#stepsPerEpoch);
  }

  get #checkpointMs(): number {
    return (this.#config.checkpointEvery ?? DEFAULT_CHECKPOINT_SECONDS) * 1000;
  }

  get #where(): Where {
    return { step: this.#step, epoch: this.#epoch, hasBest: this.#best !== null };
  }

  get progress(): Progress {
    const { epochs } = this.#config;
    return {
      epoch: this.#done ? this.#epoch - 1 : this.#epoch,
      epochs,
      step: this.#step,
      steps: this.#done ? this.#step : Math.max(this.#step, epochs * this.#stepsPerEpoch),
    };
  }

  /** Takes the last checkpoint up, if resuming was asked for and there is one. */
  async restore(): Promise<void> {
    const { run, resume } = this.#options;
    const bytes = run !== undefined && resume === true ? await run.loadCheckpoint() : null;
    if (run === undefined || bytes === null) {
      await run?.restart();
      return;
    }
    const saved = readCheckpoint(bytes, run.checkpointPath);
    const changed = differences(saved.identity, this.#identity);
    if (changed.length > 0) {
      fail(
        'config/resume-changed',
        `the run in ${run.path} was started with something else (then → now):\n${changed.map((line) => `  ${line}`).join('\n')}\nPut it back to resume, or start anew with --overwrite or another run folder`,
        {
          run: run.path,
          changed,
        },
      );
    }
    loadStateInto(this.#trainable.model, saved.model, run.checkpointPath);
    this.#optimizer.loadState(saved.optimizer);
    this.#epoch = saved.epoch;
    this.#stepInEpoch = saved.stepInEpoch;
    this.#step = saved.step;
    this.#lossSum = saved.lossSum;
    this.#lossCount = saved.lossCount;
    this.#best = saved.best;
    this.#bestModel = saved.bestModel;
    this.#bestIsSaved = saved.bestModel.size === 0;
    this.#epochsSinceBest = saved.epochsSinceBest;
    this.#carry = saved.carry.size === 0 ? undefined : this.#stateFrom(saved.carry);
    this.#firstStep = saved.step;
    this.#resumed = true;
    await run.rewindLog(saved.epoch);
  }

  async run(): Promise<TrainResult> {
    this.#emit('started', { parameters: countParameters(this.#trainable.model), resumed: this.#resumed });
    const { epochs, patience = Infinity } = this.#config;
    for (; this.#epoch <= epochs && this.#epochsSinceBest < patience; this.#epoch++) {
      const batches = this.#batches(this.#epoch);
      while (this.#stepInEpoch < batches.length) {
        if (this.#options.signal?.aborted) return this.#finish('aborted');
        this.#update(batches);
        await this.#pause();
      }
      await this.#endEpoch(batches.length);
    }
    return this.#finish(this.#epochsSinceBest >= patience ? 'patience' : 'epochs');
  }

  #batches(epoch: number): readonly Batch[] {
    return this.#trainable.batches(epoch, Random.derive(this.#config.seed, 'batches', epoch));
  }

  /** The learning rate once a share of the epoch is done: epochs may differ a little in how many updates they have. */
  #rateAt(share: number): number {
    const { lr, epochs } = this.#config;
    return lr * this.#schedule((this.#epoch - 1 + share) * this.#stepsPerEpoch, epochs * this.#stepsPerEpoch);
  }

  /** One update: forward, backward, clip, step. */
  #update(batches: readonly Batch[]): void {
    const { model } = this.#trainable;
    const { seed, clipNorm, clipValue, epochs } = this.#config;
    const parameters = [...this.#parameters.values()];
    const step = this.#step + 1;
    const batch = batches[this.#stepInEpoch]!;
    this.#optimizer.lr = this.#rateAt(this.#stepInEpoch / batches.length);
    this.#optimizer.zeroGrad();
    const { value, norm, count, carry } = this.#engine.step(() => {
      const { loss, count, carry } = this.#trainable.loss(batch, Random.derive(seed, 'step', step), this.#carry);
      loss.backward();
      const value = loss.item();
      const norm = clipNorm === undefined ? gradNorm(parameters) : clipGradNorm(parameters, clipNorm);
      if (clipValue !== undefined) clipGradValue(parameters, clipValue);
      if (!Number.isFinite(value) || !Number.isFinite(norm)) throw notFinite(model, loss, { ...this.#where, step });
      const spoilt = carry && notFiniteCarry(carry, { ...this.#where, step });
      if (spoilt !== undefined) throw spoilt;
      this.#optimizer.step();
      this.#optimizer.zeroGrad();
      return { value, norm, count, carry: keptState(carry) };
    });
    this.#carry = carry;
    this.#step = step;
    this.#stepInEpoch++;
    this.#lossSum += value * count;
    this.#lossCount += count;
    this.#items += count;
    const seconds = (performance.now() - this.#started) / 1000;
    const stepsDone = step - this.#firstStep;
    this.#emit('step', {
      loss: value,
      lr: this.#optimizer.lr,
      gradNorm: norm,
      itemsPerSecond: this.#items / seconds,
      secondsLeft: (seconds / stepsDone) * Math.max(0, epochs * this.#stepsPerEpoch - step),
    });
  }

  /** Lets others run now and then, and saves a checkpoint when it is time. */
  async #pause(): Promise<void> {
    const now = performance.now();
    if (now - this.#savedAt >= this.#checkpointMs) await this.#saveCheckpoint();
    if (now - this.#breathedAt < BREATH) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#breathedAt = performance.now();
  }

  /** @param updates how many the epoch had. */
  async #endEpoch(updates: number): Promise<void> {
    const { monitor } = this.#trainable;
    const { run } = this.#options;
    const trainLoss = this.#lossSum / Math.max(1, this.#lossCount);
    const spoilt = this.#engine.step(() => notFiniteParameter(this.#trainable.model, this.#where));
    if (spoilt !== undefined) throw spoilt;
    const validation = this.#trainable.validate();
    const metrics: Metrics = validation ?? {};
    const metric = validation === null ? 'trainLoss' : monitor.metric;
    const value =
      validation === null
        ? trainLoss
        : (metrics[metric] ??
          fail('train/monitor', `validation gives no "${metric}", only ${Object.keys(metrics).join(', ')}`));
    // Not a number is never better, not even than nothing.
    const better =
      Number.isFinite(value) &&
      (this.#best === null ||
        (validation !== null && monitor.higherIsBetter ? value > this.#best.value : value < this.#best.value));
    this.#epochsSinceBest = better ? 0 : this.#epochsSinceBest + 1;
    if (better) {
      this.#best = { epoch: this.#epoch, metric, value };
      this.#bestModel = stateOf(this.#trainable.model);
      this.#bestIsSaved = false;
      if (performance.now() - this.#modelSavedAt >= MODEL_EVERY) await this.#saveBest();
    }
    await run?.log({
      epoch: this.#epoch,
      step: this.#step,
      lr: this.#rateAt((updates - 1) / updates),
      trainLoss,
      ...metrics,
    });
    this.#emit('evaluated', { trainLoss, metrics, best: better });
    this.#stepInEpoch = 0;
    this.#lossSum = 0;
    this.#lossCount = 0;
    this.#carry = undefined;
  }

  /** Best weights are safe in memory and checkpoints; a run of many short epochs need not wait for the disk each time. */
  async #saveBest(): Promise<void> {
    const { run, saveModel } = this.#options;
    if (run === undefined || this.#bestIsSaved) return;
    const { model } = this.#trainable;
    const present = stateOf(model);
    loadStateInto(model, this.#bestModel);
    const bytes = saveModel!();
    loadStateInto(model, present);
    await run.saveModel(bytes);
    this.#bestIsSaved = true;
    this.#modelSavedAt = performance.now();
  }

  /** Leaves the best weights so far, in the model and in its file. */
  async fallBack(): Promise<void> {
    this.#optimizer.zeroGrad();
    if (this.#bestModel.size === 0) return;
    await this.#saveBest();
    loadStateInto(this.#trainable.model, this.#bestModel);
  }

  async #finish(reason: FinishReason): Promise<TrainResult> {
    const { run } = this.#options;
    this.#done = reason !== 'aborted';
    const { epoch } = this.progress;
    await this.#saveCheckpoint();
    if (reason === 'aborted') await this.#saveBest();
    else {
      if (this.#bestModel.size > 0) loadStateInto(this.#trainable.model, this.#bestModel);
      await run?.saveModel(this.#options.saveModel!());
      await run?.log({ epoch, step: this.#step, finished: reason });
    }
    this.#emit('finished', { reason, seconds: (performance.now() - this.#started) / 1000, best: this.#best });
    return { reason, epoch, step: this.#step, best: this.#best };
  }

  async #saveCheckpoint(): Promise<void> {
    const { run } = this.#options;
    if (run === undefined) return;
    const checkpoint: Checkpoint = {
      identity: this.#identity,
      epoch: this.#epoch,
      stepInEpoch: this.#stepInEpoch,
      step: this.#step,
      lossSum: this.#lossSum,
      lossCount: this.#lossCount,
      best: this.#best,
      epochsSinceBest: this.#epochsSinceBest,
      model: stateOf(this.#trainable.model),
      optimizer: this.#optimizer.state(),
      bestModel: this.#bestModel,
      carry: arraysOf(this.#carry),
    };
    await run.saveCheckpoint(writeCheckpoint(checkpoint));
    this.#savedAt = performance.now();
    this.#emit('checkpoint', {});
  }

  #stateFrom(arrays: ReadonlyMap<string, NamedArray>): State {
    const engine = this.#engine;
    return Object.fromEntries(
      [...arrays].map(([name, { shape, data }]) => [name, new Tensor(engine.host(engine.floats(data)), shape)]),
    );
  }

  #emit(type: string, facts: object): void {
    this.#options.on?.({ type, ...this.progress, ...facts } as Parameters<TrainListener>[0]);
  }
}

/** Off the tape and out of the step. A state without a tensor is none: a checkpoint could not tell them apart. */
function keptState(state: State = {}): State | undefined {
  return Object.keys(state).length === 0 ? undefined : mapState(state, (x) => x.keep());
}

function arraysOf(state: State = {}): Map<string, NamedArray> {
  return new Map(
    Object.entries(state).map(([name, x]) => [name, { shape: x.shape, data: Float32Array.from(x.toArray()) }]),
  );
}
