import { framed, type Frame } from './frame.ts';
import { beginId, endId, readAround, unknownId } from './marks.ts';
import { Merges, type Merge } from './merges.ts';
import { damaged, piecesFrom, type Pieces } from './pieces.ts';
import { normalizers, spelled, wordsIn } from './spelling.ts';
import type { EncodeOptions, Tokenizer, TokenizerJson } from './tokenizer.ts';

/** Stands before each word (U+2581), so that pieces say where words begin and decoding knows where spaces were. */
export const WORD_MARK = '▁';

/** Words that were cut already, each with its ids: at most so many, and only short ones, so that memory has an end. */
const cached = 50_000;
const longestCached = 64;

/**
 * Byte-pair encoding (Sennrich et al. 2016) over characters: each word, with ▁ before it, is put together from its
 * characters by the merges that were learnt. Characters that are no pieces become `<unk>`, several in a row one.
 * Punctuation belongs to the word it touches.
 *
 * A tokenizer.json says it as `BPE` behind `WhitespaceSplit` and `Metaspace`, which is exactly this.
 */
export class BpeTokenizer implements Tokenizer {
  readonly kind = 'bpe';
  readonly unknownId = unknownId;
  readonly beginId = beginId;
  readonly endId = endId;
  readonly #pieces: Pieces;
  readonly #merges: Merges;
  readonly #lowercase: boolean;
  readonly #cache = new Map<string, readonly number[]>();

  constructor(pieces: Pieces, merges: readonly Merge[], lowercase: boolean) {
    this.#pieces = pieces;
    this.#merges = new Merges(merges, pieces.list.length);
    this.#lowercase = lowercase;
  }

  get pieces(): readonly string[] {
    return this.#pieces.list;
  }

  get size(): number {
    return this.#pieces.list.length;
  }

  encode(text: string, options?: EncodeOptions): Int32Array {
    const ids: number[] = [];
    readAround(
      text,
      (part) => {
        for (const word of markedWords(spelled(part, this.#lowercase)))
          for (const id of options === undefined ? this.#cut(word) : this.#merge(word, options)) ids.push(id);
      },
      (id) => ids.push(id),
    );
    return Int32Array.from(ids);
  }

  decode(ids: ArrayLike<number>): string {
    let text = '';
    let first = true;
    for (let i = 0; i < ids.length; i++) {
      const piece = this.#pieces.at(ids[i]!);
      if (ids[i] === beginId || ids[i] === endId) continue;
      text += piece.replaceAll(WORD_MARK, first ? '' : ' ');
      first = false;
    }
    return text;
  }

  show(id: number): string {
    return this.#pieces.at(id);
  }

  toJSON(): TokenizerJson {
    const at = (id: number): string => this.#pieces.list[id]!;
    return framed(bpeFrame(this.#lowercase), {
      vocab: this.#pieces.toJSON(),
      merges: this.#merges.list.map(([left, right]) => [at(left), at(right)]),
    });
  }

  #cut(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const ids = this.#merge(word);
    if (word.length > longestCached) return ids;
    if (this.#cache.size >= cached) this.#cache.clear();
    this.#cache.set(word, ids);
    return ids;
  }

  #merge(word: string, options?: EncodeOptions): number[] {
    const letters: number[] = [];
    for (const letter of word) {
      const id = this.#pieces.find(letter);
      if (id !== unknownId || letters.at(-1) !== unknownId) letters.push(id);
    }
    return this.#merges.apply(letters, options);
  }
}

/** The words of a text in its normal spelling, each with its mark; one that is written out begins another word. */
export function markedWords(text: string): string[] {
  const marked: string[] = [];
  for (const word of wordsIn(text)) {
    const whole = word.startsWith(WORD_MARK) ? word : WORD_MARK + word;
    if (whole.lastIndexOf(WORD_MARK) === 0) marked.push(whole);
    else marked.push(...whole.match(/▁[^▁]*/g)!);
  }
  return marked;
}

export function bpeFrame(lowercase: boolean): Frame {
  const metaspace = { type: 'Metaspace', replacement: WORD_MARK, prepend_scheme: 'always', split: true };
  return {
    normalizers: normalizers(lowercase),
    preTokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    decoder: metaspace,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: false,
      ignore_merges: false,
    },
  };
}

/** From the model of a tokenizer.json of this frame. @throws `data/tokenizer` for a damaged one. */
export function openBpe(model: Readonly<Record<string, unknown>>, lowercase: boolean, file: string): BpeTokenizer {
  const pieces = piecesFrom(model['vocab'], file);
  const { merges } = model;
  if (!Array.isArray(merges)) return damaged(file, 'it has no list of merges');
  const idOf = (piece: unknown, place: number): number => {
    if (typeof piece === 'string' && pieces.has(piece)) return pieces.find(piece);
    return damaged(file, `merge ${place + 1} speaks of ${JSON.stringify(piece) ?? 'nothing'}, which is no piece`);
  };
  const read = (merge: unknown, place: number): Merge => {
    // Older files have a text with a space between the two.
    const [left, right] =
      typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? (merge as unknown[]) : [];
    return [idOf(left, place), idOf(right, place), idOf(`${String(left)}${String(right)}`, place)];
  };
  return new BpeTokenizer(pieces, merges.map(read), lowercase);
}
