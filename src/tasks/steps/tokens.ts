import { padRows } from '../../data/batches.ts';
import { symbolsOf, normalText, type TextUnit } from '../../data/text-units.ts';
import { Vocabulary, VocabularyBuilder } from '../../data/vocabulary.ts';
import { collectParameters, Embedding, normal, type Init } from '../../nn/index.ts';
import type { Parameter } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import type { Front, Padded } from './front.ts';

/** What stands for tokens that training shows too rarely, or not at all. */
export const UNKNOWN = '<unk>';

export interface TokenReading {
  readonly unit: TextUnit;
  /** Whether capital letters are read as small ones. */
  readonly lowercase: boolean;
  /** `zero`: every digit is read as 0. */
  readonly digits?: 'as-is' | 'zero' | undefined;
  /** Tokens seen less often are read as unknown. */
  readonly minCount: number;
}

/** From a text to the ids of its tokens. */
export class TokenReader {
  readonly reading: TokenReading;
  readonly vocabulary: Vocabulary;

  constructor(reading: TokenReading, vocabulary: Vocabulary) {
    this.reading = reading;
    this.vocabulary = vocabulary;
  }

  /** The reader whose vocabulary is that of some texts, each as its tokens. */
  static of(texts: Iterable<readonly string[]>, reading: TokenReading): TokenReader {
    const builder = new VocabularyBuilder();
    for (const tokens of texts) for (const token of tokens) builder.add(spelt(token, reading));
    const { minCount } = reading;
    const options = { order: 'frequency', minCount, specials: [UNKNOWN], unknown: UNKNOWN } as const;
    return new TokenReader(reading, builder.build(options).vocabulary);
  }

  /** The tokens of a text, as they stand. */
  static tokensOf(text: string, unit: TextUnit): string[] {
    return [...symbolsOf(normalText(text), unit)];
  }

  tokensOf(text: string): string[] {
    return TokenReader.tokensOf(text, this.reading.unit);
  }

  encode(tokens: readonly string[]): Int32Array {
    return Int32Array.from(tokens, (token) => this.vocabulary.encode(this.spelt(token)));
  }

  /** A token in the spelling that counts. */
  spelt(token: string): string {
    return spelt(token, this.reading);
  }
}

function spelt(token: string, { lowercase, digits }: TokenReading): string {
  const cased = lowercase ? token.toLowerCase() : token;
  return digits === 'zero' ? cased.replaceAll(/\p{Nd}/gu, '0') : cased;
}

export interface TokenFrontOptions {
  readonly vocabulary: Vocabulary;
  /** Numbers a token. */
  readonly size: number;
  readonly rng: Random;
  readonly init?: Init | undefined;
  /** In training, the share of tokens that are read as unknown, so that the network learns what to make of those. */
  readonly unknownRate?: number | undefined;
  /** Whether training leaves the vectors as they are. */
  readonly frozen?: boolean | undefined;
}

/** Tokens as learnt vectors: ids → xs [B, T, size]. */
export class TokenFront implements Front<Int32Array> {
  readonly outputSize: number;
  readonly embedding: Embedding;
  readonly #unknownId: number;
  readonly #unknownRate: number;
  readonly #frozen: boolean;

  constructor({
    vocabulary,
    size,
    rng,
    init = normal(1 / Math.sqrt(size)),
    unknownRate = 0,
    frozen = false,
  }: Omit<TokenFrontOptions, 'vocabulary'> & { readonly vocabulary: Pick<Vocabulary, 'size' | 'unknownId'> }) {
    this.outputSize = size;
    this.embedding = new Embedding({ count: vocabulary.size, size, rng, init });
    this.#unknownId = vocabulary.unknownId;
    this.#unknownRate = unknownRate;
    this.#frozen = frozen;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ embedding: this.embedding });
  }

  lengthOf(ids: Int32Array): number {
    return ids.length;
  }

  cut(ids: Int32Array, from: number, to: number): Int32Array {
    return ids.subarray(from, to);
  }

  forward(batch: readonly Int32Array[], rng?: Random): Padded {
    const { ids, lengths, width } = padRows(batch, -1);
    const rate = this.#unknownRate;
    if (rng !== undefined && rate > 0)
      for (let i = 0; i < ids.length; i++) if (ids[i]! >= 0 && rng.uniform() < rate) ids[i] = this.#unknownId;
    const xs = this.embedding.forward(ids, [batch.length, width]);
    return { xs: this.#frozen ? xs.detach() : xs, lengths };
  }
}
