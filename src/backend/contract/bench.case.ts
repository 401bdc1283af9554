import * as fc from 'fast-check';
import { expect } from 'vitest';
import { Random } from '../../util/random.ts';
import type { Backend, Kernels, Ptr } from '../backend.ts';

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** What a test hands to a kernel in place of an address: a matrix of floats or ints, rows `ld` apart. */
export interface Block {
  readonly kind: 'floats' | 'ints';
  readonly rows: number;
  readonly cols: number;
  readonly ld: number;
  /** Row-major without gaps, as the backend holds it (rounded to its float type). */
  readonly data: readonly number[];
  /** Whether a kernel may change it. */
  readonly writable: boolean;
}

/** The address of an element of a block, counted as if rows had no gaps between them. */
export interface Within {
  readonly block: Block;
  readonly at: number;
}

type Argument = number | Block | Within | null;
/** A {@link Block} stands for the address of its first element, `null` for address 0. */
type Arguments<P extends readonly unknown[]> = { [I in keyof P]: Argument };
/** What a block held after a kernel had run; what it holds anyway, if the kernel was not handed it. */
type After = (block: Block) => number[];
type Numbers = ArrayLike<number>;

/**
 * Stands around every block and between its rows. A kernel that changes it wrote where it must not; one that reads it
 * from an input gets NaN, or one index too many.
 */
const GUARD = { floats: { input: NaN, output: -7777.5 }, ints: { input: 0, output: -7777 } };
const GUARDS = 8;
/** What outputs hold before: a kernel that reads them shows it. */
const STALE = { floats: NaN, ints: -99 };

/** Runs kernels of one backend on blocks, and watches that nothing else is touched. */
export class Bench {
  readonly backend: Backend;
  readonly tolerance: Tolerance;
  /** The kernels that were run, for the test that none was forgotten. */
  readonly called = new Set<string>();

  constructor(backend: Backend, tolerance: Tolerance) {
    this.backend = backend;
    this.tolerance = tolerance;
  }

  /** Whether the backend computes in float64, so that derivatives can be taken numerically. */
  get isExact(): boolean {
    return this.backend.floatBytes === 8;
  }

  /** To the backend's float type. */
  readonly round = (x: number): number => (this.isExact ? x : Math.fround(x));

  /** An input [rows, cols]. */
  floats(data: Numbers, rows = 1, gap = 0): Block {
    return block('floats', Array.from(data, this.round), rows, gap, false);
  }

  ints(data: Numbers): Block {
    return block('ints', Array.from(data), 1, 0, false);
  }

  /** An output [rows, cols] that holds nothing of use. */
  out(rows: number, cols: number, gap = 0): Block {
    return this.inout(repeat(STALE.floats, rows * cols), rows, gap);
  }

  outInts(n: number): Block {
    return { ...this.ints(repeat(STALE.ints, n)), writable: true };
  }

  /** Read and written. */
  inout(data: Numbers, rows = 1, gap = 0): Block {
    return { ...this.floats(data, rows, gap), writable: true };
  }

  /** Runs a kernel and gives what each block held afterwards. */
  run<K extends keyof Kernels>(name: K, ...args: Arguments<Parameters<Kernels[K]>>): After {
    return this.#execute(name, args).after;
  }

  /** Runs a kernel and gives what it returned. */
  returns<K extends keyof Kernels>(name: K, ...args: Arguments<Parameters<Kernels[K]>>): number {
    return this.#execute(name, args).value;
  }

  #execute(name: keyof Kernels, args: readonly Argument[]): { after: After; value: number } {
    this.called.add(name);
    const places = new Map<Block, Place>();
    const plain = args.map((arg) => {
      if (arg === null || typeof arg === 'number') return arg ?? 0;
      const { block, at } = 'block' in arg ? arg : { block: arg, at: 0 };
      const place = places.get(block) ?? this.#place(block, places.size);
      places.set(block, place);
      return place.ptr + at * this.#bytes(block);
    });
    const value = (this.backend.kernels[name] as (...args: number[]) => number)(...plain);
    const results = new Map<Block, number[]>();
    for (const [block, place] of places) {
      const data = this.#collect(name, block, place);
      if (!block.writable) this.bits(data, block.data, `${name} must leave its input alone`);
      results.set(block, data);
    }
    return { value, after: (block) => results.get(block) ?? [...block.data] };
  }

  #bytes(block: Block): number {
    return block.kind === 'ints' ? 4 : this.backend.floatBytes;
  }

  /** Puts a block into memory, behind guards, at an address that is no multiple of a vector register. */
  #place(block: Block, offset: number): Place {
    const before = GUARDS + (offset % 4);
    const cells = new Float64Array(before + block.rows * block.ld + GUARDS).fill(guard(block));
    for (let i = 0; i < block.rows; i++) cells.set(row(block.data, i, block.cols), before + i * block.ld);
    const start = this.backend.allocate(cells.length * this.#bytes(block));
    if (block.kind === 'ints') this.backend.writeInts(start, cells);
    else this.backend.writeFloats(start, cells);
    return { start, before, count: cells.length, ptr: start + before * this.#bytes(block) };
  }

  #collect(name: string, block: Block, { start, before, count }: Place): number[] {
    const cells = block.kind === 'ints' ? this.backend.readInts(start, count) : this.backend.readFloats(start, count);
    this.backend.free(start);
    const data: number[] = [];
    let at = 0;
    const passGuards = (end: number) => {
      for (; at < end; at++)
        if (!Object.is(cells[at], guard(block)))
          expect.fail(`${name} wrote outside of [${block.rows}, ${block.cols}], ld ${block.ld}, at ${at - before}`);
    };
    for (let i = 0; i < block.rows; i++) {
      passGuards(before + i * block.ld);
      for (const end = at + block.cols; at < end; at++) data.push(cells[at]!);
    }
    passGuards(count);
    return data;
  }

  /** Within tolerance; `sizes` are the magnitudes to which it is relative where terms cancel. */
  close(actual: Numbers, expected: Numbers, what: string, sizes: Numbers = expected): void {
    const { absolute, relative } = this.tolerance;
    compare(actual, expected, what, (a, unrounded, i) => {
      const e = this.round(unrounded);
      if (Object.is(a, e)) return true;
      return Number.isFinite(e) && Math.abs(a - e) <= absolute + relative * Math.max(Math.abs(sizes[i]!), Math.abs(e));
    });
  }

  /** Equal as numbers: for what IEEE 754 rounds correctly, in an order that the contract states. */
  equal(actual: Numbers, expected: Numbers, what: string): void {
    compare(actual, expected, what, (a, e) => a === e || Object.is(a, e));
  }

  /** The same bits, the sign of zero included. */
  bits(actual: Numbers, expected: Numbers, what: string): void {
    compare(actual, expected, what, Object.is);
  }
}

