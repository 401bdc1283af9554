import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import type { GuessedConfig, GuessedValue, TaskEntry } from '../../tasks/task.ts';
import { fail } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import type { Cli } from '../cli.ts';
import type { Register } from '../register.ts';
import { shellWords } from '../shell.ts';

interface Options {
  readonly output: string;
  readonly task?: string;
  readonly overwrite?: boolean;
}

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  program
    .command('init')
    .description(help.init)
    .argument('<file>', help.initFile)
    .option('--output <file>', help.output, 'elman.yaml')
    .option('--task <name>', help.initTask)
    .option('--overwrite', help.initOverwrite)
    .action(async (file: string, { output, task: name, overwrite }: Options) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      const { createContext, requireFile } = await import('../task-context.ts');
      const { tasks } = await import('../../tasks/registry.ts');
      const { findTask } = await import('./schema.ts');
      await requireFile(host, file);
      if (overwrite !== true && (await host.exists(output))) {
        fail('usage/config-exists', `${output} exists: pass --overwrite to replace it, or --output with another name`, {
          file: output,
        });
      }
      const entry = name === undefined ? await likelyTask(tasks, host, file) : findTask(tasks, name);
      const task = await entry.load();
      const guess = await task.guess(file, createContext(cli, host, '.'));
      const text = await configText(cli, { task: task.name, title: entry.title[cli.language], file, output, guess });
      await host.write(output, new TextEncoder().encode(text));
      cli.note(cli.say.init.written({ file: output }));
      cli.out(cli.say.init.next({ command: shellWords(['elman', 'train', output]) }));
    });
};

/**
 * The task that tables with these columns, files with this ending (the longest that fits), or folders with such files are
 * likely for; the first of all when none says so.
 */
async function likelyTask(tasks: readonly TaskEntry[], host: Host, file: string): Promise<TaskEntry> {
  const inside = await anyFileIn(host, file);
  const name = basename((inside ?? file).toLowerCase(), '.gz');
  if (inside === undefined) {
    const there = await columnsOf(host, file);
    const named = tasks.find(({ columns }) => columns?.every((column) => there.includes(column)));
    if (named !== undefined) return named;
  }
  const fit = ({ files, folders = [] }: TaskEntry): number =>
    Math.max(
      0,
      ...(inside === undefined ? files : folders).map((ending) => (name.endsWith(ending) ? ending.length : 0)),
    );
  const best = tasks.reduce((a, b) => (fit(b) > fit(a) ? b : a));
  return fit(best) > 0 ? best : tasks[0]!;
}

/** The columns of a table; none of what is no table, or a broken one, which whoever reads it says. */
async function columnsOf(host: Host, file: string): Promise<readonly string[]> {
  const { formatOfName, readRows } = await import('../../data/readers.ts');
  if (formatOfName(file) === undefined) return [];
  const rows = readRows(host.open(file), { file });
  const first = await rows.next().catch(() => undefined);
  await rows.return(undefined);
  return first === undefined || first.done ? [] : Object.keys(first.value.cells);
}

/** A file in one of the folders of a folder; undefined where there is none, or no folder. */
async function anyFileIn(host: Host, folder: string): Promise<string | undefined> {
  const namesIn = (path: string): Promise<string[]> => host.list(path).catch(() => []);
  for (const name of await namesIn(folder)) {
    const file = (await namesIn(join(folder, name))).find((inner) => !inner.startsWith('.'));
    if (file !== undefined) return file;
  }
  return undefined;
}

interface Guessed {
  readonly task: string;
  readonly title: string;
  readonly file: string;
  readonly output: string;
  readonly guess: GuessedConfig;
}

/** The config as YAML with a comment for each key. */
async function configText(cli: Cli, { task, title, file, output, guess }: Guessed): Promise<string> {
  const { stringify } = await import('yaml');
  const { fileKeys } = await import('../task-context.ts');
  const { init } = cli.say;
  const scalar = (value: GuessedValue['value']): string =>
    stringify(value, { lineWidth: 0, collectionStyle: 'flow' }).trimEnd();
  const section = (
    values: readonly (readonly [key: string, value: GuessedValue['value'], comment: string])[],
  ): string => {
    const entries = values.map(([key, value, comment]) => [`  ${key}: ${scalar(value)}`, comment] as const);
    const width = Math.min(40, Math.max(...entries.map(([text]) => text.length)));
    return entries.map(([text, comment]) => (comment === '' ? text : `${text.padEnd(width)}  # ${comment}`)).join('\n');
  };
  const guessed = (values: readonly GuessedValue[]): string =>
    section(
      values.map(({ key, value, comment }) => [
        key,
        fileKeys.includes(key) ? fromConfig(String(value), output) : value,
        comment[cli.language],
      ]),
    );
  const name = basename(file, extname(file));
  const parts = [
    `# ${init.made({ file: basename(file) })}`,
    `# ${init.task} ${title}`,
    `task: ${task}`,
    '',
    `# ${init.data}`,
    'data:',
    guessed(guess.data),
    '',
    `# ${init.model}`,
    'model:',
    guessed(guess.model),
    '',
    `# ${init.train}`,
    'train:',
    guess.train === undefined
      ? section([
          ['epochs', 30, init.epochs],
          ['optimizer', 'adam', init.optimizer],
          ['lr', 0.005, init.lr],
          ['seed', 7, init.seed],
        ])
      : guessed(guess.train),
    '',
    `# ${init.run}`,
    `run: ${scalar(`runs/${name}`)}`,
    '',
  ];
  return parts.join('\n');
}

/** A data file as the config names it: from the config's folder. */
function fromConfig(file: string, output: string): string {
  return relative(dirname(resolve(output)), resolve(file)).replaceAll('\\', '/');
}
