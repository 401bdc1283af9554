import { bits } from '../../test/support/close.ts';
import { MemoryHost } from '../../test/support/memory-host.ts';
import { expect } from 'vitest';
import { stateOf } from '../nn/index.ts';
import { ElmanError } from '../util/errors.ts';
import { Sha256 } from '../util/sha256.ts';
import { RunFolder, train, type TrainConfig, type TrainEvent, type TrainOptions, type TrainResult } from './index.ts';
import { Toy } from './toy.case.ts';

export const config: TrainConfig = {
  epochs: 3,
  seed: 7,
  optimizer: 'adam',
  lr: 0.02,
  clipNorm: 1,
  schedule: 'cosine',
  warmup: 2,
  checkpointEvery: 0,
};
export const STEPS = 4;

export interface Ran {
  readonly toy: Toy;
  readonly host: MemoryHost;
  readonly events: TrainEvent[];
  readonly result: TrainResult;
}

export type Changes = Partial<Omit<TrainOptions<number[][]>, 'config'>> & {
  readonly config?: Partial<TrainConfig>;
  readonly toy?: Toy;
  readonly host?: MemoryHost;
};

/** Trains the toy into the folder `run` of a host in memory. */
export async function go({
  config: changed,
  toy = new Toy(),
  host = new MemoryHost(),
  ...options
}: Changes = {}): Promise<Ran> {
  const run = new RunFolder(host, 'run');
  if (options.resume !== true) await run.begin('seed: 7\n');
  const events: TrainEvent[] = [];
  const result = await train({
    trainable: toy,
    config: { ...config, ...changed },
    run,
    saveModel: () => toy.save(),
    identity: { task: 'toy', dataHash: 'abc' },
    ...options,
    on: (event) => {
      events.push(event);
      options.on?.(event);
    },
  });
  return { toy, host, events, result };
}

export async function errorOf(work: Promise<unknown>): Promise<ElmanError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export function weights(toy: Toy): string {
  return [...stateOf(toy)].map(([name, { data }]) => name + bits(data)).join('\n');
}

export async function hashOf(host: MemoryHost, path = 'run/model.safetensors'): Promise<string> {
  return new Sha256().update(await host.read(path)).hex();
}

export type Line = Record<string, number | string>;

export function logOf(host: MemoryHost): Line[] {
  return host
    .text('run/metrics.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** Keeps what is on the disk after each change: what a kill at that moment would leave. */
export class RecordingHost extends MemoryHost {
  readonly moments: Record<string, Uint8Array>[] = [];

  override async write(path: string, bytes: Uint8Array): Promise<void> {
    await super.write(path, bytes);
    await this.#record();
  }

  override async append(path: string, text: string): Promise<void> {
    await super.append(path, text);
    await this.#record();
  }

  async #record(): Promise<void> {
    const files = await Promise.all(this.paths.map(async (path) => [path, await this.read(path)] as const));
    this.moments.push(Object.fromEntries(files));
  }
}

/**
 * Trains, then once more for every write that there was: as if killed right after it, resumed, and brought to the end,
 * with first weights that only a checkpoint can put right. All must leave the same model and the same log.
 */
export async function killEverywhere(
  make: (options: { weightSeed: number }) => Toy,
  changes: Changes = {},
): Promise<void> {
  const undisturbed = new RecordingHost();
  await go({ ...changes, host: undisturbed, toy: make({ weightSeed: 1 }) });
  undisturbed.moments.unshift({}, { 'run/config.yaml': new Uint8Array(0) });
  const [model, log] = [await hashOf(undisturbed), undisturbed.text('run/metrics.jsonl')];
  for (const [i, files] of undisturbed.moments.entries()) {
    const host = new MemoryHost(files);
    const hasCheckpoint = await host.exists('run/checkpoints/last.safetensors');
    const toy = make({ weightSeed: hasCheckpoint ? 99 : 1 });
    const { result } = await go({ ...changes, host, resume: true, toy });
    expect(result.reason, `moment ${i}`).not.toBe('aborted');
    expect(await hashOf(host), `model after a kill at moment ${i}`).toBe(model);
    expect(host.text('run/metrics.jsonl'), `log after a kill at moment ${i}`).toBe(log);
  }
  // Every update was a moment to be killed at.
  expect(undisturbed.moments.length).toBeGreaterThan(logOf(undisturbed).at(-1)!['step'] as number);
}
