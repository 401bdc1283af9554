import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** The block that follows the command in a README. */
function promised(readme: string): string {
  const text = readFileSync(new URL(readme, import.meta.url), 'utf8');
  return /```text\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
}

it('a cell written as a step learns, streams, and says what its READMEs say', () => {
  const said = execFileSync(process.execPath, [fileURLToPath(new URL('index.mjs', import.meta.url))], {
    encoding: 'utf8',
  });
  expect(said).toContain('20 of 20 right');
  expect(promised('README.md')).toBe(said);
  expect(promised('README.ko.md')).toBe(said);
});
