import { byCodePoint } from '../../util/code-points.ts';
import { expect } from '../../util/errors.ts';
import { BpeTokenizer, markedWords } from './bpe.ts';
import { marks, readAround } from './marks.ts';
import type { Merge } from './merges.ts';
import { PairCounts } from './pair-counts.ts';
import { Pieces } from './pieces.ts';
import { spelled } from './spelling.ts';
import { expectPieces } from './training.ts';

export interface BpeOptions {
  /** Pieces at most: the marks, the letters, and one for each merge. */
  readonly vocabSize: number;
  /** A pair is merged when it is seen at least so often; 2 by default. */
  readonly minCount?: number | undefined;
  /**
   * Letters seen less often than this are no pieces, and read as `<unk>`; 1 by default. With 2, training meets `<unk>`
   * and learns what to do with it.
   */
  readonly minLetterCount?: number | undefined;
  /** Whether capitals are read as small letters. */
  readonly lowercase?: boolean | undefined;
}

/**
 * Learns byte-pair encoding (Sennrich et al. 2016) from texts: the pair of neighbouring pieces seen most often becomes a
 * piece, until there are `vocabSize` of them or no pair is seen `minCount` times. Of pairs seen equally often the one
 * whose left piece has the lower id comes first, then the one whose right piece has; letters have ids in the order of
 * their code points, merged pieces in the order they were learnt. That is the rule of the library `tokenizers` too, and
 * the pieces are those that its `BpeTrainer` learns.
 *
 * Counts are kept up to date merge by merge, in the words that hold the pair alone.
 * @throws `config/vocab-size` when not even the letters fit, `data/no-pieces` when there are none.
 */
export function trainBpe(texts: Iterable<string>, options: BpeOptions): BpeTokenizer {
  const { vocabSize, minCount = 2, minLetterCount = 1, lowercase = false } = options;
  const words = countWords(texts, lowercase);
  const letters = lettersOf(words, minLetterCount);
  expectPieces(letters.length, minLetterCount);
  const least = marks.length + letters.length;
  expect(
    Number.isSafeInteger(vocabSize) && vocabSize >= least,
    'config/vocab-size',
    () =>
      `vocabSize is a whole number of pieces, and at least ${least} here (${letters.length} letters, ${marks.length} marks), got ${vocabSize}; make it larger, or count rare letters as unknown (minLetterCount)`,
    { vocabSize, least, letters: letters.length },
  );
  const list = [...marks, ...letters];
  const ids = new Map(list.map((piece, id) => [piece, id]));
  const pairs = new PairCounts(vocabSize);
  for (const [word, count] of words) for (const run of knownRuns(word, ids)) pairs.add(run, count);
  pairs.ready();
  const merges: Merge[] = [];
  while (list.length < vocabSize) {
    const pair = pairs.commonest();
    if (pair === undefined || pair.count < minCount) break;
    const piece = list[pair.left]! + list[pair.right]!;
    // Two ways may lead to one piece: (a, bc) and (ab, c).
    let whole = ids.get(piece);
    if (whole === undefined) {
      whole = list.push(piece) - 1;
      ids.set(piece, whole);
    }
    if (!pair.isLearnt) merges.push([pair.left, pair.right, whole]);
    pairs.merge(pair, whole);
  }
  return new BpeTokenizer(new Pieces(list), merges, lowercase);
}

function countWords(texts: Iterable<string>, lowercase: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    readAround(
      text,
      (part) => {
        for (const word of markedWords(spelled(part, lowercase))) counts.set(word, (counts.get(word) ?? 0) + 1);
      },
      () => {},
    );
  return counts;
}

/** The characters of all words, by code point. */
function lettersOf(words: ReadonlyMap<string, number>, minCount: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words) for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + count);
  return Array.from(counts.keys())
    .filter((letter) => counts.get(letter)! >= minCount)
    .sort(byCodePoint);
}

/** The ids of a word's letters, in a run for each stretch without an unknown one: no pair reaches over that. */
function knownRuns(word: string, ids: ReadonlyMap<string, number>): number[][] {
  const runs: number[][] = [[]];
  for (const letter of word) {
    const id = ids.get(letter);
    if (id === undefined) runs.push([]);
    else runs.at(-1)!.push(id);
  }
  return runs.filter((run) => run.length > 1);
}
