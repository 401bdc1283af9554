import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A path inside the installed package; this file lies in `dist/cli` (or `src/cli`). */
export function packagePath(...parts: string[]): string {
  return fileURLToPath(new URL(['..', '..', ...parts].join('/'), import.meta.url));
}

/** The version of the installed package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  return version;
}
