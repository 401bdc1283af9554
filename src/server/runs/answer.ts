import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunsAnswer } from '../../protocol/runs.ts';
import { refuse } from '../guard.ts';
import type { FollowedRuns } from './followed.ts';

const none: RunsAnswer = { folder: null, runs: [], more: false };

/** Answers what runs there are, or with `?run=PATH` one of them in full. */
export async function answerRuns(
  runs: FollowedRuns | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').searchParams.get('run');
  const answer = path === null ? ((await runs?.list()) ?? none) : await runs?.detail(path);
  if (answer === undefined || answer === null) return refuse(response, 404, 'there is no such run');
  const body = JSON.stringify(answer);
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
