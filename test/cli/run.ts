import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The built command line: `npm test` builds before it runs this. */
export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
export const lunch = fileURLToPath(new URL('../../examples/lunch/elman.yaml', import.meta.url));
export const orders = fileURLToPath(new URL('../../examples/lunch/orders.csv', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `elman` with English as the language unless `env` says otherwise. */
export function elman(args: readonly string[], { cwd, input, env = {} }: RunOptions = {}): Promise<Ran> {
  const child = start(args, { ...(cwd === undefined ? {} : { cwd }), env });
  child.stdin.on('error', () => {}); // the command may end before it has read all
  child.stdin.end(input ?? '');
  return ended(child);
}

/** Starts `elman` without waiting for its end. */
export function start(args: readonly string[], { cwd, env = {} }: RunOptions = {}) {
  const { LC_ALL: _all, LC_MESSAGES: _messages, ...rest } = process.env;
  return spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...rest, LANG: 'en_US.UTF-8', ...env },
    stdio: 'pipe',
  });
}

/** What a started `elman` says until its end. */
export function ended(child: ReturnType<typeof start>): Promise<Ran> {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve({ status, out, err }));
  });
}

/** A folder of its own, removed when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'elman-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
