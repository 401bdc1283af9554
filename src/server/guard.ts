import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What every answer says: the page is cross-origin isolated, so that its Workers may share memory and compute on several
 * threads, nobody guesses types or puts the page into a frame, and the page and its Workers connect to nobody else: what
 * is dropped on it stays in it. (index.html says the same and more of the page alone, wherever it lies.)
 */
const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
};

/** Whether a request is one that is answered: GET and HEAD alone, from this machine. Refuses the others. */
export function admits(request: IncomingMessage, response: ServerResponse): boolean {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'only GET and HEAD are answered');
    return false;
  }
  // A page elsewhere that has its own name point to this machine shall not read what is served here.
  if (isThisMachine(request.headers.host)) return true;
  refuse(response, 403, 'this server is for this machine alone');
  return false;
}

export function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function isThisMachine(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}
