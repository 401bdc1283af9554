import { exp, log } from '../util/portable-math.ts';
import { expect } from '../util/errors.ts';
import { GramTable, NONE, ROOT, roomFor } from './gram-table.ts';

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

/** N-grams and how often each class shows them. The empty one is not counted. */
class Grams {
  readonly #classes: number;
  readonly #table = new GramTable();
  /** How many n-grams each class shows, [classes]. */
  readonly totals: Float64Array;
  /** [grams, classes] */
  #counts: Int32Array<ArrayBuffer>;

  constructor(classes: number) {
    this.#classes = classes;
    this.totals = new Float64Array(classes);
    this.#counts = new Int32Array(1024 * classes);
  }

  get size(): number {
    return this.#table.size - 1;
  }

  counted(gram: number, label: number): number {
    return this.#counts[gram * this.#classes + label]!;
  }

  count(gram: number, label: number): void {
    this.#counts = roomFor(this.#counts, this.#table.size * this.#classes);
    this.#counts[gram * this.#classes + label]!++;
    this.totals[label]!++;
  }

  find(parent: number, symbol: number): number {
    return this.#table.find(parent, symbol);
  }

  child(parent: number, symbol: number): number {
    return this.#table.child(parent, symbol);
  }
}
