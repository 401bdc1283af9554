import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect } from '../../util/errors.ts';
import type { Cli } from '../cli.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { wholeNumber } from '../options.ts';
import { packagePath } from '../package-root.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';

interface Options {
  readonly port?: number;
  readonly open: boolean;
}

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  program
    .command('studio')
    .description(help.studio)
    .argument('[runs]', help.studioRuns)
    .option('--port <number>', help.port, wholeNumber('--port', 0))
    .option('--no-open', help.noOpen)
    .action(async (runs: string | undefined, { port = 0, open }: Options) => {
      const { serveStudio } = await import('../../server/studio.ts');
      if (runs !== undefined) await requireFolder(runs);
      const server = await serveStudio(packagePath('dist', 'studio'), port, runs);
      const address = runs === undefined ? server.address : `${server.address}#/runs`;
      // Being ended is how a server ends, so it is no failure.
      const ended = new Promise<void>((resolve) => {
        listenForInterrupt(resolve, status.done);
      });
      cli.out(cli.say.studio.serving({ address }));
      if (open) openBrowser(cli, address);
      await ended;
      await server.close();
    });
};

async function requireFolder(path: string): Promise<void> {
  const { nodeHost } = await import('../../node/host.ts');
  const { requireFile } = await import('../task-context.ts');
  await requireFile(nodeHost(), path);
  expect(
    statSync(path).isDirectory(),
    'usage/not-folder',
    () => `${path} is a file: give the folder that your runs lie in, such as runs`,
    { path },
  );
}

/** What opens an address, by system. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

function openBrowser(cli: Cli, address: string): void {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => cli.note(cli.say.studio.notOpened));
  child.unref();
}
