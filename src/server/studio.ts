import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fail, messageOf } from '../util/errors.ts';
import { admits } from './guard.ts';
import { answerRuns } from './runs/answer.ts';
import { FollowedRuns } from './runs/followed.ts';
import { answerFromFolder } from './static-files.ts';

export interface StudioServer {
  /** Where a browser finds it. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves the built studio to this machine alone.
 * @param folder the built page: dist/studio
 * @param port 0 takes any that is free
 * @param runs a folder whose runs the page may look at: one that there is
 * @throws `usage/no-studio` when it is not built, `usage/port` when the port cannot be had
 */
export async function serveStudio(folder: string, port: number, runs?: string): Promise<StudioServer> {
  if (!existsSync(join(folder, 'index.html')))
    fail(
      'usage/no-studio',
      `the studio is not built: there is no ${join(folder, 'index.html')}; npm run build builds it`,
      {
        folder,
      },
    );
  const followed = runs === undefined ? null : await FollowedRuns.of(runs);
  const server = createServer((request, response) => {
    if (!admits(request, response)) return;
    if (/^\/runs\.json(?:\?|$)/.test(request.url ?? '')) void answerRuns(followed, request, response);
    else void answerFromFolder(folder, request, response);
  });
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${taken}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listening(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const reason = messageOf(error);
    fail(
      'usage/port',
      `port ${port} cannot be had (${reason}): choose another with --port, or none`,
      { port, reason },
      error,
    );
  }
}
