import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import {
  at,
  filesUnder,
  floors,
  importsOf,
  parse,
  root,
  sources,
  target,
  walk,
  type Source,
} from './support/sources.ts';

const all = sources();
const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

/** What the folders may import from outside of this repository (DESIGN, section 2); nothing where nothing is said. */
const packages: Readonly<Record<string, readonly string[]>> = {
  data: ['zod/mini', 'papaparse', 'fflate', '@huggingface/tokenizers'],
  tasks: ['zod/mini', 'papaparse', 'fflate'],
  interop: ['zod/mini', 'papaparse', 'fflate'],
};

/** Globals that only Node, or only pages, have. */
const placeBound = new Set(
  [
    'process Buffer require module __dirname __filename global setImmediate clearImmediate',
    'window document navigator location localStorage sessionStorage indexedDB self history',
    'Worker SharedWorker XMLHttpRequest HTMLElement Image requestAnimationFrame alert',
  ]
    .join(' ')
    .split(' '),
);

describe('the ladder', () => {
  test('every folder has its floor', () => {
    const without = all.filter(({ folder }) => floors[folder] === undefined).map(({ path }) => path);
    expect(without).toEqual([]);
    expect(all.length).toBeGreaterThan(80);
  });

  test('a file imports from its own folder or from a lower floor only', () => {
    const offences: string[] = [];
    for (const { path, folder, tree } of all) {
      for (const specifier of importsOf(tree).filter(isRelative)) {
        const to = target(path, specifier);
        const other = to.split('/')[0]!;
        if (other !== folder && !(floors[other]! < floors[folder]!)) {
          offences.push(`src/${path} (floor ${floors[folder]}) imports ${to} (floor ${floors[other]})`);
        }
      }
    }
    expect(offences).toEqual([]);
  });

  test('what is imported is there, by its own name', () => {
    const there = new Set(filesUnder('src', '.ts'));
    const offences = all.flatMap(({ path, tree }) =>
      importsOf(tree)
        .filter((specifier) => isRelative(specifier) && !there.has(target(path, specifier)))
        .map((specifier) => `src/${path} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });

  test('no file imports itself by any way round, not even for a type', () => {
    const graph = new Map(
      all.map(({ path, tree }) => [
        path,
        importsOf(tree)
          .filter(isRelative)
          .map((specifier) => target(path, specifier)),
      ]),
    );
    expect(cyclesIn(graph)).toEqual([]);
  });

  test('finds a cycle where there is one', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(cyclesIn(graph)).toEqual(['a → b → c → a']);
  });

  test('floors 0 to 8 import nothing from Node, and only the packages that are theirs', () => {
    const offences: string[] = [];
    for (const { path, folder, tree } of all.filter(({ folder: of }) => floors[of]! <= 8)) {
      const allowed = new Set(packages[folder]);
      for (const specifier of importsOf(tree)) {
        if (!isRelative(specifier) && !allowed.has(specifier)) offences.push(`src/${path} imports ${specifier}`);
      }
    }
    expect(offences).toEqual([]);
  });

  test('floors 0 to 8 use no global that only Node or only a page has, but where Workers of a page are started', () => {
    const offences = all
      .filter(({ folder, path }) => floors[folder]! <= 8 && path !== 'backend/web/start-helper.ts')
      .flatMap(placeBoundIn);
    expect(offences).toEqual([]);
  });

  test('nothing that is imported awaits at its top, so that `require` works', () => {
    const offences: string[] = [];
    for (const source of all.filter(({ folder }) => floors[folder]! <= 9)) {
      walkOutsideFunctions(source.tree, (node) => {
        if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) {
          offences.push(at(source, node, 'await at the top'));
        }
      });
    }
    expect(offences).toEqual([]);
  });

  test('the kernels import from their own folder only', () => {
    const offences = filesUnder('kernels', '.ts').flatMap((path) =>
      importsOf(parse(join(root, 'kernels', path)))
        .filter((specifier) => !specifier.startsWith('./'))
        .map((specifier) => `kernels/${path} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });
});

/** Each cycle once, by a depth-first search. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const before = way.indexOf(file);
    if (before >= 0) found.push([...way.slice(before), file].join(' → '));
    if (before >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/** Uses of place-bound globals: identifiers that are neither names of properties nor declared in the file. */
function placeBoundIn(source: Source): string[] {
  const used: [name: string, node: ts.Node][] = [];
  const declared = new Set<string>();
  walk(source.tree, (node) => {
    if (!ts.isIdentifier(node)) return;
    const { parent } = node;
    if ((parent as Partial<ts.NamedDeclaration>).name === node) {
      // A property's name is no variable: it declares nothing, and is nobody's global.
      const isProperty =
        ts.isPropertyAccessExpression(parent) ||
        ts.isPropertyAssignment(parent) ||
        ts.isPropertySignature(parent) ||
        ts.isPropertyDeclaration(parent) ||
        ts.isMethodSignature(parent) ||
        ts.isMethodDeclaration(parent);
      if (!isProperty) declared.add(node.text);
      return;
    }
    if (placeBound.has(node.text) && !ts.isQualifiedName(parent)) used.push([node.text, node]);
  });
  return used.filter(([name]) => !declared.has(name)).map(([name, node]) => at(source, node, name));
}

function walkOutsideFunctions(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => {
    if (!ts.isFunctionLike(child)) walkOutsideFunctions(child, look);
  });
}
