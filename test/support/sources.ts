import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Floors of the house (docs: DESIGN, section 2), by folder under `src`; a file right under it stands under its own name. */
export const floors: Readonly<Record<string, number>> = {
  util: 0,
  messages: 1,
  backend: 1,
  formats: 1,
  metrics: 1,
  tensor: 2,
  nn: 3,
  optim: 3,
  data: 3,
  cells: 4,
  interop: 5,
  seq2seq: 5,
  train: 6,
  tasks: 7,
  protocol: 8,
  'index.ts': 8,
  node: 9,
  distributed: 9,
  server: 9,
  cli: 10,
};

export interface Source {
  /** From `src` on, parted by `/`. */
  readonly path: string;
  readonly folder: string;
  readonly tree: ts.SourceFile;
}

/** Every file under `folder` whose name ends so, in order. */
export function filesUnder(folder: string, end: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith(end))
    .sort();
}

/** The sources that are shipped, parsed: all of `src` but tests and what only tests use. */
export function sources(): Source[] {
  return filesUnder('src', '.ts')
    .filter((path) => !/\.(?:test|case|wasm)\.ts$/.test(path))
    .map((path) => ({ path, folder: path.split('/')[0]!, tree: parse(join(root, 'src', path)) }));
}

export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Calls `look` with every node below. */
export function walk(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => walk(child, look));
}

/** What a file imports, by whatever words: import, export from, import(), import types. */
export function importsOf(tree: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    const from =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : undefined;
    if (from !== undefined) found.push(ts.isStringLiteralLike(from) ? from.text : `(computed: ${from.getText()})`);
  });
  return found;
}

/** A relative import of a file under `src`, from `src` on. */
export function target(path: string, specifier: string): string {
  return relative(join(root, 'src'), join(root, 'src', dirname(path), specifier)).replaceAll('\\', '/');
}

/** `path:line: what`, for lists of offences. */
export function at(source: Source, node: ts.Node, what: string): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
  return `src/${source.path}:${line + 1}: ${what}`;
}
