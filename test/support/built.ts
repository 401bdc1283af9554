import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The path of something in `dist`; throws, with what to do, when it has not been built. */
export function built(path: string): string {
  const file = `${root}dist/${path}`;
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first, as \`npm test\` does`);
  return file;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The program; this Node by default. */
  readonly runtime?: string;
  /** Kills the process with SIGKILL after so many milliseconds. */
  readonly killAfter?: number;
  /** Kills it as soon as this holds for what it has printed. */
  readonly killWhen?: (stdout: string) => boolean;
}

/** Runs a script in a process of its own, to its end, be that natural or not. */
export function runScript(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.runtime ?? process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      texts.stdout += String(chunk);
      if (options.killWhen?.(texts.stdout)) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk) => (texts.stderr += String(chunk)));
    const timer =
      options.killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.killAfter);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, ...texts });
    });
  });
}
