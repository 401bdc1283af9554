import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './sources.ts';

/** The browser that tests run in, and what a test that is skipped without one says. */
export const browserPath = process.env['ELMAN_CHROMIUM'] ?? '/usr/bin/chromium';
export const noBrowser = existsSync(browserPath)
  ? null
  : `there is no ${browserPath}; ELMAN_CHROMIUM names another browser`;

export interface PageOptions {
  /** Scripts that are served besides those of dist and test, by path: `/worker.mjs`. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Whether the headers are sent that make the page cross-origin isolated. */
  readonly isolated?: boolean;
}

/**
 * Runs the body of a module, served as it lies in dist and test, in a page of its own, and gives what it leaves in
 * `globalThis.result`. Throws what it throws.
 */
export async function inBrowser(body: string, { scripts = {}, isolated = false }: PageOptions = {}): Promise<unknown> {
  const page = `<!doctype html><meta charset="utf-8"><title>Elman</title><link rel="icon" href="data:,">
<script type="module">
  try {
    ${body}
  } catch (error) {
    globalThis.problem = String(error?.stack ?? error);
  }
</script>`;
  const server = await serve({ '/': page, ...scripts }, isolated);
  const { port } = server.address() as AddressInfo;
  const chrome = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const tab = await chrome.newPage();
    const problems: string[] = [];
    tab.on('pageerror', (error) => problems.push(String(error)));
    tab.on('requestfailed', (request) => problems.push(`${request.url()} did not load`));
    tab.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) problems.push(message.text());
    });
    await tab.goto(`http://127.0.0.1:${port}/`);
    await tab.waitForFunction('globalThis.result !== undefined || globalThis.problem !== undefined', null, {
      timeout: 90_000,
    });
    const problem: string | null = await tab.evaluate('globalThis.problem ?? null');
    if (problem !== null) throw new Error([problem, ...problems].join('\n'));
    return await tab.evaluate('globalThis.result');
  } finally {
    await chrome.close();
    server.close();
  }
}

const types: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript' };

/** Serves `made`, and the scripts of dist and test as they lie, on a free port of this machine. */
function serve(made: Readonly<Record<string, string>>, isolated: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const type = path === '/' ? 'text/html' : types[extname(path)];
    const file = join(root, path);
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    if (type !== undefined) response.setHeader('content-type', type);
    if (made[path] !== undefined) response.end(made[path]);
    else if (type !== undefined && /^\/(?:dist|test)\//.test(path) && existsSync(file))
      response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
