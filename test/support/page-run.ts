import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Block } from './markdown.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/cli/main.js');

/**
 * What a reader types, in a shell: `npx elman` is the built command, `npm start` its worked example; installing and
 * testing have been done by whoever runs this.
 */
const prelude = `
npx() { shift; "$NODE" "$MAIN" "$@"; }
npm() { if [ "$1" = start ]; then "$NODE" "$MAIN" start; fi; }
node() { "$NODE" "$@"; }
`;

export interface Printed {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder in which the blocks of one page run, one after another, as a reader would run them. */
export class PageRun {
  readonly folder = mkdtempSync(join(tmpdir(), 'elman-docs-'));
  readonly #scripts = join(root, '.cache', `docs-${process.pid}-${Math.trunc(performance.now())}`);
  readonly #env: NodeJS.ProcessEnv;
  #count = 0;

  constructor(language: 'en' | 'ko') {
    for (const name of ['examples', 'docs', 'test']) symlinkSync(join(root, name), join(this.folder, name));
    // Inside the package, where `elman-rnn` is the package itself.
    mkdirSync(this.#scripts, { recursive: true });
    const { LC_ALL: _all, LC_MESSAGES: _messages, ELMAN_DATA: _data, ...env } = process.env;
    this.#env = {
      ...env,
      LANG: language === 'ko' ? 'ko_KR.UTF-8' : 'en_US.UTF-8',
      NODE: process.execPath,
      MAIN: main,
    };
  }

  /** @param merged whether standard error goes where standard output goes */
  run(block: Block, merged: boolean): Printed {
    return block.language === 'sh' ? this.#shell(block.code, merged) : this.#script(block.code);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#scripts, { recursive: true, force: true });
  }

  #shell(code: string, merged: boolean): Printed {
    return this.#spawn('bash', ['-c', `${merged ? 'exec 2>&1' : ''}${prelude}${code}`]);
  }

  #script(code: string): Printed {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    });
    const file = join(this.#scripts, `block-${this.#count++}.mjs`);
    writeFileSync(file, outputText);
    return this.#spawn(process.execPath, [file]);
  }

  #spawn(command: string, args: readonly string[]): Printed {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: this.folder,
      env: this.#env,
      encoding: 'utf8',
    });
    return { status, out: named(stdout), err: named(stderr) };
  }
}

/** Paths as a reader in the repository would see them. */
function named(text: string): string {
  return text.replaceAll(root, '');
}

/** Only the first and the last of the lines that tell epochs: which others are printed depends on the time. */
export function withoutMiddle(text: string): string {
  const lines = text.split('\n');
  const isEpoch = (line: string | undefined): boolean => /^(?:epoch|에폭) \d+\/\d+ /.test(line ?? '');
  return lines.filter((line, i) => !isEpoch(line) || !isEpoch(lines[i - 1]) || !isEpoch(lines[i + 1])).join('\n');
}

/** Without what differs from run to run: speeds and times. */
export function withoutTimes(text: string): string {
  return withoutMiddle(text).replaceAll(/[\d,]+(?= items\/s)|(?<=초당 )[\d,]+|\b\d+:\d\d\b/g, '…');
}
