import { expect, fail } from '../util/errors.ts';
import { textLines } from './labelled/lines.ts';
import type { ByteSource } from './text-source.ts';

export interface WordVectors {
  /** Numbers a word. */
  readonly size: number;
  /** Of the words that were wanted and stand in the file; of one that stands there twice the first. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/**
 * Word vectors in the text format of GloVe and word2vec, also gzipped: a line a word, `WORD N N N …` with spaces between;
 * a first line `COUNT SIZE` is passed over. A word may hold spaces itself, for the numbers are counted from the end.
 * @param isWanted which words to keep: a file may have millions.
 * @throws `data/word-vectors` for a line with another count of numbers, or something that is none; `data/empty`.
 */
export async function readWordVectors(
  source: ByteSource,
  file: string,
  isWanted: (word: string) => boolean = () => true,
): Promise<WordVectors> {
  const vectors = new Map<string, Float32Array>();
  let size: number | undefined;
  let sizeLine = 1;
  for await (const { line, text } of textLines(source, file)) {
    if (size === undefined && /^\s*\d+\s+\d+\s*$/.test(text)) {
      [size, sizeLine] = [Number(text.trim().split(/\s+/)[1]), line];
      expect(size > 0, 'data/word-vectors', () => `${file}, line ${line}: vectors of no numbers`, { file, line });
      continue;
    }
    const fields = text.trimEnd().split(' ');
    if (size === undefined) [size, sizeLine] = [fields.length - 1, line];
    if (size < 1 || fields.length <= size) {
      fail(
        'data/word-vectors',
        `${file}, line ${line}: a line holds a word and ${Math.max(1, size)} numbers (as line ${sizeLine} has it), with a space between each, but this one has ${fields.length - 1}`,
        { file, line, expected: Math.max(1, size), got: fields.length - 1 },
      );
    }
    const word = fields.slice(0, -size).join(' ');
    if (!isWanted(word) || vectors.has(word)) continue;
    const vector = new Float32Array(size);
    fields.slice(-size).forEach((field, i) => {
      const value = field === '' ? Number.NaN : Number(field);
      if (!Number.isFinite(value)) {
        fail('data/word-vectors', `${file}, line ${line}: number ${i + 1} of "${word}" is "${field}", which is none`, {
          file,
          line,
          word,
          number: i + 1,
          got: field,
        });
      }
      vector[i] = value;
    });
    vectors.set(word, vector);
  }
  if (size === undefined) return fail('data/empty', `${file} holds no word vectors`, { file });
  return { size, vectors };
}
