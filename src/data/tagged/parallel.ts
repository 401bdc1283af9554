import { expect } from '../../util/errors.ts';
import type { ByteSource } from '../text-source.ts';
import { readLines, wordsOf } from './lines.ts';
import type { TaggedTokens } from './tagged.ts';

/** A file by name, and what is in it. */
export interface NamedSource {
  readonly file: string;
  readonly source: ByteSource;
}

/**
 * Sequences of a file that has one a line, its tokens parted by spaces, and their tags of another file that has as many
 * on the same line. Empty lines are passed over. Without `tags` the sequences have none.
 * @throws `data/tag-count` for a line that has another number of tags than tokens, `data/no-sequences` for a file of none.
 */
export async function readParallel(tokens: NamedSource, tags?: NamedSource): Promise<TaggedTokens[]> {
  const { file } = tokens;
  const tagged = tags === undefined ? undefined : await wordsByLine(tags);
  const sequences: TaggedTokens[] = [];
  let last = 0;
  for await (const { text, line } of readLines(tokens.source, file)) {
    const words = wordsOf(text);
    const own = tagged?.[line - 1] ?? [];
    if (tags !== undefined) checkCount({ file, line, tokens: words.length, tagsFile: tags.file, tags: own.length });
    if (words.length > 0) sequences.push({ file, lines: [line], tokens: words, tags: tagged && own });
    last = line;
  }
  const surplus = tagged?.findIndex((words, i) => i >= last && words.length > 0) ?? -1;
  if (surplus >= 0)
    checkCount({ file, line: surplus + 1, tokens: 0, tagsFile: tags!.file, tags: tagged![surplus]!.length });
  expectSequences(sequences, file);
  return sequences;
}

/** Throws `data/no-sequences` for a file that has no token at all. */
export function expectSequences(sequences: readonly unknown[], file: string): void {
  expect(sequences.length > 0, 'data/no-sequences', () => `${file} holds no sequences: there is not one token in it`, {
    file,
  });
}

async function wordsByLine({ file, source }: NamedSource): Promise<string[][]> {
  const lines: string[][] = [];
  for await (const { text } of readLines(source, file)) lines.push(wordsOf(text));
  return lines;
}

function checkCount(found: { file: string; line: number; tokens: number; tagsFile: string; tags: number }): void {
  const { file, line, tokens, tagsFile, tags } = found;
  expect(
    tokens === tags,
    'data/tag-count',
    () =>
      `${tagsFile}, line ${line}: ${tags} tags, but line ${line} of ${file} has ${tokens} tokens; there must be one for each, parted by spaces`,
    found,
  );
}
