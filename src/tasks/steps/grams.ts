import type { Vocabulary } from '../../data/vocabulary.ts';
import { collectParameters, Embedding, normal, type Init } from '../../nn/index.ts';
import { add, bagMeans, reshape, type Parameter } from '../../tensor/index.ts';
import { hash32, type Random } from '../../util/random.ts';
import type { Front, Padded } from './front.ts';
import { TokenFront } from './tokens.ts';

/** Which n-grams a step is known by, besides its own token. */
export interface GramShape {
  /** The n-grams of tokens that end in it, from two tokens up to so many; 1 for none. */
  readonly tokens: number;
  /** The n-grams of letters inside it, of so many letters from `letters[0]` to `letters[1]`, its ends marked; none without. */
  readonly letters?: readonly [number, number] | undefined;
  /** They share so many vectors: which of them a gram gets, a hash of it says. */
  readonly buckets: number;
}

/** Tokens by number, and the buckets of the n-grams at each: those of step t are `grams[starts[t]]` to `grams[starts[t + 1] − 1]`. */
export interface GramSteps {
  readonly ids: Int32Array;
  readonly grams: Int32Array;
  readonly starts: Int32Array;
  readonly length: number;
}

/** From tokens to the buckets of their n-grams. A token that the vocabulary lacks has them too. */
export class GramReader {
  readonly #shape: GramShape;

  constructor(shape: GramShape) {
    this.#shape = shape;
  }

  /** @param tokens in the spelling that counts: in small letters where case does not. */
  encode(ids: Int32Array, tokens: readonly string[]): GramSteps {
    const { tokens: order, letters } = this.#shape;
    const grams: number[] = [];
    const starts = new Int32Array(tokens.length + 1);
    const hashes = tokens.map((token) => hashOf(token));
    tokens.forEach((token, t) => {
      let hash = hashes[t]!;
      for (let n = 2; n <= order && t - n + 1 >= 0; n++) {
        hash = hash32(hash, hashes[t - n + 1]!);
        grams.push(this.#bucket(hash, n));
      }
      if (letters !== undefined) this.#lettersOf(token, letters, grams);
      starts[t + 1] = grams.length;
    });
    return { ids, grams: Int32Array.from(grams), starts, length: tokens.length };
  }

  #lettersOf(token: string, [least, most]: readonly [number, number], into: number[]): void {
    const marked = ['<', ...Array.from(token), '>'];
    for (let from = 0; from < marked.length; from++) {
      for (let n = least; n <= most && from + n <= marked.length; n++) {
        // The whole word is the token itself.
        if (n < marked.length) into.push(this.#bucket(hashOf(marked.slice(from, from + n).join('')), 0));
      }
    }
  }

  #bucket(hash: number, kind: number): number {
    return hash32(hash, kind) % this.#shape.buckets;
  }
}

/** FNV-1a over the UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export interface GramFrontOptions {
  readonly vocabulary: Vocabulary;
  readonly buckets: number;
  /** Numbers a step. */
  readonly size: number;
  readonly rng: Random;
  readonly init?: Init | undefined;
  readonly unknownRate?: number | undefined;
  readonly frozen?: boolean | undefined;
}

/**
 * Tokens as learnt vectors, each with the mean of the vectors of its n-grams added to its own, so that rare words and
 * short phrases are known by their parts (Bojanowski 2017, Joulin 2017): → xs [B, T, size].
 */
export class GramFront implements Front<GramSteps> {
  readonly outputSize: number;
  readonly tokens: TokenFront;
  readonly grams: Embedding;

  constructor(options: GramFrontOptions) {
    const { buckets, size, rng, init = normal(1 / Math.sqrt(size)) } = options;
    this.outputSize = size;
    this.tokens = new TokenFront({ ...options, init });
    this.grams = new Embedding({ count: buckets, size, rng, init });
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ '': this.tokens, grams: this.grams });
  }

  lengthOf({ length }: GramSteps): number {
    return length;
  }

  cut({ ids, grams, starts }: GramSteps, from: number, to: number): GramSteps {
    const [first, end] = [starts[from]!, starts[to]!];
    return {
      ids: ids.subarray(from, to),
      grams: grams.subarray(first, end),
      starts: starts.slice(from, to + 1).map((start) => start - first),
      length: to - from,
    };
  }

  forward(batch: readonly GramSteps[], rng?: Random): Padded {
    const { xs, lengths } = this.tokens.forward(
      batch.map(({ ids }) => ids),
      rng,
    );
    const [rows, steps, width] = xs.shape as [number, number, number];
    const grams = new Int32Array(batch.reduce((sum, one) => sum + one.grams.length, 0));
    const starts = new Int32Array(rows * steps + 1);
    let filled = 0;
    batch.forEach((one, b) => {
      grams.set(one.grams, filled);
      for (let t = 0; t < steps; t++) starts[b * steps + t + 1] = filled + one.starts[Math.min(t + 1, one.length)]!;
      filled += one.grams.length;
    });
    const means = bagMeans(this.grams.weight, grams, starts); // [B·T, F]
    return { xs: add(xs, reshape(means, [rows, steps, width])), lengths };
  }
}