function compare(a: Numbers, b: Numbers, what: string, same: (a: number, b: number, i: number) => boolean): void {
  if (a.length !== b.length) expect.fail(`${what}: ${a.length} elements, expected ${b.length}`);
  for (let i = 0; i < a.length; i++)
    if (!same(a[i]!, b[i]!, i)) expect.fail(`${what}: element ${i} is ${a[i]}, expected ${b[i]}`);
}

interface Place {
  readonly start: Ptr;
  readonly before: number;
  readonly count: number;
  readonly ptr: Ptr;
}

function guard(block: Block): number {
  return GUARD[block.kind][block.writable ? 'output' : 'input'];
}

function block(kind: Block['kind'], data: number[], rows: number, gap: number, writable: boolean): Block {
  const cols = rows === 0 ? 0 : data.length / rows;
  return { kind, rows, cols, ld: Math.max(cols + gap, 1), data, writable };
}

/** Draws the numbers of a test. */
export class Draw {
  readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  normal(n: number, scale = 1): number[] {
    return Array.from({ length: n }, () => scale * this.random.normal());
  }

  positive(n: number): number[] {
    return Array.from({ length: n }, () => 0.01 + this.random.uniform());
  }

  /** Normal numbers, with now and then what breaks careless kernels. */
  wild(n: number, scale = 1): number[] {
    const odd = [NaN, Infinity, -Infinity, 0, -0];
    return this.normal(n, scale).map((x) => (this.random.below(12) === 0 ? odd[this.random.below(odd.length)]! : x));
  }

  /** Few different numbers, so that ties are common. */
  coarse(n: number): number[] {
    return Array.from({ length: n }, () => this.random.below(5) - 2);
  }

  /** Whole numbers from `min` to below `max`. */
  whole(n: number, min: number, max: number): number[] {
    return Array.from({ length: n }, () => min + this.random.below(max - min));
  }

  /** How much longer than its columns a row is. */
  gap(): number {
    return this.random.below(4);
  }

  flag(): 0 | 1 {
    return this.random.below(2) === 0 ? 0 : 1;
  }
}

/** Sizes around the edges of tiles and registers. */
export const size = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33),
  fc.integer({ min: 0, max: 50 }),
);
/** The same without 0. */
export const some = size.map((n) => Math.max(n, 1));
/** Few: rows of a batch. */
export const few = fc.integer({ min: 0, max: 9 });

/** Runs `body` on the named shapes first, then on random ones. The seed is fixed: a failure today fails tomorrow. */
export function forAll<S extends Record<string, number>>(
  shape: { [N in keyof S]: fc.Arbitrary<S[N]> },
  body: (shape: S, draw: Draw) => void,
  examples: NoInfer<S>[] = [],
  runs = 40,
): void {
  fc.assert(
    fc.property(fc.record(shape) as fc.Arbitrary<S>, fc.nat(), (shape, seed) => body(shape, new Draw(seed))),
    { numRuns: runs, seed: 1990, examples: examples.map((example, i): [S, number] => [example, i]) },
  );
}

export function repeat(value: number, n: number): number[] {
  return Array.from({ length: n }, () => value);
}

/** Row i of a matrix without gaps. */
export function row(data: readonly number[], i: number, cols: number): number[] {
  return data.slice(i * cols, (i + 1) * cols);
}

/** The tests of some kernels: a kernel may have several, by title. */
export type Tests<K extends keyof Kernels> = { readonly [N in K]: Readonly<Record<string, (bench: Bench) => void>> };
