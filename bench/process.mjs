import { spawn } from 'node:child_process';
import process from 'node:process';
import { medianOf } from './statistics.mjs';

/**
 * A program that measures: it takes the request as its last argument and prints one JSON document.
 * @typedef {object} Command
 * @property {string} file
 * @property {readonly string[]} args
 *
 * @typedef {object} Ended
 * @property {number | null} status
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} timedOut
 */

/** What some machines preset, which picks slower kernels of OpenBLAS than the machine has. */
const slowing = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];

/** @param {Readonly<Record<string, string>>} [extra] */
export function cleanEnvironment(extra = {}) {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...extra };
  for (const name of slowing) delete env[name];
  return env;
}

/**
 * Runs a program to its end, or kills it.
 * @param {Command} command
 * @param {{ cwd?: string, env?: Readonly<Record<string, string>>, timeoutMs?: number }} [options]
 * @returns {Promise<Ended>}
 */
export function execute({ file, args }, { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = { stdout: '', stderr: '', timedOut: false };
    child.stdout.on('data', (chunk) => (ended.stdout += chunk));
    child.stderr.on('data', (chunk) => (ended.stderr += chunk));
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            ended.timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, ...ended });
    });
  });
}

/**
 * Has a program measure something.
 * @param {Command} command
 * @param {object} request
 * @param {{ env?: Readonly<Record<string, string>>, timeoutMs: number }} options
 * @returns {Promise<Document>} its document
 * @throws with the reason in a line, when there is no document
 */
export async function ask({ file, args }, request, { env, timeoutMs }) {
  const ended = await execute({ file, args: [...args, JSON.stringify(request)] }, { env, timeoutMs });
  if (ended.timedOut) throw new Error(`still running after ${Math.round(timeoutMs / 1000)} s`);
  if (ended.status !== 0) throw new Error(reasonOf(ended));
  return checkDocument(ended.stdout);
}

/**
 * Milliseconds a step: raw rounds, or what is left of them where a program keeps them to itself.
 * @typedef {{ rounds?: number[], best: number, median: number, versions?: Record<string, string> }} Document
 *
 * @param {string} text
 * @returns {Document}
 */
function checkDocument(text) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error(`printed no JSON document but ${JSON.stringify(text.slice(0, 80))}`);
  }
  const { rounds, best = Math.min(...(rounds ?? [])), median = medianOf(rounds ?? []) } = document;
  if (![best, median, ...(rounds ?? [])].every((ms) => Number.isFinite(ms) && ms > 0)) {
    throw new Error(`printed what is no time: ${text.trim().slice(0, 80)}`);
  }
  return { ...document, best, median };
}

/**
 * The line of the standard error that says why: the last one, without what pip and npm add.
 * @param {Pick<Ended, 'status' | 'stderr'>} ended
 */
export function reasonOf({ status, stderr }) {
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling = lines.filter(
    (line) => line !== '' && !/^(\[notice\]|npm notice|npm (error|ERR!) A complete log)/.test(line),
  );
  return telling.at(-1)?.replace(/^(npm (error|ERR!)|error:|elman:) /i, '') ?? `ended with status ${status}`;
}
