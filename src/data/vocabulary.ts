import { expect, fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';

export interface VocabularyOptions {
  /** Ids by first appearance, or the commonest first (equally common ones by first appearance). */
  order?: 'appearance' | 'frequency';
  /** Items seen less often than this are left out. */
  minCount?: number;
  /** Items that come first whatever their count, as `<pad>`. */
  specials?: readonly string[];
  /** The special that stands for every item that is not known; without one, unknown items are an error. */
  unknown?: string;
}

export interface VocabularyJson {
  items: string[];
  counts: number[];
  unknown?: string;
}

/** Items and their ids, 0 to size − 1. Never changes; `extend` makes a larger one. */
export class Vocabulary {
  readonly #items: readonly string[];
  readonly #counts: readonly number[];
  readonly #ids: ReadonlyMap<string, number>;
  /** The id that unknown items get, or −1. */
  readonly unknownId: number;

  constructor(items: readonly string[], counts: readonly number[], unknown?: string) {
    this.#items = items;
    this.#counts = counts;
    this.#ids = new Map(items.map((item, id) => [item, id]));
    this.unknownId = unknown === undefined ? -1 : (this.#ids.get(unknown) ?? -1);
    if (unknown !== undefined && this.unknownId < 0) malformed(`its unknown item "${unknown}" is not among the items`);
    if (this.#ids.size !== items.length) {
      const twice = items.find((item, id) => this.#ids.get(item) !== id)!;
      malformed(`it holds "${twice}" twice`);
    }
  }

  /** The vocabulary of the items, each as often as it occurs. */
  static of(items: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    const builder = new VocabularyBuilder();
    for (const item of items) builder.add(item);
    return builder.build(options).vocabulary;
  }

  static fromJSON(json: unknown): Vocabulary {
    if (typeof json !== 'object' || json === null) malformed('it is not an object');
    const { items, counts, unknown } = json as Partial<Record<keyof VocabularyJson, unknown>>;
    if (!Array.isArray(items) || !items.every((item) => typeof item === 'string'))
      malformed('"items" is not a list of texts');
    if (!Array.isArray(counts) || counts.length !== items.length || !counts.every(isCount)) {
      malformed('"counts" is not a list of as many whole numbers as there are items');
    }
    if (unknown !== undefined && typeof unknown !== 'string') malformed('"unknown" is not a text');
    return new Vocabulary([...items], [...counts], unknown);
  }

  toJSON(): VocabularyJson {
    const unknown = this.#items[this.unknownId];
    return { items: [...this.#items], counts: [...this.#counts], ...(unknown === undefined ? {} : { unknown }) };
  }

  get size(): number {
    return this.#items.length;
  }

  /** The items by id. */
  get items(): readonly string[] {
    return this.#items;
  }

  /** How often each item was seen, by id; 0 for specials. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  has(item: string): boolean {
    return this.#ids.has(item);
  }

  /** The id of an item, or −1. */
  find(item: string): number {
    return this.#ids.get(item) ?? -1;
  }

  /**
   * The id of an item; of an unknown one the unknown id, or else the error `input/unknown-item`, which suggests near
   * ones and says `where` the item stood.
   */
  encode(item: string, where?: string): number {
    const id = this.#ids.get(item) ?? this.unknownId;
    if (id >= 0) return id;
    const near = nearest(item, this.#items);
    return fail(
      'input/unknown-item',
      `${where === undefined ? '' : `${where}: `}"${item}" is not known; there are ${this.size} items${near.length > 0 ? suggestion(near) : `, as ${this.#examples()}`}`,
      { item, where, size: this.size, nearest: near, examples: this.#items.slice(0, 5) },
    );
  }

  encodeAll(items: readonly string[]): Int32Array {
    return Int32Array.from(items, (item) => this.encode(item));
  }

  /** The item of an id. */
  decode(id: number): string {
    const item = this.#items[id];
    expect(
      item !== undefined,
      'input/unknown-id',
      () => `no item has the id ${id}; ids go from 0 to ${this.size - 1}`,
      {
        id,
        size: this.size,
      },
    );
    return item;
  }

  /**
   * A vocabulary with the new ones of these items behind the old ones, whose ids stay. Counts of old items grow too.
   */
  extend(items: Iterable<string>, options: { minCount?: number } = {}): Vocabulary {
    const builder = new VocabularyBuilder();
    for (const item of items) builder.add(item);
    const seen = builder.build().vocabulary;
    const { minCount = 1 } = options;
    const all = [...this.#items];
    const counts = [...this.#counts];
    seen.items.forEach((item, i) => {
      const id = this.find(item);
      if (id >= 0) counts[id]! += seen.counts[i]!;
      else if (seen.counts[i]! >= minCount) {
        all.push(item);
        counts.push(seen.counts[i]!);
      }
    });
    return new Vocabulary(all, counts, this.#items[this.unknownId]);
  }

  #examples(): string {
    const some = this.#items.slice(0, 5).map((item) => `"${item}"`);
    return some.join(', ') + (this.size > some.length ? ' …' : '');
  }
}

/** Counts items as they stream by, giving each a provisional id, by first appearance. */
export class VocabularyBuilder {
  readonly #ids = new Map<string, number>();
  readonly #counts: number[] = [];

  /** Counts the item once more; returns its provisional id. */
  add(item: string): number {
    const known = this.#ids.get(item);
    if (known !== undefined) {
      this.#counts[known]!++;
      return known;
    }
    this.#ids.set(item, this.#counts.length);
    return this.#counts.push(1) - 1;
  }

  /** The vocabulary, and the final id of each provisional one: of one that was left out the unknown id, or −1. */
  build(options: VocabularyOptions = {}): { vocabulary: Vocabulary; ids: Int32Array } {
    const { order = 'appearance', minCount = 1, specials = [], unknown } = options;
    expect(
      unknown === undefined || specials.includes(unknown),
      'usage/vocabulary',
      () => `the unknown item "${unknown}" has to be one of the specials (${specials.join(', ')})`,
      { unknown, specials },
    );
    const seen = [...this.#ids.keys()];
    let kept = seen.map((_, id) => id).filter((id) => this.#counts[id]! >= minCount && !specials.includes(seen[id]!));
    if (order === 'frequency') kept = kept.sort((a, b) => this.#counts[b]! - this.#counts[a]! || a - b);
    const items = [...specials, ...kept.map((id) => seen[id]!)];
    const counts = [...specials.map(() => 0), ...kept.map((id) => this.#counts[id]!)];
    const vocabulary = new Vocabulary(items, counts, unknown);
    const ids = Int32Array.from(seen, (item) => (vocabulary.has(item) ? vocabulary.find(item) : vocabulary.unknownId));
    return { vocabulary, ids };
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function malformed(problem: string): never {
  fail('data/vocabulary', `the vocabulary is damaged: ${problem}`, { problem });
}
