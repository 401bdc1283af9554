import { expect } from '../util/errors.ts';
import type { Ptr } from './backend.ts';

/** Every address that is handed out, and every size, is a multiple of this. */
export const alignment = 64;

/**
 * Hands out pieces of one address range: a list of free blocks in ascending order, first fit, neighbours merged when a
 * piece comes back. It touches no memory, so it serves any backend.
 */
export class Allocator {
  /** Free blocks: addresses, ascending, and their sizes. No two of them touch. */
  readonly #starts: number[] = [];
  readonly #sizes: number[] = [];
  readonly #used = new Map<Ptr, number>();
  readonly #grow: (bytes: number) => number;
  #end: number;
  #usedBytes = 0;

  /**
   * The range is [start, end), start > 0. When nothing fits, `grow(bytes)` is asked to lengthen it by at least
   * `bytes`; it returns the new end, or throws.
   */
  constructor(start: number, end: number, grow: (bytes: number) => number) {
    expect(start > 0, 'memory/start', () => `an allocator starts above address 0, got ${start}`);
    const first = roundUp(start);
    this.#end = end - (end % alignment);
    this.#grow = grow;
    if (this.#end > first) {
      this.#starts.push(first);
      this.#sizes.push(this.#end - first);
    }
  }

  /** Bytes that are handed out now, rounding included. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** The free blocks in ascending order, as [address, size]. */
  get freeBlocks(): readonly (readonly [number, number])[] {
    return this.#starts.map((start, i) => [start, this.#sizes[i] ?? 0] as const);
  }

  allocate(bytes: number): Ptr {
    expect(
      Number.isSafeInteger(bytes) && bytes >= 0,
      'memory/size',
      () => `a size in bytes is a whole number from 0 on, got ${bytes}`,
    );
    const size = Math.max(alignment, roundUp(bytes));
    let i = this.#sizes.findIndex((free) => free >= size);
    if (i < 0) {
      this.#extend(size);
      i = this.#sizes.length - 1;
    }
    const ptr = this.#starts[i]!;
    const rest = this.#sizes[i]! - size;
    if (rest === 0) {
      this.#starts.splice(i, 1);
      this.#sizes.splice(i, 1);
    } else {
      this.#starts[i] = ptr + size;
      this.#sizes[i] = rest;
    }
    this.#used.set(ptr, size);
    this.#usedBytes += size;
    return ptr;
  }

  free(ptr: Ptr): void {
    const size = this.#used.get(ptr);
    expect(size !== undefined, 'memory/unknown', () => `${ptr} is no allocation: it was freed already, or never made`, {
      ptr,
    });
    this.#used.delete(ptr);
    this.#usedBytes -= size;
    this.#release(ptr, size);
  }

  /** Puts a block on the free list and merges it with the neighbours that it touches. */
  #release(ptr: number, size: number): void {
    const starts = this.#starts;
    const sizes = this.#sizes;
    let low = 0;
    for (let high = starts.length; low < high;) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < ptr) low = middle + 1;
      else high = middle;
    }
    const touchesNext = low < starts.length && starts[low] === ptr + size;
    const touchesLast = low > 0 && ptr === starts[low - 1]! + sizes[low - 1]!;
    if (touchesLast && touchesNext) {
      sizes[low - 1]! += size + sizes[low]!;
      starts.splice(low, 1);
      sizes.splice(low, 1);
    } else if (touchesLast) {
      sizes[low - 1]! += size;
    } else if (touchesNext) {
      starts[low] = ptr;
      sizes[low]! += size;
    } else {
      starts.splice(low, 0, ptr);
      sizes.splice(low, 0, size);
    }
  }

  /** Makes room for `size` bytes at the end of the range. */
  #extend(size: number): void {
    const last = this.#starts.length - 1;
    const isAtEnd = last >= 0 && this.#end === this.#starts[last]! + this.#sizes[last]!;
    const atEnd = isAtEnd ? this.#sizes[last]! : 0;
    const end = this.#grow(size - atEnd);
    const rounded = end - (end % alignment);
    const gained = rounded - this.#end;
    expect(
      gained >= size - atEnd,
      'memory/exhausted',
      () => `${size - atEnd} more bytes were asked for, and the memory grew by ${gained}`,
    );
    const from = this.#end;
    this.#end = rounded;
    this.#release(from, gained);
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
