import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { built, runScript } from './support/built.ts';
import { importsOf, parse, root } from './support/sources.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly node: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
/** As a page finds them: Node's own ways in differ in that they know threads. */
const entries = Object.entries(manifest.exports)
  .map(([name, path]) => [name, typeof path === 'string' ? path : path.default] as const)
  .filter(([, path]) => path.endsWith('.js'));

/** What each entry may load besides this package (DESIGN, section 2). Node's own entry may load Node's modules. */
const packages: Readonly<Record<string, readonly string[]>> = {
  './data': ['zod/mini', 'papaparse', 'fflate', '@huggingface/tokenizers'],
  './tasks': ['zod/mini', 'papaparse', 'fflate', '@huggingface/tokenizers'],
};

/** Something that each entry must give. */
const given: Readonly<Record<string, readonly string[]>> = {
  '.': ['tensor', 'step', 'recurrent', 'Linear', 'adam', 'train', 'Random', 'ElmanError', 'gradcheck'],
  './nn': ['Linear', 'Embedding', 'parametersOf', 'loadStateInto'],
  './cells': ['LstmCell', 'GruCell', 'ElmanCell', 'unroll', 'stack', 'bidirectional', 'recurrent'],
  './seq2seq': ['Decoder', 'beamSearch', 'oneByOne'],
  './tasks': ['tasks'],
  './data': ['Vocabulary'],
  './metrics': ['perplexity'],
  './train': ['train', 'RunFolder', 'readCheckpoint'],
  './protocol': ['serveRuns', 'problemOf'],
  './messages': ['inKorean'],
  './node': ['nodeHost'],
};

describe('the package', () => {
  test('has its entries, each with its types', () => {
    expect(entries.map(([name]) => name)).toEqual(Object.keys(given));
    for (const [, path] of entries) {
      built(path.replace('./dist/', ''));
      expect(existsSync(join(root, path.replace(/\.js$/, '.d.ts'))), `types of ${path}`).toBe(true);
    }
    for (const path of Object.values(manifest.bin)) built(path.replace('dist/', ''));
  });

  for (const [name, path] of entries.filter(([entry]) => entry !== './node')) {
    test(`${name} loads nothing from Node, and no package but ${packages[name]?.join(', ') ?? 'none'}`, () => {
      const allowed = new Set(packages[name]);
      const offences: string[] = [];
      const seen = new Set<string>();
      const visit = (file: string): void => {
        if (seen.has(file)) return;
        seen.add(file);
        for (const specifier of importsOf(parse(file))) {
          if (/^\.\.?\//.test(specifier)) visit(join(dirname(file), specifier));
          else if (!allowed.has(specifier)) offences.push(`${relative(root, file)} imports ${specifier}`);
        }
      };
      visit(join(root, path));
      expect(offences).toEqual([]);
      expect(seen.size).toBeGreaterThan(1);
    });
  }

  test('every package that dist loads is a dependency, a peer, or part of Node', () => {
    const known = new Set([...Object.keys(manifest.dependencies), ...optionalPeers()]);
    const offences: string[] = [];
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const specifier of importsOf(parse(file))) {
        if (/^\.\.?\//.test(specifier)) visit(join(dirname(file), specifier));
        else if (specifier.startsWith('node:') || specifier.startsWith('(computed')) continue;
        else if (builtinModules.includes(specifier)) offences.push(`${relative(root, file)}: write node:${specifier}`);
        else {
          const name = specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
          if (!known.has(name)) offences.push(`${relative(root, file)} imports ${specifier}`);
        }
      }
    };
    for (const path of [...entries.map(([, entry]) => entry), ...Object.values(manifest.bin)]) visit(join(root, path));
    expect(offences).toEqual([]);
  });

  for (const way of ['import', 'require'] as const) {
    test(`can be loaded by ${way}, under its own name, and gives what it promises`, async () => {
      const load = (name: string): string => {
        const specifier = JSON.stringify(join(manifest.name, name));
        return way === 'import' ? `await import(${specifier})` : `require(${specifier})`;
      };
      const script = `const found = {};
        ${entries.map(([name]) => `found[${JSON.stringify(name)}] = Object.keys(${load(name)});`).join('\n')}
        process.stdout.write(JSON.stringify(found));`;
      const kind = way === 'import' ? 'module' : 'commonjs';
      const { status, stdout, stderr } = await runScript([`--input-type=${kind}`, '--eval', script]);
      expect(status, stderr).toBe(0);
      const found = JSON.parse(stdout) as Record<string, string[]>;
      for (const [name, names] of Object.entries(given)) {
        expect(found[name], name).toEqual(expect.arrayContaining([...names]));
        expect(found[name], `${name} has named exports only`).not.toContain('default');
      }
    });
  }

  test('loading any entry computes nothing and starts nothing: the process ends by itself', async () => {
    const script = `await Promise.all(${JSON.stringify(entries.map(([name]) => join(manifest.name, name)))}.map((name) => import(name)));`;
    const { status, signal, stdout, stderr } = await runScript(['--input-type=module', '--eval', script], {
      killAfter: 60_000,
    });
    expect({ status, signal, stdout, stderr }).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
  });
});

function optionalPeers(): string[] {
  const { peerDependencies = {} } = manifest as { peerDependencies?: Record<string, string> };
  return Object.keys(peerDependencies);
}
