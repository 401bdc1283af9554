import { stacked, type Layer } from '../../cells/index.ts';
import { padRows } from '../../data/batches.ts';
import { Vocabulary, VocabularyBuilder, type VocabularyJson } from '../../data/vocabulary.ts';
import { collectParameters, Embedding, normal } from '../../nn/index.ts';
import { concat, gather, type Parameter, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import type { Front, Padded } from './front.ts';
import { TokenFront, TokenReader, UNKNOWN, type TokenFrontOptions, type TokenReading } from './tokens.ts';

/** How words are read; their letters stay as they are. */
export type WordReading = Omit<TokenReading, 'unit'>;

/** A sequence of words, encoded: their ids, and the ids of the letters of each. */
export interface Words {
  readonly ids: Int32Array;
  readonly letters: readonly Int32Array[];
}

/** From words to ids, of themselves and of their letters. */
export class WordReader {
  readonly #words: TokenReader;
  /** Of letters; the first stands for one that is not known. */
  readonly letters: Vocabulary;

  private constructor(words: TokenReader, letters: Vocabulary) {
    this.#words = words;
    this.letters = letters;
  }

  /** The reader of what some sequences of words show. */
  static of(sequences: readonly (readonly string[])[], reading: WordReading): WordReader {
    const letters = new VocabularyBuilder();
    for (const token of sequences.flat()) for (const letter of token) letters.add(letter);
    return new WordReader(
      TokenReader.of(sequences, { ...reading, unit: 'word' }),
      letters.build({ specials: [UNKNOWN], unknown: UNKNOWN }).vocabulary,
    );
  }

  static fromJSON(json: { readonly words: unknown; readonly letters: unknown }, reading: WordReading): WordReader {
    const words = new TokenReader({ ...reading, unit: 'word' }, Vocabulary.fromJSON(json.words));
    return new WordReader(words, Vocabulary.fromJSON(json.letters));
  }

  get vocabulary(): Vocabulary {
    return this.#words.vocabulary;
  }

  toJSON(): { words: VocabularyJson; letters: VocabularyJson } {
    return { words: this.vocabulary.toJSON(), letters: this.letters.toJSON() };
  }

  encode(tokens: readonly string[]): Words {
    return {
      ids: this.#words.encode(tokens),
      letters: tokens.map((token) => Int32Array.from(Array.from(token), (letter) => this.letters.encode(letter))),
    };
  }
}

export interface WordFrontOptions extends Omit<TokenFrontOptions, 'vocabulary'> {
  readonly reader: Pick<WordReader, 'vocabulary' | 'letters'>;
  /** Words are read by their letters too, with so many numbers a letter and so many units in each direction. */
  readonly letters?: { readonly embedding: number; readonly hidden: number } | undefined;
}

/**
 * Words as learnt vectors, and beside them what a small LSTM in both directions makes of their letters (Lample et al.
 * 2016): the state that it ends with in each direction. xs [B, T, size + 2·hidden].
 */
export class WordFront implements Front<Words> {
  readonly outputSize: number;
  readonly #words: TokenFront;
  readonly #letters: LetterEncoder | undefined;

  constructor({ reader, letters, rng, ...options }: WordFrontOptions) {
    this.#words = new TokenFront({ ...options, vocabulary: reader.vocabulary, rng });
    this.#letters = letters && new LetterEncoder(reader.letters.size, letters, rng);
    this.outputSize = options.size + (this.#letters?.outputSize ?? 0);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ '': this.#words, letters: this.#letters });
  }

  lengthOf({ ids }: Words): number {
    return ids.length;
  }

  cut({ ids, letters }: Words, from: number, to: number): Words {
    return { ids: ids.subarray(from, to), letters: letters.slice(from, to) };
  }

  forward(batch: readonly Words[], rng?: Random): Padded {
    const words = this.#words.forward(
      batch.map(({ ids }) => ids),
      rng,
    );
    if (this.#letters === undefined) return words;
    const spelt = this.#letters.forward(
      batch.map(({ letters }) => letters),
      words.xs.dim(1),
    );
    return { xs: concat([words.xs, spelt], 2), lengths: words.lengths };
  }
}

/** What the letters of words come to. A word that stands several times in a batch is read once. */
class LetterEncoder {
  readonly outputSize: number;
  readonly #embedding: Embedding;
  readonly #layer: Layer;

  constructor(count: number, { embedding, hidden }: { embedding: number; hidden: number }, rng: Random) {
    this.#embedding = new Embedding({ count, size: embedding, rng, init: normal(1 / Math.sqrt(embedding)) });
    this.#layer = stacked({ cell: 'lstm', inputSize: embedding, hiddenSize: hidden, bidirectional: true, rng });
    this.outputSize = 2 * hidden;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ embedding: this.#embedding, rnn: this.#layer });
  }

  /** Letters of the words of each row → [B, steps, 2·hidden], zeros beyond a row's end. */
  forward(rows: readonly (readonly Int32Array[])[], steps: number): Tensor {
    const places = new Map<string, number>();
    const words: Int32Array[] = [];
    const ids = new Int32Array(rows.length * steps).fill(-1);
    rows.forEach((row, b) => {
      row.forEach((word, t) => {
        const key = word.join(' ');
        let at = places.get(key);
        if (at === undefined) {
          places.set(key, (at = words.length));
          words.push(word);
        }
        ids[b * steps + t] = at;
      });
    });
    const { ids: padded, lengths, width } = padRows(words, -1);
    const { state } = this.#layer.forward(this.#embedding.forward(padded, [words.length, width]), { lengths });
    return gather(concat([state['h_l0']!, state['h_l0_reverse']!], 1), ids, [rows.length, steps]);
  }
}
