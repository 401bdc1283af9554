import { Vocabulary, type VocabularyJson } from '../../data/vocabulary.ts';
import { byCodePoint } from '../../util/code-points.ts';
import { expect, fail } from '../../util/errors.ts';
import { nearest, suggestion } from '../../util/nearest.ts';

/** Where a label stands, for messages: a file, and a line of it where it has lines. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
}

/** The classes of a task, in code point order of their names, with how often training shows each. */
export class Labels {
  readonly #vocabulary: Vocabulary;

  private constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /**
   * The classes that the training part shows.
   * @throws `data/one-label` when there are fewer than two: nothing could be told apart.
   */
  static of(labels: Iterable<string>, file: string): Labels {
    const seen = Vocabulary.of(labels);
    const names = [...seen.items].sort(byCodePoint);
    expect(
      names.length > 1,
      'data/one-label',
      () =>
        names.length === 0
          ? `${file} holds no labels to learn`
          : `${file}: all of what is learnt from has the label "${names[0]}"; there must be at least two different ones`,
      { file, label: names[0] },
    );
    return new Labels(
      new Vocabulary(
        names,
        names.map((name) => seen.counts[seen.find(name)]!),
      ),
    );
  }

  /** Throws `data/vocabulary` for what {@link toJSON} did not write. */
  static fromJSON(json: unknown): Labels {
    return new Labels(Vocabulary.fromJSON(json));
  }

  toJSON(): VocabularyJson {
    return this.#vocabulary.toJSON();
  }

  get names(): readonly string[] {
    return this.#vocabulary.items;
  }

  /** How often each stands in the training part. */
  get counts(): readonly number[] {
    return this.#vocabulary.counts;
  }

  get size(): number {
    return this.#vocabulary.size;
  }

  /** The number of a label, or −1. */
  find(label: string): number {
    return this.#vocabulary.find(label);
  }

  /**
   * The number of a label.
   * @throws `data/unseen-label` for one that training never showed, with the nearest that it did.
   */
  encode(label: string, { file, line }: Place): number {
    const id = this.#vocabulary.find(label);
    if (id >= 0) return id;
    const near = nearest(label, this.names);
    return fail(
      'data/unseen-label',
      `${file}${line === undefined ? '' : `, line ${line}`}: the label "${label}" does not stand in the training part${suggestion(near)}; its ${this.size} labels are ${this.names.slice(0, 8).join(', ')}${this.size > 8 ? ' …' : ''}`,
      { file, line, label, size: this.size, labels: this.names.slice(0, 8), nearest: near },
    );
  }

  decode(id: number): string {
    return this.#vocabulary.decode(id);
  }
}
