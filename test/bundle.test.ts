import { gzipSync } from 'node:zlib';
import { basename } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { built } from './support/built.ts';
import { root } from './support/sources.ts';

const KB = 1024;

/** What a page loads in order to ask a model, and how much that may be, gzipped, kernels included. */
const programs = [
  {
    name: 'layers of its own, with weights from a model file',
    budget: 60 * KB,
    task: null,
    code: `import { readSaved } from 'elman-rnn/tasks';
      import { Linear, linearStream, loadStateInto, Random, recurrent, stream } from 'elman-rnn';
      globalThis.elman = { readSaved, Linear, linearStream, loadStateInto, Random, recurrent, stream };`,
  },
  { name: 'a saved model of next items', budget: 60 * KB, task: 'next-item', code: opening() },
  // It also draws what it says.
  { name: 'a saved language model', budget: 64 * KB, task: 'language-model', code: opening() },
] as const;

function opening(): string {
  return `import { openTask, readSaved } from 'elman-rnn/tasks';
    export const open = (bytes) => openTask(readSaved(bytes, { file: 'model.safetensors' }));`;
}

interface Loaded {
  /** Bytes over the wire: each file is gzipped by itself. */
  readonly gzipped: number;
  readonly minified: number;
  /** Minified bytes by module, the largest first. */
  readonly modules: readonly (readonly [name: string, bytes: number])[];
}

/** Bundles a program as an application would, and adds up what is loaded for one task. */
async function loadedBy(code: string, task: string | null): Promise<Loaded> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: 'program.js' },
    absWorkingDir: root,
    outdir: 'bundle',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const bytes = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const files = filesFor(metafile, ['program.js', ...(task === null ? [] : [`dist/tasks/${task}/index.js`])]);
  const modules = new Map<string, number>();
  let [gzipped, minified] = [0, 0];
  for (const file of files) {
    const contents = bytes.get(basename(file))!;
    gzipped += gzipSync(contents, { level: 9 }).length;
    minified += contents.length;
    for (const [name, { bytesInOutput }] of Object.entries(metafile.outputs[file]!.inputs)) {
      modules.set(name, (modules.get(name) ?? 0) + bytesInOutput);
    }
  }
  return { gzipped, minified, modules: [...modules].sort(([, a], [, b]) => b - a) };
}

/** The files of these entries, and all that they import without being asked for it. */
function filesFor({ outputs }: Metafile, entries: readonly string[]): Set<string> {
  const files = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const { kind, path } of outputs[file]!.imports) if (kind === 'import-statement') visit(path);
  };
  const begun = Object.entries(outputs).filter(([, { entryPoint }]) => entries.includes(entryPoint ?? ''));
  expect(begun).toHaveLength(entries.length);
  for (const [file] of begun) visit(file);
  return files;
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

describe('what a page loads to ask a model', () => {
  test.each(programs)('$name', async ({ name, budget, task, code }) => {
    built('tasks/index.js');
    const { gzipped, minified, modules } = await loadedBy(code, task);
    console.info(`${name}: ${kilobytes(gzipped)} gzipped of ${kilobytes(budget)}, ${kilobytes(minified)} minified`);
    const largest = modules.slice(0, 25).map(([module, bytes]) => `${kilobytes(bytes).padStart(9)}  ${module}`);
    expect(
      gzipped,
      `${kilobytes(gzipped)} gzipped; the largest modules, minified:\n${largest.join('\n')}`,
    ).toBeLessThanOrEqual(budget);
    const names = modules.map(([module]) => module);
    expect(names).toContain('dist/backend/kernels.wasm.js');
    // What reads data and configs is for training.
    expect(names.filter((module) => module.startsWith('node_modules/'))).toEqual([]);
  });
});
