import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { fail } from '../util/errors.ts';
import type { Host } from '../util/host.ts';
import type { TaskContext } from '../tasks/task.ts';
import type { Cli } from './cli.ts';

/** What the names of data sets begin with, in place of a file. */
export const DATASET = 'dataset:';

/** The keys of a data section that name files: one, or a list. */
export const fileKeys: readonly string[] = [
  'file',
  'labels',
  'validation',
  'test',
  'vectors',
  'tags',
  'validationTags',
  'testTags',
  'targets',
  'validationTargets',
  'testTargets',
  'sourceTokenizer',
  'targetTokenizer',
  'images',
  'features',
  'validationImages',
  'testImages',
];

/** The names of files under a key of a data section; a data set by name is none, for it lies where it lies. */
export function filesOf(value: unknown): readonly string[] {
  return [value].flat().filter((name): name is string => typeof name === 'string' && !name.startsWith(DATASET));
}

/** What stands under a key, with its names of files changed. */
export function withFiles(value: unknown, change: (name: string) => string): unknown {
  const changed = (name: unknown): unknown => (filesOf(name).length === 1 ? change(name as string) : name);
  return Array.isArray(value) ? value.map(changed) : changed(value);
}

/**
 * Where a task finds what a config names. A relative name is looked for beside `beside`, the config; `moved` gives the
 * places of files that lie elsewhere than their names say, by the name as the task knows it.
 */
export function createContext(
  cli: Cli,
  host: Host,
  beside: string,
  moved?: () => Promise<ReadonlyMap<string, string>>,
): TaskContext {
  return {
    host,
    async resolve(name) {
      if (name.startsWith(DATASET)) {
        const { resolveDataPath } = await import('../node/datasets.ts');
        return resolveDataPath(name);
      }
      if (isAbsolute(name)) return name;
      return (await moved?.())?.get(name) ?? resolve(beside, name);
    },
    note(code, message, details) {
      void tell(cli, code, message, details ?? {});
    },
  };
}

async function tell(
  cli: Cli,
  code: string,
  message: string,
  details: Readonly<Record<string, string | number>>,
): Promise<void> {
  const said =
    cli.language === 'ko' ? (await import('../messages/index.ts')).inKorean({ code, message, details }) : message;
  cli.note(`${cli.colors.yellow(`${cli.say.note.label}:`)} ${said}`);
}

/** Fails when there is no such file, with the nearest names beside it. */
export async function requireFile(host: Host, file: string): Promise<void> {
  if (await host.exists(file)) return;
  const { nearest, suggestion } = await import('../util/nearest.ts');
  const near = nearest(basename(file), await host.list(dirname(file)), 1);
  fail('usage/no-file', `there is no file ${file}${suggestion(near)}`, { file, near });
}
