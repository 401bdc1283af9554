import { readPairRows, readParallelLines, type SentencePair } from '../../data/parallel/index.ts';
import { formatOfName, readRows } from '../../data/readers.ts';
import { readLines } from '../../data/tagged/lines.ts';
import { expect } from '../../util/errors.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';

/**
 * The pairs of a table, or of two files of lines.
 * @param targets the file of the other side, where `file` is a text of lines.
 * @throws `data/line-counts`, `data/empty-line`, `data/missing-column`, `data/missing-value`, `data/empty`, by file and line.
 */
export async function readPairs(
  config: DataConfig,
  file: string,
  targets: string | undefined,
  context: TaskContext,
): Promise<SentencePair[]> {
  const { host } = context;
  let skipped = 0;
  const rule = { missing: config.missing, onSkip: () => skipped++ };
  const open = async (name: string): Promise<{ file: string; source: AsyncIterable<Uint8Array> }> => ({
    file: name,
    source: host.open(await context.resolve(name)),
  });
  const pairs: SentencePair[] = [];
  if (targets !== undefined) pairs.push(...(await readParallelLines(await open(file), await open(targets), rule)));
  else {
    const { format, delimiter, quotes, source, target } = config;
    const rows = readRows((await open(file)).source, { file, format, delimiter, quotes });
    const columns = { file, source, target, ...rule };
    for await (const pair of readPairRows(rows, columns)) pairs.push(pair);
    expect(pairs.length > 0, 'data/empty', () => `${file} holds no sentences`, { file });
  }
  if (skipped > 0)
    context.note('data/left-out', `${file}: ${skipped} pairs that lack a side are left out (data.missing: skip)`, {
      file,
      rows: skipped,
    });
  return pairs;
}

/** What is to be translated: the source column of a table, or of any other file each line, empty ones too. */
export async function readSources(config: DataConfig, file: string, context: TaskContext): Promise<string[]> {
  const bytes = context.host.open(await context.resolve(file));
  const sources: string[] = [];
  if (config.targets !== undefined || formatOfName(file) === undefined) {
    for await (const { text } of readLines(bytes, file)) sources.push(text);
    return sources;
  }
  const { format, delimiter, quotes, source, missing } = config;
  const rows = readPairRows(readRows(bytes, { file, format, delimiter, quotes }), { file, source, missing });
  for await (const pair of rows) sources.push(pair.source);
  return sources;
}
