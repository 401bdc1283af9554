import { Option } from 'commander';
import type { Cli } from '../cli.ts';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { collect, wholeNumber } from '../options.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';
import { checkDash, standardInput, textOf } from '../text-input.ts';
import { table, visible } from '../text-table.ts';
import { ElmanError, fail } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import type { Prediction, Task } from '../../tasks/task.ts';

interface Options extends EngineOptions {
  readonly input?: readonly string[];
  readonly file?: string;
  readonly steps?: number;
  readonly top?: number;
  readonly stream?: boolean;
  readonly ignoreChecksum?: boolean;
  readonly json?: boolean;
}

export const register: Register = (program, cli, end) => {
  const { help } = cli.say;
  const command = program
    .command('predict')
    .description(help.predict)
    .argument('<model>', help.model)
    .argument('[stdin]', help.predictStdin)
    .option('--input <item>', help.input, collect)
    .addOption(new Option('--file <file>', help.file).conflicts('stream'))
    .option('--steps <count>', help.steps, wholeNumber('--steps'))
    .option('--top <count>', help.top, wholeNumber('--top'))
    .addOption(new Option('--stream', help.stream).conflicts('steps'))
    .option('--ignore-checksum', help.ignoreChecksum);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (model: string, stdin: string | undefined, options: Options) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      checkSources(stdin, options);
      await chooseEngine(options);
      const { openModel } = await import('../model-source.ts');
      const { task } = await openModel(cli, host, model, { ignoreChecksum: options.ignoreChecksum });
      if (options.stream === true) {
        if (!(await answerLines(cli, task, options))) end(status.callersFault);
        return;
      }
      const inputs = await history(host, stdin, options);
      const predictions = task.predict({ inputs, steps: options.steps, top: options.top });
      if (options.json) cli.json({ predictions });
      else for (const line of describePredictions(cli, predictions)) cli.out(line);
    });
};

/** Exactly one source of the history. */
function checkSources(stdin: string | undefined, { input = [], file, stream }: Options): void {
  checkDash(stdin, '--input');
  const given = [
    input.length > 0 && '--input',
    file !== undefined && '--file',
    stdin === '-' && '-',
    stream === true && '--stream',
  ].filter((source) => source !== false);
  if (given.length === 0) {
    fail(
      'usage/no-input',
      'predict needs a history: --input ITEM (repeated, oldest first), --file FILE, - for standard input, or --stream',
      {},
    );
  }
  // With --stream, standard input is read anyway, and inputs come before it.
  const clashing = given.filter((source) => stream !== true || source === '--file');
  if (clashing.length > 1)
    fail('usage/inputs', `${clashing.join(' and ')} cannot be used together: the history comes from one place`, {
      sources: clashing,
    });
}

async function history(
  host: Host,
  stdin: string | undefined,
  { input = [], file }: Options,
): Promise<readonly string[]> {
  if (stdin === '-') return linesOf(await standardInput());
  if (file === undefined) return input;
  const { requireFile } = await import('../task-context.ts');
  await requireFile(host, file);
  return linesOf(textOf(await host.read(file), file));
}

/** The lines of a text; what follows the last line break counts when there is something. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * Answers each line of standard input when it comes. A line that can't be answered is said on standard error (with
 * `--json` in its own document) and leaves the state as it was.
 * @returns whether every line was answered
 */
async function answerLines(cli: Cli, task: Task, { input = [], top, json }: Options): Promise<boolean> {
  const { createInterface } = await import('node:readline');
  const { describe } = await import('../report.ts');
  const stream = task.stream();
  for (const item of input) stream.step(item, top);
  let all = true;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    try {
      const prediction = stream.step(line, top);
      cli.out(json ? JSON.stringify(prediction) : describeCandidates(prediction));
    } catch (error) {
      if (!(error instanceof ElmanError)) throw error;
      all = false;
      if (json) cli.out(JSON.stringify({ error: { code: error.code, message: error.message } }));
      else cli.out('');
      cli.note(await describe(cli, error));
    }
  }
  return all;
}

const chance = (probability: number): string => probability.toFixed(3);

/** `짬뽕 0.998`, and the other candidates after it. */
function describeCandidates({ item, probability, top }: Prediction): string {
  const candidates = top.length > 0 ? top : [{ item, probability }];
  return candidates.map((one) => `${visible(one.item)} ${chance(one.probability)}`).join('  ');
}

function describePredictions({ say: { predict }, colors }: Cli, predictions: readonly Prediction[]): string[] {
  const rows = predictions.flatMap(({ item, probability, step, top }) => {
    const candidates = top.length > 0 ? top : [{ item, probability }];
    return candidates.map((one, i) => [i === 0 ? String(step) : '', visible(one.item), chance(one.probability)]);
  });
  const head = [predict.step, predict.item, predict.probability];
  return table([head, ...rows], ['right', 'left', 'right'], (line, row) => (row === 0 ? colors.bold(line) : line));
}
