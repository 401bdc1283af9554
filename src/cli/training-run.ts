import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { defaultBackend } from '../backend/select.ts';
import { freeMemory } from '../node/memory.ts';
import {
  RunFolder,
  train,
  type MemoryNeed,
  type TrainEvent,
  type TrainListener,
  type TrainResult,
} from '../train/index.ts';
import type { Task, Training } from '../tasks/task.ts';
import type { Host } from '../util/host.ts';
import type { Cli } from './cli.ts';
import type { Config } from './config.ts';
import { chooseEngine, type EngineOptions } from './engine.ts';
import { listenForInterrupt } from './interrupt.ts';
import { readSavedModel } from './model-source.ts';
import { byteCount, clock, figure, grouped } from './numbers.ts';
import { showProgress } from './progress.ts';
import { chooseResumedEngine } from './resumed-engine.ts';
import { mayResume } from './run-state.ts';
import { status } from './status.ts';
import { createContext, fileKeys, filesOf, withFiles } from './task-context.ts';

/** Rows of a batch where the config does not say. */
const USUAL_BATCH = 32;

export interface TrainingRunOptions {
  readonly config: Config;
  /** The run folder. */
  readonly path: string;
  readonly resume?: boolean | undefined;
  readonly overwrite?: boolean | undefined;
  /** A model whose weights to begin with. */
  readonly initFrom?: string | undefined;
  /** What computes; a resumed run by default what it began with. */
  readonly engine?: EngineOptions | undefined;
  /** Says what a BLAS would gain, when it would. */
  readonly hint?: boolean | undefined;
  /** The command that goes on after an interruption. */
  readonly resumeCommand: string;
}

export interface TrainingRunResult extends TrainResult {
  readonly resumed: boolean;
  readonly parameters: number;
  readonly seconds: number;
  readonly data: Readonly<Record<string, number>>;
  readonly model: string;
}

/** Trains into a run folder, showing progress. 'finished' when a resumed run had come to its end before. */
export async function runTraining(
  cli: Cli,
  host: Host,
  options: TrainingRunOptions,
): Promise<TrainingRunResult | 'finished'> {
  const { config, path, engine = {} } = options;
  const run = new RunFolder(host, path);
  const resume = await mayResume(cli, host, run, options);
  if (resume === 'finished') return 'finished';
  const otherBackend = resume && (await chooseResumedEngine(cli, run, engine));
  if (!resume) await chooseEngine(engine);
  const { library } = defaultBackend();
  if (library !== null) cli.note(cli.say.train.computedBy({ library }));
  const context = createContext(cli, host, dirname(config.file));
  const initFrom = options.initFrom === undefined ? undefined : await readSavedModel(cli, host, options.initFrom);
  const { data, model, train: settings, task } = config;
  const training = await task.prepare(
    { data, model, seed: settings.seed, batchSize: settings.batchSize },
    context,
    initFrom,
  );
  cli.note(cli.say.train.data({ facts: factsOf(cli, training) }));
  return runIt(cli, host, run, training, options, { resume, otherBackend });
}

