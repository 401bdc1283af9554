import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fail, messageOf } from '../util/errors.ts';
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
 * @throws `usage/no-studio` when it is not built, `usage/port` when the port cannot be had
 */
export async function serveStudio(folder: string, port: number): Promise<StudioServer> {
  if (!existsSync(join(folder, 'index.html')))
    fail(
      'usage/no-studio',
      `the studio is not built: there is no ${join(folder, 'index.html')}; npm run build builds it`,
      {
        folder,
      },
    );
  const server = createServer((request, response) => void answerFromFolder(folder, request, response));
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
