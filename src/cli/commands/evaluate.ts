import { resolve } from 'node:path';
import { Option } from 'commander';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { anyNumber, wholeNumber } from '../options.ts';
import { cannot } from '../cannot.ts';
import type { OpenModel } from '../model-source.ts';
import type { Register } from '../register.ts';
import { describeClasses } from '../classes.ts';
import { figure } from '../numbers.ts';
import { table } from '../text-table.ts';
import type { Cli } from '../cli.ts';
import type { Evaluation } from '../../tasks/task.ts';
import { fail } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';

/** Results on a page, where it is not said. */
const EXAMPLES = 200;

interface Options extends EngineOptions {
  readonly data?: string;
  readonly split?: string;
  readonly beam?: number;
  readonly lengthPenalty?: number;
  readonly html?: string;
  readonly examples?: number;
  readonly ignoreChecksum?: boolean;
  readonly json?: boolean;
}

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  const command = program
    .command('evaluate')
    .description(help.evaluate)
    .argument('<model>', help.model)
    .option('--data <file>', help.evaluateData)
    .addOption(new Option('--split <name>', help.split).conflicts('data'))
    .option('--beam <count>', help.beam, wholeNumber('--beam'))
    .option('--length-penalty <alpha>', help.lengthPenalty, anyNumber('--length-penalty'))
    .option('--html <file>', help.html)
    .option('--examples <count>', help.examples, wholeNumber('--examples'))
    .option('--ignore-checksum', help.ignoreChecksum);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (model: string, options: Options) => {
      const { data, split, beam, lengthPenalty, html, examples, ignoreChecksum, json, ...engine } = options;
      if (examples !== undefined && html === undefined)
        fail('usage/examples', '--examples says how many results a page shows: name one with --html FILE', {});
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      await chooseEngine(engine);
      const { contextOfModel, openModel } = await import('../model-source.ts');
      const { requireFile } = await import('../task-context.ts');
      const opened = await openModel(cli, host, model, { ignoreChecksum });
      const named = data === undefined || data.startsWith('dataset:');
      if (!named) await requireFile(host, data);
      const context = contextOfModel(cli, host, opened);
      // A file of the command is looked for in the current folder, the model's own data where the model says.
      const evaluation = await opened.task.evaluate(context, {
        data: named ? data : resolve(data),
        split,
        search: { beam, lengthPenalty },
        examples: html === undefined ? undefined : (examples ?? EXAMPLES),
      });
      if (html !== undefined) await writePage(cli, host, opened, evaluation, html);
      const { split: part, metrics, baselines, unknown, classes, signatures } = evaluation;
      if (json)
        cli.json({
          split: part,
          metrics,
          baselines,
          ...(unknown !== undefined && { unknown }),
          ...(classes && { classes }),
          ...(signatures && { signatures }),
        });
      else for (const line of describeEvaluation(cli, evaluation)) cli.out(line);
    });
};

/** Writes the page of results; refuses where a task shows none. */
async function writePage(
  cli: Cli,
  host: Host,
  { task, file: model }: OpenModel,
  evaluation: Evaluation,
  file: string,
): Promise<void> {
  const { examples, inputs = 0 } = evaluation;
  if (examples === undefined) return cannot('html', task, model);
  const { resultsPage } = await import('../page/results.ts');
  const page = resultsPage(cli, { model, evaluation, examples, total: inputs });
  await host.write(file, new TextEncoder().encode(page));
  cli.note(cli.say.page.written({ file }));
}

/** A table: a row a metric, a column the model and each baseline. */
function describeEvaluation(cli: Cli, { split, metrics, baselines, classes, signatures = {} }: Evaluation): string[] {
  const { metric } = cli.say;
  const { colors } = cli;
  const others = Object.entries(baselines);
  const rows = Object.entries(metrics).map(([name, value]) => [
    name,
    figure(value),
    ...others.map(([, figures]) => (figures[name] === undefined ? '–' : figure(figures[name]))),
  ]);
  const head = [metric.name, metric.model, ...others.map(([name]) => metric.baselines[name] ?? name)];
  const align = head.map((_, i) => (i === 0 ? 'left' : 'right'));
  return [
    metric.split({ split }),
    ...table([head, ...rows], align, (line, row) => (row === 0 ? colors.bold(line) : line)),
    ...Object.entries(signatures).map(([name, signature]) => `${name}: ${signature}`),
    ...(classes === undefined ? [] : describeClasses(cli, classes)),
  ];
}