async function runIt(
  cli: Cli,
  host: Host,
  run: RunFolder,
  training: Training,
  { config, path, resumeCommand, hint = false }: TrainingRunOptions,
  from: { readonly resume: boolean; readonly otherBackend: boolean },
): Promise<TrainingRunResult> {
  const { say } = cli;
  const facts = { resumed: false, parameters: 0, seconds: 0 };
  const progress = await showProgress(cli);
  const interrupt = listenForInterrupt(() => cli.note(`\n${say.train.interrupting}`), status.interrupted);
  const { batchSize, ...settings } = config.train;
  const advise = hint ? await advice(cli, config) : undefined;
  const listen = (event: TrainEvent): void => {
    if (event.type === 'started') {
      Object.assign(facts, { resumed: event.resumed, parameters: event.parameters });
      cli.note(
        event.resumed
          ? say.train.resumed({ step: grouped(event.step), epoch: event.epoch, run: run.path })
          : say.train.started({
              parameters: grouped(event.parameters),
              epochs: event.epochs,
              steps: grouped(event.steps),
              run: run.path,
            }),
      );
      if (event.memory) cli.note(say.train.memory(memoryFacts(event.memory)));
    }
    if (event.type === 'finished') facts.seconds = event.seconds;
    progress(event);
    advise?.(event);
  };
  try {
    const result = await train({
      trainable: training.trainable,
      config: settings,
      run,
      runConfig: resolvedText(config, path),
      saveModel: () => training.task.save(),
      sample: samplerOf(training.task, config),
      identity: {
        task: config.task.name,
        data: identityOf(config.data),
        model: config.model,
        dataHash: training.dataHash,
        batchSize,
      },
      ...from,
      memory: { freeBytes: freeMemory() },
      signal: interrupt.signal,
      on: listen,
    });
    await writeBeside(host, run, training.files ?? {});
    tellResult(cli, result, run, facts.seconds, resumeCommand);
    return { ...result, ...facts, data: training.summary, model: run.modelPath };
  } finally {
    interrupt.dispose();
  }
}

/** What makes a text up as training goes on, of models that go on from nothing. */
function samplerOf(task: Task, { train: { seed } }: Config): (() => string) | undefined {
  if (task.sample === undefined || task.answersPrompt === true) return undefined;
  return () => [...task.sample!({ seed })].join('');
}

/** Writes what is to lie beside the model, in place of what an earlier run left there. */
async function writeBeside(host: Host, run: RunFolder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const name of await host.list(run.path))
    if (name.startsWith('tokenizer.') && files[name] === undefined) await host.remove(host.join(run.path, name));
  for (const [name, text] of Object.entries(files))
    await host.write(host.join(run.path, name), new TextEncoder().encode(text));
}

/** A listener that says what a BLAS would gain; none where one computes already. */
async function advice(cli: Cli, { model, train: { batchSize } }: Config): Promise<TrainListener | undefined> {
  const { hidden } = model as Fields;
  if (defaultBackend().library !== null || typeof hidden !== 'number') return undefined;
  const { hintAtBlas } = await import('./blas-hint.ts');
  return hintAtBlas(cli, { hidden, batch: batchSize ?? USUAL_BATCH });
}

function tellResult(
  { say, note }: Cli,
  { reason, epoch, best }: TrainResult,
  run: RunFolder,
  seconds: number,
  resumeCommand: string,
): void {
  if (reason === 'aborted') {
    note(say.train.interrupted({ run: run.path, command: resumeCommand }));
    return;
  }
  if (reason === 'patience') note(say.train.patience({ epoch }));
  if (best !== null) note(say.train.best({ metric: best.metric, value: figure(best.value), epoch: best.epoch }));
  note(say.train.done({ time: clock(seconds), model: run.modelPath }));
}

function memoryFacts({ stepBytes, heldBytes }: MemoryNeed): Record<'step' | 'held', string> {
  return { step: byteCount(stepBytes), held: byteCount(heldBytes) };
}

function factsOf({ say }: Cli, { summary }: Training): string {
  return Object.entries(summary)
    .map(([name, count]) => `${say.train.facts[name] ?? name} ${grouped(count)}`)
    .join(', ');
}

type Fields = Readonly<Record<string, unknown>>;

/** What a resume must find unchanged of the data section. Where the files lie may change; what is in them has a hash. */
function identityOf(data: unknown): Fields {
  return Object.fromEntries(Object.entries(data as Fields).filter(([key]) => !fileKeys.includes(key)));
}

/** The config as it was resolved: what was set is in it, and files are named from the run folder, so that it can be trained again. */
function resolvedText({ file, yaml, data }: Config, path: string): string {
  const beside = dirname(resolve(file));
  for (const [key, value] of Object.entries(data as Fields)) {
    if (!fileKeys.includes(key) || filesOf(value).length === 0) continue;
    const moved = withFiles(value, (name) =>
      isAbsolute(name) ? name : relative(resolve(path), join(beside, name)).replaceAll('\\', '/'),
    );
    yaml.replace(['data', key], moved);
  }
  return yaml.toText();
}
