import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { runScript } from './support/built.ts';
import { at, floors, root, sources, walk, type Source } from './support/sources.ts';

/** What of Math has the same bits on every engine: exact, or correctly rounded, by the standard. */
const exact = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(' '),
);

/** Where others than the exact ones may be used: here they are computed. */
const exempt = new Set(['util/portable-math.ts']);

const all = sources();
const below = all.filter(({ folder, path }) => floors[folder]! <= 6 && !exempt.has(path));

describe('what differs between engines is banned', () => {
  test('Math.random is nowhere', () => {
    expect(all.flatMap((source) => mathIn(source, (name) => name !== 'random'))).toEqual([]);
  });

  test('up to floor 6 only those parts of Math are used that have the same bits everywhere', () => {
    expect(below.length).toBeGreaterThan(60);
    expect(below.flatMap((source) => mathIn(source, (name) => exact.has(name)))).toEqual([]);
  });

  test('up to floor 6 no number is raised to a power by `**`', () => {
    expect(below.flatMap(powersIn)).toEqual([]);
  });

  test('Date.now and new Date() are not asked for up to floor 6: a result must not hang on the time', () => {
    const offences: string[] = [];
    for (const source of below) {
      walk(source.tree, (node) => {
        const isNow = ts.isPropertyAccessExpression(node) && node.getText() === 'Date.now';
        const isNew = ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length;
        if (isNow || isNew) offences.push(at(source, node, node.getText()));
      });
    }
    expect(offences).toEqual([]);
  });

  test('the net finds what it is made to find', () => {
    const text = `
      const a = Math.exp(1) + Math['pow'](2, 3) + x ** 2;
      const { tanh } = Math;
      const f = Math;
      const fine = Math.sqrt(2) * Math.PI + Number(2n ** 64n);
      let y = 2; y **= 3;
    `;
    const source: Source = {
      path: 'made-up.ts',
      folder: 'util',
      tree: ts.createSourceFile('made-up.ts', text, ts.ScriptTarget.Latest, true),
    };
    expect(mathIn(source, (name) => exact.has(name)).map((line) => line.split(': ')[1])).toEqual([
      'Math.exp',
      "Math['pow']",
      'Math itself',
      'Math itself',
    ]);
    expect(powersIn(source)).toHaveLength(2);
  });
});

/** All functions of Math that are not exact, but for `random` and what is newer than the oldest Node that is supported. */
const banned = Object.getOwnPropertyNames(Math).filter(
  (name) =>
    typeof Math[name as keyof Math] === 'function' &&
    !exact.has(name) &&
    !/^(?:random|f16round|sumPrecise)$/.test(name),
);

test('the linter bans them too, where one writes', async () => {
  const folder = mkdtempSync(join(root, 'src/util/banned-'));
  try {
    writeFileSync(
      join(folder, 'sample.ts'),
      `export const sample = [Math.random(), ${banned.map((name) => `Math.${name}(1)`).join(', ')}, Math.sqrt(2)];\n`,
    );
    const { stdout, stderr, status } = await runScript(['node_modules/oxlint/bin/oxlint', folder]);
    expect(status, stdout + stderr).toBe(1);
    for (const name of ['random', ...banned]) {
      expect(stdout, name).toMatch(new RegExp(`'Math\\.${name}' is restricted|Math\\.${name}\\b[^]*restricted`));
    }
    expect(stdout).toContain(`Found 0 warnings and ${banned.length + 1} errors`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Uses of Math that are not allowed, and of Math as a whole, through which any of it could be had. */
function mathIn(source: Source, allowed: (name: string) => boolean): string[] {
  const offences: string[] = [];
  walk(source.tree, (node) => {
    if (!ts.isIdentifier(node) || node.text !== 'Math') return;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) return;
    if (ts.isPropertyAccessExpression(parent)) {
      if (!allowed(parent.name.text)) offences.push(at(source, node, `Math.${parent.name.text}`));
    } else if (ts.isElementAccessExpression(parent)) offences.push(at(source, node, parent.getText()));
    else offences.push(at(source, node, 'Math itself'));
  });
  return offences;
}

/** `**` and `**=`, save on big integers written out. */
function powersIn(source: Source): string[] {
  const offences: string[] = [];
  walk(source.tree, (node) => {
    if (!ts.isBinaryExpression(node)) return;
    const { kind } = node.operatorToken;
    const isPower = kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
    if (isPower && !(ts.isBigIntLiteral(node.left) && ts.isBigIntLiteral(node.right))) {
      offences.push(at(source, node, node.getText()));
    }
  });
  return offences;
}
