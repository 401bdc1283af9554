import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { built, runScript } from '../support/built.ts';

type Hashes = Record<string, string>;

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Made by `node test/determinism/main.mjs > test/determinism/expected.json`; made anew only where the mathematics changes. */
const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Hashes;

describe('the same training gives the same bits', () => {
  const others = (process.env['ELMAN_RUNTIMES'] ?? '').split(',').filter((path) => path !== '');
  for (const runtime of [process.execPath, ...others]) {
    test(`in ${runtime === process.execPath ? `Node ${process.versions.node}` : runtime}`, async () => {
      built('train/index.js');
      const { status, stdout, stderr } = await runScript(['test/determinism/main.mjs'], { runtime });
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout)).toEqual(expected);
    });
  }
  if (others.length === 0) {
    test.skip('in other runtimes (ELMAN_RUNTIMES names none: paths of Node or Bun binaries, parted by commas)');
  }

  const browser = process.env['ELMAN_CHROMIUM'] ?? '/usr/bin/chromium';
  const name = 'in a browser, served as it lies in dist';
  if (!existsSync(browser)) {
    test.skip(`${name} (there is no ${browser}; ELMAN_CHROMIUM names another)`);
    return;
  }
  test(name, async () => {
    built('train/index.js');
    const server = await serve();
    const { port } = server.address() as AddressInfo;
    const chrome = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] });
    try {
      const page = await chrome.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('requestfailed', (request) => problems.push(`${request.url()} did not load`));
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForFunction('globalThis.hashes !== undefined || globalThis.problem !== undefined', null, {
        timeout: 60_000,
      });
      expect(await page.evaluate('globalThis.problem ?? null'), problems.join('\n')).toBeNull();
      expect(await page.evaluate('globalThis.hashes')).toEqual(expected);
    } finally {
      await chrome.close();
      server.close();
    }
  });
});

const PAGE = `<!doctype html><meta charset="utf-8"><title>Elman</title><link rel="icon" href="data:,">
<script type="module">
  try {
    const { trainAll } = await import('/test/determinism/program.mjs');
    globalThis.hashes = await trainAll();
  } catch (error) {
    globalThis.problem = String(error?.stack ?? error);
  }
</script>`;

const types: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript' };

/** Serves the page, and the scripts of dist and test as they lie, on a free port of this machine. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const type = types[extname(path)];
    if (path === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else if (type !== undefined && /^\/(?:dist|test)\//.test(path) && existsSync(join(root, path))) {
      response.setHeader('content-type', type).end(readFileSync(join(root, path)));
    } else response.writeHead(404).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
