import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveStudio, type StudioServer } from './studio.ts';

const outside = mkdtempSync(join(tmpdir(), 'elman-studio-'));
const folder = join(outside, 'page');
let server: StudioServer;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets/a.js'), 'export {};');
  writeFileSync(join(folder, 'assets/k.wasm'), new Uint8Array([0, 97, 115, 109]));
  writeFileSync(join(folder, 'notes.unknown'), 'text');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
  server = await serveStudio(folder, 0);
});

afterAll(async () => {
  await server.close();
  rmSync(outside, { recursive: true, force: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends the path as it stands, which `fetch` would tidy. */
function ask(path: string, { method = 'GET', host = undefined as string | undefined } = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, ...(host && { headers: { host } }) }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

describe('the studio is served', () => {
  it('with types, and the headers that shared memory needs', async () => {
    const page = await ask('/');
    expect(page).toMatchObject({
      status: 200,
      body: '<!doctype html>',
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      },
    });
    expect((await ask('/assets/a.js?x=1')).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable'),
    });
    expect((await ask('/assets/k.wasm')).headers['content-type']).toBe('application/wasm');
  });

  it('to GET and HEAD alone', async () => {
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '15' },
    });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await ask('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/link.txt',
    '/assets/',
    '/assets',
    '/%00',
    '/%E0%A4%A',
    '/notes.unknown',
    '/none.js',
  ])('and nothing that is not of the page: %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  });

  it('under the names of this machine alone', async () => {
    expect((await ask('/', { host: 'localhost:8080' })).status).toBe(200);
    for (const host of ['example.com', '127.0.0.1.example.com', 'localhost@example.com'])
      expect((await ask('/', { host })).status).toBe(403);
  });

  it('unless it is not built, or the port is taken', async () => {
    await expect(serveStudio(join(outside, 'none'), 0)).rejects.toMatchObject({ code: 'usage/no-studio' });
    const port = Number(new URL(server.address).port);
    await expect(serveStudio(folder, port)).rejects.toMatchObject({ code: 'usage/port', details: { port } });
  });
});
