import { readPairRows, readParallelLines, type SentencePair } from '../../data/parallel/index.ts';
import { readRows } from '../../data/index.ts';
import { expect } from '../../util/errors.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';

/**
 * The pairs of a table, or of two files of lines.
 * @param targets the file of the other side; without it `file` is a table, unless the model was made from lines.
 * @param onlySources reads sources alone, of a table or of lines.
 */
export async function readPairs(
  config: DataConfig,
  file: string,
  targets: string | undefined,
  context: TaskContext,
  onlySources = false,
): Promise<SentencePair[]> {
  const { host } = context;
  let skipped = 0;
  const rule = { missing: config.missing, onSkip: () => skipped++ };
  const open = async (name: string): Promise<{ file: string; source: AsyncIterable<Uint8Array> }> => ({
    file: name,
    source: host.open(await context.resolve(name)),
  });
  const pairs: SentencePair[] = [];
  if (config.targets !== undefined)
    pairs.push(
      ...(await readParallelLines(
        await open(file),
        onlySources || targets === undefined ? undefined : await open(targets),
        rule,
      )),
    );
  else {
    const { format, delimiter, quotes, source, target } = config;
    const rows = readRows((await open(file)).source, { file, format, delimiter, quotes });
    const columns = { file, source, target: onlySources ? undefined : target, ...rule };
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
