import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { refuse } from './guard.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.safetensors': 'application/octet-stream',
  '.idx3-ubyte': 'application/octet-stream',
};

/**
 * Answers a request with a file below `folder`: `/` is index.html, files of a kind that is not known and all that lies
 * elsewhere (by `..`, encoded or not, or by a link) is not there. Files under `assets/` have the hash of what is in them
 * in their names and may be kept for good; the others are asked for each time.
 */
export async function answerFromFolder(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = await fileAt(folder, request.url ?? '/');
  if (found === null) return refuse(response, 404, 'there is no such file');
  response.setHeader('Content-Type', found.type);
  response.setHeader('Content-Length', found.size);
  response.setHeader('Cache-Control', found.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(found.path);
  stream.on('error', () => response.destroy());
  stream.pipe(response);
}

interface Found {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  readonly isHashed: boolean;
}

async function fileAt(folder: string, url: string): Promise<Found | null> {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const asked = decodeURIComponent(pathname);
    if (asked.includes('\0') || asked.includes('\\')) return null;
    const root = await realpath(folder);
    const path = await realpath(join(root, asked.endsWith('/') ? `${asked}index.html` : asked));
    const type = types[extname(path).toLowerCase()];
    if (type === undefined || !path.startsWith(root + sep)) return null;
    const file = await stat(path);
    if (!file.isFile()) return null;
    return { path, type, size: file.size, isHashed: path.startsWith(join(root, 'assets') + sep) };
  } catch {
    return null;
  }
}
