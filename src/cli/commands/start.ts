import type { Evaluation, Prediction, RecentStep, Task, TaskContext } from '../../tasks/task.ts';
import type { Cli } from '../cli.ts';
import { figure } from '../numbers.ts';
import { packagePath } from '../package-root.ts';
import type { Register } from '../program.ts';
import { status } from '../report.ts';
import { shellWords } from '../shell.ts';
import { table, type Align } from '../text-table.ts';

const RUN = 'runs/lunch';
/** How many nights of the past the network is shown, and how many of them the table shows. */
const HISTORY = 60;
const SHOWN = 7;
/** How far back the table goes to find a night that nobody wrote down. */
const SHOWN_AT_MOST = 16;
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
      cli.out('');
      const run = new RunFolder(host, RUN);
      const state = await run.status();
      const config = packagePath('examples', 'lunch', 'elman.yaml');
      if (state === 'finished' && overwrite !== true) {
        cli.note(cli.say.start.reused({ run: RUN, again: 'npm start -- --overwrite' }));
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
      const { task, file } = await openModel(cli, host, RUN);
      const context = await contextOfModel(cli, host, file);
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
  const past = await task.recent(context, HISTORY);
  const nights = [...recentNights(task, past), ...comingNights(task, past)];
  const head = [start.date, start.dish, start.origin, ...labels, start.oneHot];
  const align: Align[] = ['left', 'left', 'left', ...labels.map((): Align => 'right')];
  const rows = nights.map(({ date, dish, recorded, prediction }) => [
    date,
    dish,
    recorded ? start.recorded : start.predicted,
    ...labels.map((label) => (prediction.top.find(({ item }) => item === label)?.probability ?? 0).toFixed(3)),
    `[${labels.map((label) => (label === dish ? 1 : 0)).join(', ')}]`,
  ]);
  const style = (line: string, row: number): string =>
    row === 0 ? colors.bold(line) : nights[row - 1]!.recorded ? line : colors.cyan(line);
  return ['', start.table({ labels: labels.join(', ') }), '', ...table([head, ...rows], align, style), ''];
}

/** The last nights, each with what the network thought the night before. */
function recentNights(task: Task, past: readonly RecentStep[]): Night[] {
  const lastGap = past.findLastIndex(({ item }) => item === null);
  const withGap = lastGap < 0 ? SHOWN : past.length - lastGap + 1;
  const shown = Math.min(past.length - 1, Math.max(SHOWN, withGap <= SHOWN_AT_MOST ? withGap : SHOWN));
  return past.slice(past.length - shown).map(({ item, time }, i) => {
    const before = past.slice(0, past.length - shown + i).map((step) => step.item ?? '');
    const [prediction] = task.predict({ inputs: before, steps: 1, top: task.labels.length });
    return { date: time ?? '', dish: item ?? prediction!.item, recorded: item !== null, prediction: prediction! };
  });
}

function comingNights(task: Task, past: readonly RecentStep[]): Night[] {
  const predictions = task.predict({
    inputs: past.map((step) => step.item ?? ''),
    steps: AHEAD,
    top: task.labels.length,
  });
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
