import { resolve } from 'node:path';
import { Option } from 'commander';
import { cannot } from '../cannot.ts';
import type { Cli } from '../cli.ts';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { collect, anyNumber, wholeNumber } from '../options.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';
import { checkDash, standardInput, textOf } from '../text-input.ts';
import { describeCandidates, describePredictions } from '../predictions.ts';
import { ElmanError, fail } from '../../util/errors.ts';
import type { Prediction, Task, TaskContext, TaskStream } from '../../tasks/task.ts';

interface Options extends EngineOptions {
  readonly input?: readonly string[];
  readonly file?: string;
  readonly steps?: number;
  readonly top?: number;
  readonly stream?: boolean;
  readonly explain?: boolean;
  readonly beam?: number;
  readonly lengthPenalty?: number;
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
    .option('--explain', help.explain)
    .option('--beam <count>', help.beam, wholeNumber('--beam'))
    .option('--length-penalty <alpha>', help.lengthPenalty, anyNumber('--length-penalty'))
    .option('--ignore-checksum', help.ignoreChecksum);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (model: string, stdin: string | undefined, options: Options) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      checkSources(stdin, options);
      await chooseEngine(options);
      const { contextOfModel, openModel } = await import('../model-source.ts');
      const opened = await openModel(cli, host, model, { ignoreChecksum: options.ignoreChecksum });
      const { task, file } = opened;
      if (options.stream === true) {
        if (task.stream === undefined) cannot('stream', task, file);
        if (!(await answerLines(cli, task.stream(), options))) end(status.callersFault);
        return;
      }
      const context = contextOfModel(cli, host, opened);
      if (options.steps !== undefined && task.score === undefined) cannot('steps', task, file);
      const predictions = await answer(task, context, stdin, options);
      if (
        options.explain === true &&
        predictions.every((one) => one.contributions === undefined && one.alignment === undefined)
      )
        cannot('explain', task, file);
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
      'predict needs something to go on: --input ITEM (repeated; of a history oldest first), --file FILE, - for standard input, or --stream',
      {},
    );
  }
  // With --stream, standard input is read anyway, and inputs come before it.
  const clashing = given.filter((source) => stream !== true || source === '--file');
  if (clashing.length > 1)
    fail('usage/inputs', `${clashing.join(' and ')} cannot be used together: what is asked comes from one place`, {
      sources: clashing,
    });
}

/** Asks a task what the command line gives: a file as its data section describes it, or inputs. */
async function answer(
  task: Task,
  context: TaskContext,
  stdin: string | undefined,
  { input = [], file, steps, top, explain, beam, lengthPenalty }: Options,
): Promise<readonly Prediction[]> {
  const how = { top, explain, search: { beam, lengthPenalty } };
  if (file === undefined)
    return task.predict({ inputs: stdin === '-' ? linesOf(await standardInput()) : input, steps, ...how }, context);
  const { requireFile } = await import('../task-context.ts');
  await requireFile(context.host, file);
  // A file of the command is looked for in the current folder.
  if (task.predictFile !== undefined) return task.predictFile(resolve(file), how, context);
  const inputs = linesOf(textOf(await context.host.read(file), file));
  return task.predict({ inputs, steps, ...how }, context);
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
async function answerLines(cli: Cli, stream: TaskStream, { input = [], top, json }: Options): Promise<boolean> {
  const { createInterface } = await import('node:readline');
  const { describe } = await import('../report.ts');
  for (const item of input) stream.step(item, top);
  let all = true;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    try {
      const prediction = stream.step(line, top);
      if (prediction === undefined) continue;
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
