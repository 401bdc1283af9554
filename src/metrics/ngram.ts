import { expect } from '../util/errors.ts';
import { log } from '../util/portable-math.ts';
import { GramTable, NONE, ROOT, roomFor } from './gram-table.ts';
import { checkItem } from './popularity.ts';

/**
 * The baseline that looks at the last few symbols only: an interpolated n-gram model with the smoothing of Witten and
 * Bell. With a history h, h' the same without its oldest symbol, c(h w) how often w followed h, c(h •) how often anything
 * did, and N(h •) how many different symbols did:
 *
 *     p(w | h) = (c(h w) + N(h •) · p(w | h')) / (c(h •) + N(h •))
 *
 * A history that nothing ever followed says what its shorter one says; below the empty history lies 1 / `items`. So every
 * symbol has a probability above 0, and those of all symbols sum to 1. (I. H. Witten and T. C. Bell, The zero-frequency
 * problem, 1991, method C; S. F. Chen and J. Goodman, An empirical study of smoothing techniques for language modeling,
 * 1998, section 2.5.)
 *
 * Symbols are whole numbers from 0 to `items` − 1. No n-gram spans two sequences: the first symbol of a sequence is
 * predicted from nothing, the second from the first. A model of order 3 answers as one of order 2 or 1 as well.
 *
 * A million n-grams take 30 to 60 MB.
 */
export class NGram {
  /** The longest n-gram that is counted: 1 is a unigram model, 2 a bigram model. */
  readonly order: number;
  /** How many symbols there are. */
  readonly items: number;
  readonly #grams: Counts;

  private constructor(order: number, items: number, grams: Counts) {
    this.order = order;
    this.items = items;
    this.#grams = grams;
  }

  /**
   * Counts the n-grams of all sequences, in one pass. `items`: how many symbols there are in all, seen or not; by default,
   * the highest seen + 1.
   */
  static fit(sequences: Iterable<Int32Array>, options: { order?: number; items?: number } = {}): NGram {
    const { order = 3, items = Number.MAX_SAFE_INTEGER } = options;
    expect(
      Number.isInteger(order) && order >= 1,
      'metrics/order',
      () => `the order of an n-gram model is a whole number from 1 on, got ${order}`,
      { order },
    );
    const grams = new Counts();
    const ending = new Int32Array(order); // of each length from 0 on, the n-gram that ends before the symbol
    let highest = -1;
    for (const sequence of sequences) {
      for (let t = 0; t < sequence.length; t++) {
        const symbol = sequence[t]!;
        checkItem(symbol, items);
        if (symbol > highest) highest = symbol;
        for (let length = Math.min(t, order - 1); length >= 0; length--) {
          const gram = grams.count(ending[length]!, symbol);
          if (length + 1 < order) ending[length + 1] = gram;
        }
      }
    }
    return new NGram(order, options.items ?? highest + 1, grams);
  }

  /** p(symbol | history). Of the history, oldest first, the last `order` − 1 symbols count. */
  probability(history: ArrayLike<number>, symbol: number, order: number = this.order): number {
    this.#check(order);
    checkItem(symbol, this.items);
    let probability = this.#extend(1 / this.items, ROOT, symbol);
    for (let length = 1; length < order && length <= history.length; length++) {
      let gram: number = ROOT;
      for (let i = history.length - length; i < history.length; i++) {
        checkItem(history[i]!, this.items);
        if (gram !== NONE) gram = this.#grams.find(gram, history[i]!);
      }
      probability = this.#extend(probability, gram, symbol);
    }
    return probability;
  }

  /**
   * −Σ ln p(symbol | all before it), in nats, over the positions of a sequence from `from` on. `order`: as a model of that
   * lower order.
   */
  surprise(sequence: Int32Array, { from = 0, order = this.order }: { from?: number; order?: number } = {}): number {
    this.#check(order);
    const ending = new Int32Array(order).fill(NONE);
    ending[0] = ROOT;
    let nats = 0;
    for (let t = 0; t < sequence.length; t++) {
      const symbol = sequence[t]!;
      checkItem(symbol, this.items);
      if (t >= from) {
        let probability = 1 / this.items;
        for (let length = 0; length < order; length++) {
          probability = this.#extend(probability, ending[length]!, symbol);
        }
        nats -= log(probability);
      }
      for (let length = order - 2; length >= 0; length--) {
        ending[length + 1] = ending[length] === NONE ? NONE : this.#grams.find(ending[length]!, symbol);
      }
    }
    return nats;
  }

  /** From p(symbol | h') to p(symbol | h), where `history` is h. */
  #extend(shorter: number, history: number, symbol: number): number {
    if (history === NONE) return shorter;
    const followed = this.#grams.followed(history);
    if (followed === 0) return shorter;
    const kinds = this.#grams.kinds(history);
    const gram = this.#grams.find(history, symbol);
    return ((gram === NONE ? 0 : this.#grams.counted(gram)) + kinds * shorter) / (followed + kinds);
  }

  #check(order: number): void {
    expect(
      Number.isInteger(order) && order >= 1 && order <= this.order,
      'metrics/order',
      () => `a model of order ${this.order} answers as one of order 1 to ${this.order}, got ${order}`,
      { order, highest: this.order },
    );
  }
}

/** N-grams and how often each was seen. */
class Counts {
  readonly #table = new GramTable();
  #counts = new Int32Array(1024);
  /** How often anything came after it, and how many different symbols did. */
  #followed = new Int32Array(1024);
  #kinds = new Int32Array(1024);

  counted(gram: number): number {
    return this.#counts[gram]!;
  }

  followed(gram: number): number {
    return this.#followed[gram]!;
  }

  kinds(gram: number): number {
    return this.#kinds[gram]!;
  }

  /** The n-gram `parent` with `symbol` behind it. */
  find(parent: number, symbol: number): number {
    return this.#table.find(parent, symbol);
  }

  /** Counts the n-gram `parent` with `symbol` behind it once more. */
  count(parent: number, symbol: number): number {
    const before = this.#table.size;
    const gram = this.#table.child(parent, symbol);
    if (gram === before) {
      this.#counts = roomFor(this.#counts, gram + 1);
      this.#followed = roomFor(this.#followed, gram + 1);
      this.#kinds = roomFor(this.#kinds, gram + 1);
      this.#kinds[parent]!++;
    }
    this.#counts[gram]!++;
    this.#followed[parent]!++;
    return gram;
  }
}
