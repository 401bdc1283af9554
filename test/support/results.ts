import { readFileSync } from 'node:fs';

/** The cells behind the first of a row of `docs/results.md`, whose figures take too long to be measured while a page is tested. */
export function resultRow(section: string, row: string): string[] {
  const page = readFileSync(new URL('../../docs/results.md', import.meta.url), 'utf8').split(/^## /m);
  const part = page.find((text) => text.startsWith(`${section}\n`)) ?? missing(`section "${section}"`);
  const line =
    part.split('\n').find((line) => line.startsWith(`| ${row} |`)) ?? missing(`row "${row}" in "${section}"`);
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

function missing(what: string): never {
  throw new Error(`docs/results.md has no ${what}`);
}
