import { gzipSync } from 'node:zlib';
import { join, relative } from 'node:path';
import { build, type Rollup } from 'vite';
import { describe, expect, test } from 'vitest';
import { built } from './support/built.ts';
import { root } from './support/sources.ts';

const KB = 1024;

/** What a page loads in order to ask a model, and how much that may be, gzipped, kernels included. */
const programs = [
  {
    name: 'layers of its own, with weights from a model file',
    budget: 52 * KB,
    task: null,
    code: `import { readSaved } from 'elman-rnn/tasks';
      import { Linear, linearStream, loadStateInto, Random, recurrent, stream } from 'elman-rnn';
      globalThis.elman = { readSaved, Linear, linearStream, loadStateInto, Random, recurrent, stream };`,
  },
  { name: 'a saved model of next items', budget: 62 * KB, task: 'next-item', code: opening() },
  // It also draws what it says.
  { name: 'a saved language model', budget: 66 * KB, task: 'language-model', code: opening() },
] as const;

function opening(): string {
  return `import { openTask, readSaved } from 'elman-rnn/tasks';
    export const open = (bytes) => openTask(readSaved(bytes, { file: 'model.safetensors' }));`;
}

interface Loaded {
  /** Bytes over the wire: each file is gzipped by itself. */
  readonly gzipped: number;
  readonly files: number;
  /** Bytes by module before minifying, the largest first. */
  readonly modules: readonly (readonly [name: string, bytes: number])[];
}

/** Bundles a program as Vite does for an application, and adds up what a page loads for one task. */
async function loadedBy(code: string, task: string | null): Promise<Loaded> {
  const entry = 'virtual:program';
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? join(root, 'program.js') : null),
        load: (id) => (id === join(root, 'program.js') ? code : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      // Vite's own loader of style sheets is none of ours.
      modulePreload: false,
      rollupOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  });
  const { output } = [result].flat()[0] as Rollup.RollupOutput;
  const chunks = output.filter((file) => file.type === 'chunk');
  const begun = chunks.filter(
    ({ isEntry, moduleIds }) =>
      isEntry || (task !== null && moduleIds.some((id) => id.endsWith(`dist/tasks/${task}/index.js`))),
  );
  expect(begun).toHaveLength(task === null ? 1 : 2);
  const loaded = withImports(chunks, begun);
  const modules = loaded.flatMap((chunk) =>
    Object.entries(chunk.modules).map(([id, { renderedLength }]) => [relative(root, id), renderedLength] as const),
  );
  return {
    gzipped: loaded.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0),
    files: loaded.length,
    modules: modules.sort(([, x], [, y]) => y - x),
  };
}

/** Some files, and all that they import without being asked for it. */
function withImports(
  chunks: readonly Rollup.OutputChunk[],
  begun: readonly Rollup.OutputChunk[],
): Rollup.OutputChunk[] {
  const names = new Set<string>();
  const visit = (name: string): void => {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    if (chunk === undefined || names.has(name)) return;
    names.add(name);
    for (const other of chunk.imports) visit(other);
  };
  for (const { fileName } of begun) visit(fileName);
  return chunks.filter(({ fileName }) => names.has(fileName));
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

describe('what a page loads to ask a model', () => {
  test.each(programs)('$name', async ({ name, budget, task, code }) => {
    built('tasks/index.js');
    const { gzipped, files, modules } = await loadedBy(code, task);
    console.info(`${name}: ${kilobytes(gzipped)} gzipped of ${kilobytes(budget)}, in ${files} files`);
    const largest = modules.slice(0, 25).map(([module, bytes]) => `${kilobytes(bytes).padStart(9)}  ${module}`);
    expect(
      gzipped,
      `${kilobytes(gzipped)} gzipped; the largest modules, before minifying:\n${largest.join('\n')}`,
    ).toBeLessThanOrEqual(budget);
    const names = modules.map(([module]) => module);
    expect(names).toContain('dist/backend/kernels.wasm.js');
    // What reads data and configs is for training.
    expect(names.filter((module) => module.startsWith('node_modules/'))).toEqual([]);
  });
});
