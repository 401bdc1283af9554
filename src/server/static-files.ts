import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
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
 * What every answer says: the page is cross-origin isolated, so that its Workers may share memory and compute on several
 * threads, and nobody guesses types or puts the page into a frame.
 */
export const headers: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Answers a request with a file below `folder`: GET and HEAD alone, `/` is index.html, files of a kind that is not known
 * and all that lies elsewhere (by `..`, encoded or not, or by a link) is not there. Files under `assets/` have the hash of
 * what is in them in their names and may be kept for good; the others are asked for each time.
 */
export async function answerFromFolder(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, 'only GET and HEAD are answered');
  }
  // A page elsewhere that has its own name point to this machine shall not read what is served here.
  if (!isThisMachine(request.headers.host)) return refuse(response, 403, 'this server is for this machine alone');
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

function isThisMachine(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
