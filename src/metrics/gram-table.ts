/** The empty n-gram. */
export const ROOT = 0;
/** What is found where there is no n-gram. */
export const NONE = -1;

/**
 * N-grams, each the child of the one without its last symbol. They are numbered as they come, the empty one is 0; whoever
 * counts something of them keeps it under these numbers. Children are found by hashing (parent, symbol) into an open
 * table.
 */
export class GramTable {
  #size = 1;
  #parents = new Int32Array(1024);
  #symbols = new Int32Array(1024);
  /** Numbers of n-grams, 0 where there is none; at most half full. */
  #slots = new Int32Array(2048);

  /** How many there are, the empty one among them. */
  get size(): number {
    return this.#size;
  }

  /** The n-gram `parent` with `symbol` behind it, or {@link NONE}. */
  find(parent: number, symbol: number): number {
    return this.#slots[this.#slotOf(parent, symbol)]! || NONE;
  }

  /** The same, made if there is none: it is new where `size` has grown. */
  child(parent: number, symbol: number): number {
    let slot = this.#slotOf(parent, symbol);
    if (this.#slots[slot] !== 0) return this.#slots[slot]!;
    if (this.#size === this.#parents.length) {
      this.#grow();
      slot = this.#slotOf(parent, symbol);
    }
    const gram = this.#size++;
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
    this.#parents = roomFor(this.#parents, capacity);
    this.#symbols = roomFor(this.#symbols, capacity);
    this.#slots = new Int32Array(capacity * 2);
    for (let gram = 1; gram < this.#size; gram++) {
      this.#slots[this.#slotOf(this.#parents[gram]!, this.#symbols[gram]!)] = gram;
    }
  }
}

/** The same numbers, with zeros behind them up to at least `length`: twice as many as there were, so that it is seldom done. */
export function roomFor(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (array.length >= length) return array;
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
