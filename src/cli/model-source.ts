import { basename, dirname, join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { openTask } from '../tasks/open.ts';
import { readSaved } from '../tasks/saved.ts';
import type { SavedModel, Task, TaskContext } from '../tasks/task.ts';
import { fail } from '../util/errors.ts';
import type { Host } from '../util/host.ts';
import type { Cli } from './cli.ts';
import { createContext, requireFile } from './task-context.ts';

const MODEL_FILE = 'model.safetensors';

/** The model file that MODEL means: itself, or the one in a run folder. */
export async function modelFileOf(host: Host, path: string): Promise<string> {
  await requireFile(host, path);
  if (!statSync(path).isDirectory()) return path;
  const file = join(path, MODEL_FILE);
  if (await host.exists(file)) return file;
  return fail(
    'usage/no-model',
    `${path} has no ${MODEL_FILE}: it is no run folder, or its first epoch has not ended; train with: elman train CONFIG.yaml --run ${path}`,
    { folder: path },
  );
}

export interface ReadOptions {
  readonly ignoreChecksum?: boolean | undefined;
}

/** Reads a model to start from or to open. */
export async function readSavedModel(
  cli: Cli,
  host: Host,
  path: string,
  { ignoreChecksum = false }: ReadOptions = {},
): Promise<SavedModel> {
  const file = await modelFileOf(host, path);
  const warn = (message: string): void => cli.note(`${cli.colors.yellow(`${cli.say.note.label}:`)} ${message}`);
  return readSaved(await host.read(file), { file, ignoreChecksum, warn });
}

/** Opens a model: a task that can be asked. */
export async function openModel(
  cli: Cli,
  host: Host,
  path: string,
  options: ReadOptions = {},
): Promise<{ task: Task; file: string }> {
  const saved = await readSavedModel(cli, host, path, options);
  const { kind } = fieldsOf(saved.model);
  if (kind === 'checkpoint') {
    const folder = dirname(dirname(saved.file));
    fail('usage/checkpoint', `${saved.file} is a checkpoint, not a model: give the run folder, ${folder}`, {
      file: saved.file,
      folder,
    });
  }
  return { task: await openTask(saved), file: saved.file };
}

function fieldsOf(model: unknown): { kind?: unknown } {
  return typeof model === 'object' && model !== null ? model : {};
}

/**
 * Where a model finds the data it was configured with: the config of its run folder says where that lies now; a model
 * file elsewhere looks beside itself.
 */
export async function contextOfModel(cli: Cli, host: Host, modelFile: string): Promise<TaskContext> {
  const folder = dirname(modelFile);
  const config = join(folder, 'config.yaml');
  const moved = new Map<string, string>();
  if (await host.exists(config)) {
    const { parse } = await import('yaml');
    const { data } = fieldsOfConfig(parse(new TextDecoder().decode(await host.read(config))));
    // The config of a run names its data from the run folder; the model by the name in the config it was trained with.
    for (const value of Object.values(data)) {
      if (typeof value === 'string' && value.includes('/')) moved.set(basename(value), resolve(folder, value));
    }
  }
  return createContext(cli, host, folder, moved);
}

function fieldsOfConfig(config: unknown): { data: Readonly<Record<string, unknown>> } {
  const data = typeof config === 'object' && config !== null ? (config as { data?: unknown }).data : undefined;
  return { data: typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {} };
}
