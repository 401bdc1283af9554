import { exp, log } from '../util/portable-math.ts';
import { expect } from '../util/errors.ts';

/** A sequence of symbols (numbers from 0 on; negative: one that training cannot show), and its class. */
export interface LabelledSequence {
  readonly symbols: Int32Array;
  readonly label: number;
}

/**
 * Multinomial naive Bayes over n-grams, smoothed by adding one, the baseline of text classifiers:
 *
 *     log p(c | x) ∝ log (n_c / n) + Σ_g∈x log (n_{c,g} + 1) / (n_{c,·} + V)
 *
 * over the n-grams g of all orders from 1 to `order`, with V different ones in the training part; one that is not among
 * them counts nothing. (McCallum and Nigam 1998; scikit-learn's `CountVectorizer` and `MultinomialNB` give the same.)
 */
export class NaiveBayes {
  readonly classes: number;
  readonly order: number;
  readonly #grams: Grams;
  /** log (n_c / n), −∞ for a class without an example. */
  readonly #priors: Float64Array;
  /** log (n_{c,·} + V) */
  readonly #totals: Float64Array;

  private constructor(classes: number, order: number, grams: Grams, priors: Float64Array) {
    this.classes = classes;
    this.order = order;
    this.#grams = grams;
    this.#priors = priors;
    this.#totals = grams.totals.map((total) => log(total + grams.size));
  }

  /**
   * Counts the n-grams of the training part.
   * @throws `metrics/class` for a class that there is not, `metrics/order` for an order below 1.
   */
  static fit(
    sequences: Iterable<LabelledSequence>,
    { classes, order }: { classes: number; order: number },
  ): NaiveBayes {
    expect(
      Number.isInteger(order) && order >= 1,
      'metrics/order',
      () => `naive Bayes counts n-grams up to an order of at least 1, got ${order}`,
      { order },
    );
    const grams = new Grams(classes);
    const examples = new Float64Array(classes);
    for (const { symbols, label } of sequences) {
      expect(
        Number.isInteger(label) && label >= 0 && label < classes,
        'metrics/class',
        () => `a class should be one of 0 to ${classes - 1}, got ${label}`,
        { value: label, classes },
      );
      examples[label]!++;
      for (let start = 0; start < symbols.length; start++) {
        let gram = ROOT;
        const end = Math.min(start + order, symbols.length);
        for (let t = start; t < end && symbols[t]! >= 0; t++) {
          gram = grams.child(gram, symbols[t]!);
          grams.count(gram, label);
        }
      }
    }
    const all = examples.reduce((a, b) => a + b, 0);
    const priors = examples.map((count) => (count === 0 ? -Infinity : log(count / all)));
    return new NaiveBayes(classes, order, grams, priors);
  }

  /** How many different n-grams there are: V. */
  get size(): number {
    return this.#grams.size;
  }

  /** log p(c | x) of every class, in nats. */
  logProbabilities(symbols: Int32Array): Float64Array {
    const scores = Float64Array.from(this.#priors);
    for (let start = 0; start < symbols.length; start++) {
      let gram = ROOT;
      const end = Math.min(start + this.order, symbols.length);
      for (let t = start; t < end && symbols[t]! >= 0; t++) {
        gram = this.#grams.find(gram, symbols[t]!);
        if (gram === NONE) break;
        for (let c = 0; c < this.classes; c++) scores[c]! += log(this.#grams.counted(gram, c) + 1) - this.#totals[c]!;
      }
    }
    const most = scores.reduce((a, b) => Math.max(a, b));
    const norm = most + log(scores.reduce((sum, score) => sum + exp(score - most), 0));
    return scores.map((score) => score - norm);
  }

  /** The likeliest class; of equally likely ones the first. */
  predict(symbols: Int32Array): number {
    const scores = this.logProbabilities(symbols);
    return scores.reduce((best, score, c) => (score > scores[best]! ? c : best), 0);
  }
}

const ROOT = 0;
const NONE = -1;

/**
 * N-grams, each the child of the one without its last symbol, and how often each class shows them. Children are found by
 * hashing (parent, symbol) into an open table of their numbers, at most half full. The empty one is 0 and not counted.
 */
class Grams {
  readonly #classes: number;
  /** How many n-grams each class shows, [classes]. */
  readonly totals: Float64Array;
  #next = 1;
  #parents = new Int32Array(1024);
  #symbols = new Int32Array(1024);
  /** [grams, classes] */
  #counts: Int32Array<ArrayBuffer>;
  #slots = new Int32Array(2048);

  constructor(classes: number) {
    this.#classes = classes;
    this.totals = new Float64Array(classes);
    this.#counts = new Int32Array(1024 * classes);
  }

  get size(): number {
    return this.#next - 1;
  }

  counted(gram: number, label: number): number {
    return this.#counts[gram * this.#classes + label]!;
  }

  count(gram: number, label: number): void {
    this.#counts[gram * this.#classes + label]!++;
    this.totals[label]!++;
  }

  find(parent: number, symbol: number): number {
    const gram = this.#slots[this.#slotOf(parent, symbol)]!;
    return gram === 0 ? NONE : gram;
  }

  /** The n-gram `parent` with `symbol` behind it, made if there is none. */
  child(parent: number, symbol: number): number {
    let slot = this.#slotOf(parent, symbol);
    if (this.#slots[slot] !== 0) return this.#slots[slot]!;
    if (this.#next === this.#parents.length) {
      this.#grow();
      slot = this.#slotOf(parent, symbol);
    }
    const gram = this.#next++;
    this.#slots[slot] = gram;
    this.#parents[gram] = parent;
    this.#symbols[gram] = symbol;
    return gram;
  }

  /** Where it stands, or the free place where it would. */
  #slotOf(parent: number, symbol: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const gram = this.#slots[slot]!;
      if (gram === 0 || (this.#parents[gram] === parent && this.#symbols[gram] === symbol)) return slot;
    }
  }

  #grow(): void {
    const capacity = this.#parents.length * 2;
    this.#parents = grown(this.#parents, capacity);
    this.#symbols = grown(this.#symbols, capacity);
    this.#counts = grown(this.#counts, capacity * this.#classes);
    this.#slots = new Int32Array(capacity * 2);
    for (let gram = 1; gram < this.#next; gram++) {
      this.#slots[this.#slotOf(this.#parents[gram]!, this.#symbols[gram]!)] = gram;
    }
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
