import { expect, fail, messageOf } from '../../util/errors.ts';
import { pieceAt } from './pieces.ts';
import { shown } from './symbols.ts';
import type { Tokenizer, TokenizerJson } from './tokenizer.ts';

/** What is used of the package @huggingface/tokenizers; said here, so that our types can be read without it. */
interface Library {
  readonly Tokenizer: new (json: object, config: object) => LibraryTokenizer;
}

interface LibraryTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: readonly (number | undefined)[] };
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
  get_vocab(withAdded: boolean): ReadonlyMap<string, number>;
}

let library: Library | undefined;

/**
 * Loads the package that reads tokenizers of other kinds than ours; once is enough.
 * @throws `io/tokenizers` where it is not installed.
 */
export async function loadTokenizerLibrary(): Promise<void> {
  if (library !== undefined) return;
  try {
    library = await import('@huggingface/tokenizers');
  } catch (thrown) {
    const install = 'npm install @huggingface/tokenizers';
    fail(
      'io/tokenizers',
      `this tokenizer.json is of a kind that the package @huggingface/tokenizers reads, which is not installed; run \`${install}\``,
      { install },
      thrown,
    );
  }
}

/** What marks begin and end in tokenizers that people use, the first pair that both are there for. */
const markPairs: readonly (readonly [begin: string, end: string])[] = [
  ['<s>', '</s>'],
  ['[BOS]', '[EOS]'],
  ['<bos>', '<eos>'],
  ['[CLS]', '[SEP]'],
  ['<|begin_of_text|>', '<|end_of_text|>'],
  ['<|startoftext|>', '<|endoftext|>'],
  // GPT-2 has one mark for both, and T5 and Marian begin with padding.
  ['<|endoftext|>', '<|endoftext|>'],
  ['<pad>', '</s>'],
];

/** @throws `usage/tokenizer-library`, `data/tokenizer-marks`, and `data/tokenizer` for what the package cannot read. */
export function openWithLibrary(json: TokenizerJson, file: string): Tokenizer {
  const { Tokenizer } =
    library ??
    fail(
      'usage/tokenizer-library',
      `${file} is a tokenizer of a kind that a package reads, which was not loaded; await prepareTokenizer() or readTokenizer() before it is opened`,
      { file },
    );
  let tokenizer: LibraryTokenizer;
  try {
    // The package expects the list, which files may lack.
    tokenizer = new Tokenizer({ ...json, added_tokens: json['added_tokens'] ?? [] }, {});
  } catch (thrown) {
    return fail(
      'data/tokenizer',
      `${file} cannot be read by the package @huggingface/tokenizers (${messageOf(thrown)}); is it a tokenizer.json?`,
      { file, problem: messageOf(thrown) },
      thrown,
    );
  }
  return new OtherTokenizer(json, tokenizer, file);
}

/** A tokenizer from elsewhere, run by the package. */
class OtherTokenizer implements Tokenizer {
  readonly kind = 'other';
  readonly pieces: readonly string[];
  readonly unknownId: number;
  readonly beginId: number;
  readonly endId: number;
  readonly #json: TokenizerJson;
  readonly #tokenizer: LibraryTokenizer;
  readonly #isByteLevel: boolean;

  constructor(json: TokenizerJson, tokenizer: LibraryTokenizer, file: string) {
    this.#json = json;
    this.#tokenizer = tokenizer;
    const ids = tokenizer.get_vocab(true);
    const pieces: string[] = [];
    // Ids may leave gaps, which are pieces that no text comes to.
    for (const [piece, id] of ids) pieces[id] = piece;
    this.pieces = Array.from(pieces, (piece) => piece ?? '');
    const pair = markPairs.find((marks) => marks.every((mark) => ids.has(mark)));
    expect(
      pair !== undefined,
      'data/tokenizer-marks',
      () =>
        `${file} has no marks for the begin and the end of a sentence, as <s> and </s>; add two such tokens to it (known are ${markPairs.map((marks) => marks.join(' ')).join(', ')})`,
      { file, known: markPairs.map((marks) => marks.join(' ')) },
    );
    [this.beginId, this.endId] = [ids.get(pair[0])!, ids.get(pair[1])!];
    const model = json['model'] as Readonly<Record<string, unknown>>;
    const unknown = model['unk_id'] ?? ids.get(String(model['unk_token']));
    this.unknownId = typeof unknown === 'number' ? unknown : -1;
    this.#isByteLevel = JSON.stringify(json['decoder'] ?? null).includes('"ByteLevel"');
  }

  get size(): number {
    return this.pieces.length;
  }

  encode(text: string): Int32Array {
    const { ids } = this.#tokenizer.encode(text, { add_special_tokens: false });
    // A piece that the package finds in no vocabulary, where nothing stands for the unknown, is left out.
    const known = ids.map((id) => id ?? this.unknownId).filter((id) => id >= 0);
    return Int32Array.from(known);
  }

  decode(ids: ArrayLike<number>): string {
    const kept: number[] = [];
    for (let i = 0; i < ids.length; i++) {
      pieceAt(this.pieces, ids[i]!);
      if (ids[i] !== this.beginId && ids[i] !== this.endId) kept.push(ids[i]!);
    }
    return this.#text(kept);
  }

  show(id: number): string {
    const piece = pieceAt(this.pieces, id);
    if (!this.#isByteLevel) return shown(piece);
    // Byte-level pieces are spelt in stand-ins for bytes; one that is part of a letter stays as it is.
    const text = this.#text([id]);
    return text === '' || text.includes('\uFFFD') ? piece : text.replace(/^ /, '▁');
  }

  toJSON(): TokenizerJson {
    return this.#json;
  }

  #text(ids: number[]): string {
    const options = { skip_special_tokens: false, clean_up_tokenization_spaces: false };
    return ids.length === 0 ? '' : this.#tokenizer.decode(ids, options);
  }
}
