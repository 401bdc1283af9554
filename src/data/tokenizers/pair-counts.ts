import { Heap } from './heap.ts';

/** Two neighbouring pieces. */
interface Pair {
  readonly left: number;
  readonly right: number;
  /** left · limit + right: the order of pairs that are seen equally often. */
  readonly key: number;
  /** How often they stand side by side by now; infinite once learnt, so that what comes up later is merged at once. */
  count: number;
  /** The words that may hold them; one may stand here twice. */
  words: number[];
  isLearnt: boolean;
}

/** A pair in the queue, with its count when it was put there: counts fall later, and a fallen one is put back. */
interface Entry {
  readonly pair: Pair;
  readonly count: number;
}

/** Words as runs of pieces, and how often each pair of neighbours stands in them. */
export class PairCounts {
  /** Every piece has an id below it. */
  readonly #limit: number;
  readonly #words: number[][] = [];
  readonly #counts: number[] = [];
  readonly #pairs = new Map<number, Pair>();
  readonly #queue = new Heap<Entry>((a, b) => a.count > b.count || (a.count === b.count && a.pair.key < b.pair.key));

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A word by its pieces, and how often it stands in the text. */
  add(pieces: number[], count: number): void {
    const word = this.#words.push(pieces) - 1;
    this.#counts.push(count);
    for (let i = 1; i < pieces.length; i++) this.#gain(pieces[i - 1]!, pieces[i]!, word, count);
  }

  /** To be called when all words are there. */
  ready(): void {
    for (const pair of this.#pairs.values()) this.#queue.push({ pair, count: pair.count });
  }

  /** The pair that is seen most often; of several, the one with the lowest ids. */
  commonest(): Pair | undefined {
    for (let entry = this.#queue.pop(); entry !== undefined; entry = this.#queue.pop()) {
      const { pair, count } = entry;
      if (pair.words.length === 0) continue;
      if (count === pair.count) return pair;
      if (pair.count > 0) this.#queue.push({ pair, count: pair.count });
    }
    return undefined;
  }

  /** Puts `whole` wherever the pair stands, from left to right, and counts its neighbours anew. */
  merge(pair: Pair, whole: number): void {
    const { left, right, words } = pair;
    const gained = new Set<Pair>();
    pair.words = [];
    pair.isLearnt = true;
    pair.count = Number.POSITIVE_INFINITY;
    for (const word of words) {
      const pieces = this.#words[word]!;
      const count = this.#counts[word]!;
      let length = 0;
      for (let i = 0; i < pieces.length; i++) {
        if (pieces[i] !== left || pieces[i + 1] !== right) {
          pieces[length++] = pieces[i]!;
          continue;
        }
        if (length > 0) {
          const before = pieces[length - 1]!;
          this.#lose(before, left, count);
          gained.add(this.#gain(before, whole, word, count));
        }
        const after = pieces[i + 2];
        if (after !== undefined) {
          this.#lose(right, after, count);
          gained.add(this.#gain(whole, after, word, count));
        }
        pieces[length++] = whole;
        i++;
      }
      pieces.length = length;
    }
    for (const one of gained) if (one.count > 0) this.#queue.push({ pair: one, count: one.count });
  }

  #gain(left: number, right: number, word: number, count: number): Pair {
    const key = left * this.#limit + right;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, key, count: 0, words: [], isLearnt: false };
      this.#pairs.set(key, pair);
    }
    pair.count += count;
    if (pair.words.at(-1) !== word) pair.words.push(word);
    return pair;
  }

  #lose(left: number, right: number, count: number): void {
    const pair = this.#pairs.get(left * this.#limit + right);
    if (pair !== undefined) pair.count -= count;
  }
}
