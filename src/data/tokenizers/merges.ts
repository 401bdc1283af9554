import { expect } from '../../util/errors.ts';
import { Heap } from './heap.ts';
import type { EncodeOptions } from './tokenizer.ts';

/** Two pieces by id, and the id of the one they make. */
export type Merge = readonly [left: number, right: number, whole: number];

/** The merges of byte-pair encoding (Sennrich et al. 2016) in the order they were learnt. */
export class Merges {
  readonly list: readonly Merge[];
  /** Pieces there are: a pair's key is left · size + right. */
  readonly #size: number;
  readonly #ranks = new Map<number, number>();
  // Room to work in, kept from word to word: a chain of what is left of a word by now.
  #ids = new Int32Array(64);
  /** The place of the next one; where there is none, the number of letters. */
  #next = new Int32Array(64);
  /** The place of the one before, or −1. */
  #before = new Int32Array(64);
  /** What can be merged, as one number each that orders them: the rank first, then the place. */
  readonly #queue = new Heap<number>((a, b) => a < b);

  constructor(list: readonly Merge[], size: number) {
    this.list = list;
    this.#size = size;
    list.forEach(([left, right], rank) => this.#ranks.set(left * size + right, rank));
  }

  /**
   * Merges letters to pieces: again and again the pair that was learnt first, of several the one most to the left. With
   * dropout each pair that comes up is passed over by chance until another was merged.
   * Takes n log n steps for n letters, for a "word" may be as long as a hostile text.
   */
  apply(letters: readonly number[], options?: EncodeOptions): number[] {
    if (letters.length < 2) return [...letters];
    const { dropout = 0, rng } = options ?? {};
    expect(
      dropout >= 0 && dropout < 1,
      'config/dropout',
      () => `a dropout rate is at least 0 and below 1, got ${dropout}`,
      {
        rate: dropout,
      },
    );
    const count = letters.length;
    this.#lay(letters);
    const [ids, next, before, queue] = [this.#ids, this.#next, this.#before, this.#queue];
    for (let at = 0; at < count; at++) this.#offer(at, count);
    let passed: number[] = [];
    for (let first = queue.pop(); first !== undefined; first = queue.pop()) {
      const at = first % count;
      const rank = (first - at) / count;
      // What was merged away has no right neighbour any more, and what changed has another rank.
      if (this.#rankAt(at, count) !== rank) continue;
      if (rng !== undefined && dropout > 0 && rng.uniform() < dropout) {
        passed.push(first);
        continue;
      }
      const right = next[at]!;
      const after = next[right]!;
      ids[at] = this.list[rank]![2];
      next[at] = after;
      next[right] = count;
      if (after < count) before[after] = at;
      if (before[at]! >= 0) this.#offer(before[at]!, count);
      this.#offer(at, count);
      if (passed.length === 0) continue;
      for (const one of passed) queue.push(one);
      passed = [];
    }
    const merged: number[] = [];
    for (let at = 0; at < count; at = next[at]!) merged.push(ids[at]!);
    return merged;
  }

  #lay(letters: readonly number[]): void {
    if (this.#ids.length < letters.length) {
      this.#ids = new Int32Array(2 * letters.length);
      this.#next = new Int32Array(2 * letters.length);
      this.#before = new Int32Array(2 * letters.length);
    }
    for (let at = 0; at < letters.length; at++) {
      this.#ids[at] = letters[at]!;
      this.#next[at] = at + 1;
      this.#before[at] = at - 1;
    }
  }

  #rankAt(at: number, count: number): number | undefined {
    const right = this.#next[at]!;
    return right < count ? this.#ranks.get(this.#ids[at]! * this.#size + this.#ids[right]!) : undefined;
  }

  #offer(at: number, count: number): void {
    const rank = this.#rankAt(at, count);
    if (rank !== undefined) this.#queue.push(rank * count + at);
  }
}
