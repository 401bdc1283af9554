import { countParameters, loadStateInto, parametersOf, stateOf, type NamedArray } from '../nn/module.ts';
import type { Optimizer, Schedule } from '../optim/index.ts';
import { currentEngine, type Engine } from '../tensor/engine.ts';
import type { Parameter } from '../tensor/tensor.ts';
import { ElmanError, expect, fail } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { differences, readCheckpoint, writeCheckpoint, type Checkpoint, type Identity } from './checkpoint.ts';
import { averagingFor, type Averaging } from './averaging.ts';
import { computedBy, computedByOf, withComputedBy } from './computed-by.ts';
import { needsCosts, optimizerFor, plateauFactor, scheduleFor, type TrainConfig } from './config.ts';
import type { Best, FinishReason, Progress, TrainListener } from './events.ts';
import type { Costs } from './history.ts';
import { memoryNeedOf, type MemoryNeed, type MemoryOptions } from './memory.ts';
import { notFiniteParameter, type Where } from './not-finite.ts';
import type { RunFolder } from './run-folder.ts';
import type { Metrics, Trainable } from './trainable.ts';
import { Updater } from './updater.ts';

export interface TrainOptions<Batch> {
  readonly trainable: Trainable<Batch>;
  readonly config: TrainConfig;
  /** Where model, checkpoints and log go; without it training leaves its result in the model alone. */
  readonly run?: RunFolder | undefined;
  /** What the run folder's config.yaml is to hold when the run begins anew; without it the file stays as it is. */
  readonly runConfig?: string | undefined;
  /** The bytes of the model file, with the model's present weights; needed with `run`. */
  readonly saveModel?: (() => Uint8Array) | undefined;
  /** What besides `config` must be the same when the run is resumed: the rest of the config, the hash of the data. */
  readonly identity?: Identity | undefined;
  /** Goes on from the run's last checkpoint, if there is one. */
  readonly resume?: boolean | undefined;
  /**
   * Resumes also where another backend, library or number of its threads computed before: what comes out has other bits
   * than a run that was never stopped.
   */
  readonly otherBackend?: boolean | undefined;
  /**
   * Counts the memory of a step before the first one, calling the trainable's `loss` for it with numbers that are not
   * computed, and refuses what cannot fit; not done without it.
   */
  readonly memory?: MemoryOptions | undefined;
  /** A text that the model makes up, for people: asked for after some epochs, and kept in the run folder. */
  readonly sample?: (() => string) | undefined;
  /** Stops after the update in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Asked after each update: what it gives is waited for, so that whoever listens can hold the training up. */
  readonly wait?: (() => Promise<void> | undefined) | undefined;
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
/** About how many samples a run leaves. */
const SAMPLES = 20;

/**
 * Trains a model: updates over shuffled batches, validation after each epoch, the best weights kept. Leaves the best
 * weights in the model. Given the same seed, data and config the result has the same bits, also when the run was
 * killed and resumed in between.
 *
 * @throws `train/not-finite` when the loss, a gradient or a weight becomes NaN or infinite, naming the tensor; the
 *   model then has its best weights so far; with `memory`, `train/memory` when a step cannot fit;
 *   `config/resume-changed` when a resumed run was started with something else.
 */
export async function train<Batch>(options: TrainOptions<Batch>): Promise<TrainResult> {
  const training = new TrainingRun(options);
  try {
    // Before an older run in the folder makes way.
    const memory = training.memoryNeed();
    await training.restore();
    return await training.run(memory);
  } catch (error) {
    // If the best weights cannot be saved either, the first error is the one to hear of.
    if (error instanceof ElmanError && error.code === 'train/not-finite') await training.diverged().catch(() => {});
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
  readonly #updater: Updater<Batch>;
  readonly #averaging: Averaging;
  readonly #stepsPerEpoch: number;
  readonly #started = performance.now();
  #epoch = 1;
  #stepInEpoch = 0;
  #step = 0;
  #lossSum = 0;
  #lossCount = 0;
  /** Kept only where the config looks at more than the best of them. */
  #costs: Costs = [];
  #averages = false;
  #plateauFactor = 1;
  #best: Best | null = null;
  #bestModel: ReadonlyMap<string, NamedArray> = new Map();
  #epochsSinceBest = 0;
  /** Whether the model's file holds `#bestModel`. */
  #bestIsSaved = true;
  #modelSavedAt = -Infinity;
  #resumed = false;
  #done = false;
  #firstStep = 0;
  /** What the run had taken when it was stopped. */
  #secondsBefore = 0;
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
        ...computedBy(this.#engine.backend),
      }),
    ) as Identity;
    this.#optimizer = optimizerFor(config, this.#parameters);
    this.#updater = new Updater(trainable, config, this.#parameters, this.#optimizer, this.#engine);
    this.#averaging = averagingFor(config, this.#parameters, this.#optimizer);
    this.#stepsPerEpoch = this.#updates(1).length;
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
    const { run, runConfig, resume } = this.#options;
    const bytes = run !== undefined && resume === true ? await run.loadCheckpoint() : null;
    if (run === undefined || bytes === null) {
      await (runConfig === undefined ? run?.restart() : run?.begin(runConfig));
      return;
    }
    const saved = readCheckpoint(bytes, run.checkpointPath);
    const by = computedByOf(this.#options.otherBackend === true ? this.#identity : saved.identity);
    const changed = differences(withComputedBy(saved.identity, by), this.#identity);
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
    this.#updater.loadCarried(saved.carry);
    this.#averaging.loadState(saved.average);
    this.#costs = saved.costs;
    this.#firstStep = saved.step;
    this.#resumed = true;
    await run.rewindLogs(saved.epoch);
    this.#secondsBefore = Number((await run.readLog('times')).at(-1)?.['seconds'] ?? 0);
  }

  async run(memory: MemoryNeed | undefined): Promise<TrainResult> {
    const parameters = countParameters(this.#trainable.model);
    this.#emit('started', { parameters, resumed: this.#resumed, ...(memory && { memory }) });
    const { epochs, patience = Infinity } = this.#config;
    for (; this.#epoch <= epochs && this.#epochsSinceBest < patience; this.#epoch++) {
      this.#averages = this.#averaging.isOn(this.#epoch, this.#costs);
      this.#plateauFactor = plateauFactor(this.#config, this.#costs);
      const updates = this.#updates(this.#epoch);
      while (this.#stepInEpoch < updates.length) {
        if (this.#options.signal?.aborted) return this.#finish('aborted');
        await this.#update(updates);
        await this.#pause();
      }
      await this.#endEpoch(updates.length);
    }
    return this.#finish(this.#epochsSinceBest >= patience ? 'patience' : 'epochs');
  }

  /** Sees to it that steps fit, if that was asked for, and takes the memory for them. */
  memoryNeed(): MemoryNeed | undefined {
    const { memory } = this.#options;
    if (memory === undefined) return undefined;
    const engine = this.#engine;
    const need = memoryNeedOf(
      this.#trainable,
      this.#updates(1).flat(),
      engine,
      (batch) => this.#updater.stepBytesOf(batch),
      memory,
    );
    engine.reserve(need.stepBytes);
    return need;
  }

  /** The batches of an epoch, in order, as many an update as are accumulated; the last may have fewer. */
  #updates(epoch: number): (readonly Batch[])[] {
    const { seed, accumulate = 1 } = this.#config;
    const batches = this.#trainable.batches(epoch, Random.derive(seed, 'batches', epoch));
    return Array.from({ length: Math.ceil(batches.length / accumulate) }, (_, i) =>
      batches.slice(i * accumulate, (i + 1) * accumulate),
    );
  }

  /** The learning rate once a share of the epoch is done: epochs may differ a little in how many updates they have. */
  #rateAt(share: number): number {
    const { lr, epochs } = this.#config;
    const scheduled = this.#schedule((this.#epoch - 1 + share) * this.#stepsPerEpoch, epochs * this.#stepsPerEpoch);
    return lr * scheduled * this.#plateauFactor;
  }

  async #update(updates: readonly (readonly Batch[])[]): Promise<void> {
    const step = this.#step + 1;
    this.#optimizer.lr = this.#rateAt(this.#stepInEpoch / updates.length);
    const { lossSum, count, gradNorm } = await this.#updater.update(
      updates[this.#stepInEpoch]!,
      { ...this.#where, step },
      () => this.#breathe(),
    );
    if (this.#averages) this.#averaging.afterUpdate();
    this.#step = step;
    this.#stepInEpoch++;
    this.#lossSum += lossSum;
    this.#lossCount += count;
    this.#items += count;
    const seconds = (performance.now() - this.#started) / 1000;
    const stepsDone = step - this.#firstStep;
    this.#emit('step', {
      loss: lossSum / Math.max(1, count),
      lr: this.#optimizer.lr,
      gradNorm,
      itemsPerSecond: this.#items / seconds,
      secondsLeft: (seconds / stepsDone) * Math.max(0, this.#config.epochs * this.#stepsPerEpoch - step),
    });
  }

  /** Lets others run now and then, and saves a checkpoint when it is time. */
  async #pause(): Promise<void> {
    if (performance.now() - this.#savedAt >= this.#checkpointMs) await this.#saveCheckpoint();
    await this.#options.wait?.();
    await this.#breathe();
  }

  async #breathe(): Promise<void> {
    if (performance.now() - this.#breathedAt < BREATH) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#breathedAt = performance.now();
  }

  /** @param updates how many the epoch had. */
  async #endEpoch(updates: number): Promise<void> {
    const { monitor } = this.#trainable;
    const { run } = this.#options;
    const { library } = this.#engine.backend;
    const trainLoss = this.#lossSum / Math.max(1, this.#lossCount);
    const spoilt = this.#engine.step(() => notFiniteParameter(this.#trainable.model, this.#where));
    if (spoilt !== undefined) throw spoilt;
    if (this.#averages) this.#averaging.afterEpoch();
    const validation = this.#averaged(() => this.#trainable.validate());
    const metrics: Metrics = validation ?? {};
    const metric = validation === null ? 'trainLoss' : monitor.metric;
    const value =
      validation === null
        ? trainLoss
        : (metrics[metric] ??
          fail('train/monitor', `validation gives no "${metric}", only ${Object.keys(metrics).join(', ')}`));
    const higherIsBetter = validation !== null && monitor.higherIsBetter;
    // Not a number is never better, not even than nothing.
    const better =
      Number.isFinite(value) &&
      (this.#best === null || (higherIsBetter ? value > this.#best.value : value < this.#best.value));
    this.#epochsSinceBest = better ? 0 : this.#epochsSinceBest + 1;
    if (better) {
      this.#best = { epoch: this.#epoch, metric, value };
      this.#bestModel = this.#averaged(() => stateOf(this.#trainable.model));
      this.#bestIsSaved = false;
      if (performance.now() - this.#modelSavedAt >= MODEL_EVERY) await this.#saveBest();
    }
    if (needsCosts(this.#config))
      this.#costs = [...this.#costs, Number.isFinite(value) ? (higherIsBetter ? -value : value) : null];
    await run?.log({
      epoch: this.#epoch,
      step: this.#step,
      lr: this.#rateAt((updates - 1) / updates),
      trainLoss,
      ...metrics,
      // With it the bits are that library's.
      ...(library !== null && { library }),
    });
    await this.#logBeside();
    this.#emit('evaluated', { trainLoss, metrics, best: better });
    this.#stepInEpoch = 0;
    this.#lossSum = 0;
    this.#lossCount = 0;
    this.#updater.begin();
  }

  /** What is not of the log proper: how long it took so far, and now and then what the model makes up. */
  async #logBeside(): Promise<void> {
    const { run, sample } = this.#options;
    const { epochs } = this.#config;
    const at = { epoch: this.#epoch, step: this.#step };
    const seconds = this.#secondsBefore + (performance.now() - this.#started) / 1000;
    await run?.log({ ...at, seconds: Math.round(1000 * seconds) / 1000 }, 'times');
    const isSampled = (this.#epoch - 1) % Math.ceil(epochs / SAMPLES) === 0 || this.#epoch === epochs;
    if (sample !== undefined && isSampled) await run?.log({ ...at, text: this.#averaged(sample) }, 'samples');
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

  /** Leaves the best weights so far, in the model and in its file, and says in the log that there are no more. */
  async diverged(): Promise<void> {
    const { epoch } = this.progress;
    this.#optimizer.zeroGrad();
    await this.#options.run?.log({ epoch, step: this.#step, stopped: 'not-finite' });
    if (this.#bestModel.size === 0) return;
    await this.#saveBest();
    loadStateInto(this.#trainable.model, this.#bestModel);
  }

  async #finish(reason: FinishReason): Promise<TrainResult> {
    const { run } = this.#options;
    this.#done = reason !== 'aborted';
    const { epoch } = this.progress;
    await this.#saveCheckpoint();
    if (reason === 'aborted') {
      await this.#saveBest();
      await run?.log({ epoch, step: this.#step, stopped: reason });
    } else {
      if (this.#bestModel.size > 0) loadStateInto(this.#trainable.model, this.#bestModel);
      else this.#averaging.swap();
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
      carry: this.#updater.carried(),
      average: this.#averaging.state(),
      costs: this.#costs,
    };
    await run.saveCheckpoint(writeCheckpoint(checkpoint));
    this.#savedAt = performance.now();
    this.#emit('checkpoint', {});
  }

  /** What `fn` gives when the averaged weights, if there are any, are the model's. */
  #averaged<T>(fn: () => T): T {
    this.#averaging.swap();
    try {
      return fn();
    } finally {
      this.#averaging.swap();
    }
  }

  #emit(type: string, facts: object): void {
    this.#options.on?.({ type, ...this.progress, ...facts } as Parameters<TrainListener>[0]);
  }
}
