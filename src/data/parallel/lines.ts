import { expect, fail } from '../../util/errors.ts';
import type { MissingRule } from '../labelled/labelled-text.ts';
import { readLines, type Line } from '../tagged/lines.ts';
import type { NamedSource } from '../tagged/parallel.ts';
import type { SentencePair } from './pair.ts';

/**
 * Pairs of two files, also gzipped, of which line i of one belongs to line i of the other. Texts are composed (NFC).
 * Every line counts, empty ones too; a break after the last makes no further line.
 * @param target without it, sources alone.
 * @throws `data/line-counts` for files of different lengths: which line is the one too many cannot be told from the
 *   count; `data/empty-line` where a line is empty on one side, or on both, unless such pairs are left out;
 *   `data/empty` when no pair is left.
 */
export async function readParallelLines(
  source: NamedSource,
  target: NamedSource | undefined,
  { missing, onSkip }: MissingRule,
): Promise<SentencePair[]> {
  const { file } = source;
  const lines = await linesOf(source);
  const others = target === undefined ? undefined : await linesOf(target);
  if (target !== undefined && others !== undefined) checkCounts(file, lines.length, target.file, others.length);
  const pairs: SentencePair[] = [];
  for (const [i, { text, line }] of lines.entries()) {
    const other = others?.[i]!.text;
    const isEmpty = text.trim() === '';
    const otherIsEmpty = other?.trim() === '';
    if (!isEmpty && !otherIsEmpty) pairs.push({ source: text, target: other ?? '', file, line });
    else if (missing === 'skip') onSkip?.();
    else if (isEmpty) emptyLine(file, line, target?.file, otherIsEmpty);
    else emptyLine(target!.file, line, file, false);
  }
  expect(pairs.length > 0, 'data/empty', () => `${file} holds no sentences`, { file });
  return pairs;
}

async function linesOf({ file, source }: NamedSource): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(source, file)) lines.push(line);
  return lines;
}

function checkCounts(file: string, lines: number, otherFile: string, otherLines: number): void {
  expect(
    lines === otherLines,
    'data/line-counts',
    () =>
      `${file} has ${count(lines)} and ${otherFile} ${count(otherLines)}; line by line they have to be translations of each other, so both must have as many`,
    { file, lines, otherFile, otherLines },
  );
}

function count(lines: number): string {
  return `${lines} ${lines === 1 ? 'line' : 'lines'}`;
}

function emptyLine(file: string, line: number, otherFile: string | undefined, bothAre: boolean): never {
  const there = otherFile === undefined ? '' : bothAre ? `, here and in ${otherFile}` : `, but not in ${otherFile}`;
  return fail(
    'data/empty-line',
    `${file}, line ${line}: the line is empty${there}; fill it in, or leave such lines out (data.missing: skip)`,
    { file, line, otherFile },
  );
}
