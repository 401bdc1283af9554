import { dirname, join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { openTask } from '../tasks/open.ts';
import { readSaved } from '../tasks/saved.ts';
import type { SavedModel, Task, TaskContext } from '../tasks/task.ts';
import { fail } from '../util/errors.ts';
import type { Host } from '../util/host.ts';
import type { Cli } from './cli.ts';
import { createContext, fileKeys, filesOf, requireFile } from './task-context.ts';

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

export interface OpenModel {
  readonly task: Task;
  readonly file: string;
  /** The data section that it was trained with. */
  readonly data: Fields;
}

/** Opens a model: a task that can be asked. */
export async function openModel(cli: Cli, host: Host, path: string, options: ReadOptions = {}): Promise<OpenModel> {
  const saved = await readSavedModel(cli, host, path, options);
  const { kind, data } = fieldsOf(saved.model);
  if (kind === 'checkpoint') {
    const folder = dirname(dirname(saved.file));
    fail('usage/checkpoint', `${saved.file} is a checkpoint, not a model: give the run folder, ${folder}`, {
      file: saved.file,
      folder,
    });
  }
  return { task: await openTask(saved), file: saved.file, data: fieldsOf(data) };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/**
 * Where a model finds the data it was configured with: the config of its run folder says where that lies now; a model
 * file elsewhere looks beside itself.
 */
export function contextOfModel(cli: Cli, host: Host, opened: OpenModel): TaskContext {
  let moved: Promise<ReadonlyMap<string, string>> | undefined;
  // Not before a file is asked for: most predictions need none, and reading the config takes as long as they do.
  return createContext(cli, host, dirname(opened.file), () => (moved ??= movedFiles(host, opened)));
}

async function movedFiles(host: Host, { file, data }: OpenModel): Promise<ReadonlyMap<string, string>> {
  const folder = dirname(file);
  const config = join(folder, 'config.yaml');
  const moved = new Map<string, string>();
  if (!(await host.exists(config))) return moved;
  const { parse } = await import('yaml');
  const now = fieldsOf(fieldsOf(parse(new TextDecoder().decode(await host.read(config))))['data']);
  // The config of a run names its data from the run folder; the model by the names in the config it was trained with.
  for (const key of fileKeys) {
    const [names, paths] = [[data[key]].flat(), [now[key]].flat()];
    names.forEach((name, i) => {
      const [path] = filesOf(paths[i]);
      if (typeof name === 'string' && path !== undefined) moved.set(name, resolve(folder, path));
    });
  }
  return moved;
}
