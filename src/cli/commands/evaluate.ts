import { resolve } from 'node:path';
import { Option } from 'commander';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { anyNumber, wholeNumber } from '../options.ts';
import type { Register } from '../register.ts';
import { describeClasses } from '../classes.ts';
import { figure } from '../numbers.ts';
import { table } from '../text-table.ts';
import type { Cli } from '../cli.ts';
import type { Evaluation } from '../../tasks/task.ts';

interface Options extends EngineOptions {
  readonly data?: string;
  readonly split?: string;
  readonly beam?: number;
  readonly lengthPenalty?: number;
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
    .option('--ignore-checksum', help.ignoreChecksum);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (model: string, { data, split, beam, lengthPenalty, ignoreChecksum, json, ...engine }: Options) => {
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
      });
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
