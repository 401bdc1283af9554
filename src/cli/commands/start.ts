import type { Evaluation, Prediction, RecentStep, Task, TaskContext } from '../../tasks/task.ts';
import type { Cli } from '../cli.ts';
import { chooseEngine } from '../engine.ts';
import { figure } from '../numbers.ts';
import { packagePath } from '../package-root.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';
import { shellWords } from '../shell.ts';
import { table, type Align } from '../text-table.ts';

const RUN = 'runs/lunch';
/** How many nights of the past the network is shown, and how many of them the table shows. */
const HISTORY = 60;
const SHOWN = 7;
const AHEAD = 3;

export const register: Register = (program, cli, end) => {
  const { help } = cli.say;
  program
    .command('start', { hidden: true })
    .description(help.start)
    .option('--overwrite', help.overwrite)
    .action(async ({ overwrite }: { readonly overwrite?: boolean }) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      const { loadConfig } = await import('../config.ts');
      const { runTraining } = await import('../training-run.ts');
      const { contextOfModel, openModel } = await import('../model-source.ts');
      const { RunFolder } = await import('../../train/run-folder.ts');
      cli.out(cli.say.start.intro);
      const run = new RunFolder(host, RUN);
      const state = await run.status();
      const config = packagePath('examples', 'lunch', 'elman.yaml');
      if (state === 'finished' && overwrite !== true) {
        cli.note(cli.say.start.reused({ run: RUN, again: 'npm start -- --overwrite' }));
        await chooseEngine({});
      } else {
        const loaded = await loadConfig(host, config, []);
        const resume = state === 'unfinished' && overwrite !== true;
        const result = await runTraining(cli, host, {
          config: loaded,
          path: RUN,
          resume,
          overwrite,
          resumeCommand: 'npm start',
        });
        if (result !== 'finished' && result.reason === 'aborted') {
          end(status.interrupted);
          return;
        }
      }
      const opened = await openModel(cli, host, RUN);
      const { task, file } = opened;
      const context = contextOfModel(cli, host, opened);
      for (const line of await describeNights(cli, task, context)) cli.out(line);
      for (const line of describeResult(cli, file, await task.evaluate(context, { split: 'test' }))) cli.out(line);
    });
};

/** One line of the table. */
interface Night {
  readonly date: string;
  readonly dish: string;
  readonly recorded: boolean;
  readonly prediction: Prediction;
}

async function describeNights({ say: { start }, colors }: Cli, task: Task, context: TaskContext): Promise<string[]> {
  const { labels } = task;
  // The task is next-item, which has it.
  const past = await task.recent!(context, HISTORY);
  const blocks: Night[][] = [];
  for (const [from, to] of pastBlocks(past)) blocks.push(await pastNights(task, context, past, from, to));
  blocks.push(await comingNights(task, context, past));
  const nights = blocks.flatMap((block, i) => (i > 0 && i < blocks.length - 1 ? [undefined, ...block] : block));
  const head = [start.date, start.dish, start.origin, ...labels, start.oneHot];
  const align: Align[] = ['left', 'left', 'left', ...labels.map((): Align => 'right')];
  const rows = nights.map((night) =>
    night === undefined
      ? ['…']
      : [
          night.date,
          night.dish,
          night.recorded ? start.recorded : start.predicted,
          ...labels.map((label) => probabilityOf(night.prediction, label).toFixed(3)),
          `[${labels.map((label) => (label === night.dish ? 1 : 0)).join(', ')}]`,
        ],
  );
  const style = (line: string, row: number): string => {
    if (row === 0) return colors.bold(line);
    return nights[row - 1]?.recorded === false ? colors.cyan(line) : line;
  };
  return ['', start.table({ labels: labels.join(', ') }), '', ...table([head, ...rows], align, style), ''];
}

function probabilityOf({ top }: Prediction, label: string): number {
  return top.find(({ item }) => item === label)?.probability ?? 0;
}

/**
 * Which nights of the past are shown, as [from, to): the last ones, and before them the last that nobody wrote down with
 * the one before and after it, when it is not among them.
 */
function pastBlocks(past: readonly RecentStep[]): (readonly [number, number])[] {
  const first = Math.max(1, past.length - SHOWN);
  const gap = past.findLastIndex(({ item }, i) => item === null && i > 1);
  if (gap < 0 || gap >= first) return [[first, past.length]];
  if (gap + 2 >= first) return [[Math.min(first, gap - 1), past.length]];
  return [
    [gap - 1, gap + 2],
    [first, past.length],
  ];
}

/** Nights of the past, each with what the network thought the night before. */
async function pastNights(
  task: Task,
  context: TaskContext,
  past: readonly RecentStep[],
  from: number,
  to: number,
): Promise<Night[]> {
  const nights: Night[] = [];
  for (const [i, { item, time }] of past.slice(from, to).entries()) {
    const inputs = past.slice(0, from + i).map((step) => step.item ?? '');
    const [prediction] = await task.predict({ inputs, steps: 1, top: task.labels.length }, context);
    nights.push({
      date: time ?? '',
      dish: item ?? prediction!.item,
      recorded: item !== null,
      prediction: prediction!,
    });
  }
  return nights;
}

async function comingNights(task: Task, context: TaskContext, past: readonly RecentStep[]): Promise<Night[]> {
  const inputs = past.map((step) => step.item ?? '');
  const predictions = await task.predict({ inputs, steps: AHEAD, top: task.labels.length }, context);
  return predictions.map((prediction) => ({
    date: dateAhead(past, prediction.step),
    dish: prediction.item,
    recorded: false,
    prediction,
  }));
}

/** The day so many steps after the last, by the distance between the last two; `+1` where there are no days. */
function dateAhead(past: readonly RecentStep[], steps: number): string {
  const [before, last] = past.slice(-2).map(({ time }) => Date.parse(time ?? ''));
  if (before === undefined || last === undefined || Number.isNaN(before) || Number.isNaN(last)) return `+${steps}`;
  return new Date(last + steps * (last - before)).toISOString().slice(0, 10);
}

function describeResult({ say: { start }, colors }: Cli, model: string, { metrics, baselines }: Evaluation): string[] {
  const percent = (value: number): string => `${figure(value * 100)} %`;
  const popularity = baselines['popularity']?.['accuracy'];
  const accuracy = metrics['accuracy'];
  return [
    start.model({ model }),
    ...(accuracy === undefined
      ? []
      : [
          start.accuracy({
            accuracy: percent(accuracy),
            popularity: popularity === undefined ? undefined : percent(popularity),
          }),
        ]),
    '',
    start.tryNext,
    ...nextCommands().map((command) => `  ${colors.cyan(command)}`),
  ];
}

/** Commands that work when pasted where this one ran. */
function nextCommands(): string[] {
  const config = relativeToHere(packagePath('examples', 'lunch', 'elman.yaml'));
  return [
    shellWords(['npx', 'elman', 'predict', RUN, '--input', '짜장', '--steps', '2']),
    shellWords(['npx', 'elman', 'train', config, '--set', 'model.cell=gru', '--run', 'runs/lunch-gru']),
  ];
}

/** A path as it is written from the current folder, when it lies below. */
function relativeToHere(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
