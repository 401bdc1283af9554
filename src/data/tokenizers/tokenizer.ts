import type { Random } from '../../util/random.ts';

/** The content of a tokenizer.json, as the library `tokenizers` of Hugging Face reads and writes it. */
export type TokenizerJson = Readonly<Record<string, unknown>>;

/** The kinds of tokenizer that Elman trains. */
export const tokenizerKinds = ['word', 'grapheme', 'bpe'] as const;
export type TokenizerKind = (typeof tokenizerKinds)[number];

/** BPE-dropout (Provilkov et al. 2020): a text is cut another way each time, which helps where there is little of it. */
export interface EncodeOptions {
  /** The chance with which each merge that could be made is passed over, in [0, 1). */
  readonly dropout: number;
  readonly rng: Random;
}

/** Turns text into the ids of pieces, and back. Never changes. */
export interface Tokenizer {
  /** `other`: of a tokenizer.json from elsewhere. */
  readonly kind: TokenizerKind | 'other';
  /** Pieces by id. */
  readonly pieces: readonly string[];
  readonly size: number;
  /** Of `<unk>`, which stands for what no piece covers: 0 in ours, −1 in one from elsewhere that has none. */
  readonly unknownId: number;
  /** Of the mark before the first piece of a sentence: `<s>`, 1 in ours. */
  readonly beginId: number;
  /** Of the mark after the last: `</s>`, 2 in ours. */
  readonly endId: number;
  /**
   * The ids of a text, without begin and end marks. Where a mark is written out in the text itself, its id stands there,
   * as the library has it.
   * @param options what only BPE heeds; other kinds cut a text in one way.
   * @throws `config/dropout` unless 0 ≤ dropout < 1.
   */
  encode(text: string, options?: EncodeOptions): Int32Array;
  /** The text of some ids. Begin and end marks are left out, `<unk>` stands as it is. @throws `input/unknown-id`. */
  decode(ids: ArrayLike<number>): string;
  /**
   * A piece as an alignment shows it: the mark ▁, with which a word begins, stays, since it tells where words begin; a
   * space by itself is ␣, and a line break ⏎.
   * @throws `input/unknown-id`.
   */
  show(id: number): string;
  /** What is saved: the content of a tokenizer.json. */
  toJSON(): TokenizerJson;
}
