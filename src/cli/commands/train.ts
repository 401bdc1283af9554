import { basename, extname } from 'node:path';
import { Option } from 'commander';
import { engineOptions, type EngineOptions } from '../engine.ts';
import { collect } from '../options.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';
import { shellWords } from '../shell.ts';

interface Options extends EngineOptions {
  readonly set?: readonly string[];
  readonly run?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly initFrom?: string;
  readonly json?: boolean;
}

export const register: Register = (program, cli, end) => {
  const { help } = cli.say;
  const command = program
    .command('train')
    .description(help.train)
    .argument('<config>', help.trainConfig)
    .option('--set <key=value>', help.set, collect)
    .option('--run <folder>', help.run)
    .addOption(new Option('--resume', help.resume).conflicts('overwrite'))
    .option('--overwrite', help.overwrite)
    .option('--init-from <model>', help.initFrom);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (file: string, { set = [], run, resume, overwrite, initFrom, json, backend, threads }: Options) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      const { loadConfig } = await import('../config.ts');
      const { runTraining } = await import('../training-run.ts');
      const config = await loadConfig(host, file, set);
      const path = run ?? config.run ?? `runs/${basename(file, extname(file))}`;
      if (run === undefined && config.run === undefined) cli.note(cli.say.train.defaultRun({ run: path }));
      const sets = set.flatMap((value) => ['--set', value]);
      const again = shellWords([
        'elman',
        'train',
        file,
        ...sets,
        ...(run === undefined ? [] : ['--run', run]),
        // The backend stands in the checkpoint.
        ...(threads === undefined ? [] : ['--threads', String(threads)]),
        '--resume',
      ]);
      const result = await runTraining(cli, host, {
        config,
        path,
        resume,
        overwrite,
        initFrom,
        engine: { backend, threads },
        hint: backend === undefined && json !== true,
        resumeCommand: again,
      });
      if (result === 'finished') {
        if (json) cli.json({ run: path, reason: 'finished' });
        return;
      }
      if (json) cli.json({ run: path, ...result });
      else if (result.reason !== 'aborted')
        cli.out(cli.say.train.next({ command: shellWords(['elman', 'evaluate', path]) }));
      if (result.reason === 'aborted') end(status.interrupted);
    });
};
