import { spawn } from 'node:child_process';
import type { Cli } from '../cli.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { wholeNumber } from '../options.ts';
import { packagePath } from '../package-root.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  program
    .command('studio')
    .description(help.studio)
    .option('--port <number>', help.port, wholeNumber('--port', 0))
    .option('--no-open', help.noOpen)
    .action(async ({ port = 0, open }: { readonly port?: number; readonly open: boolean }) => {
      const { serveStudio } = await import('../../server/studio.ts');
      const server = await serveStudio(packagePath('dist', 'studio'), port);
      // Being ended is how a server ends, so it is no failure.
      const ended = new Promise<void>((resolve) => {
        listenForInterrupt(resolve, status.done);
      });
      cli.out(cli.say.studio.serving({ address: server.address }));
      if (open) openBrowser(cli, server.address);
      await ended;
      await server.close();
    });
};

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
