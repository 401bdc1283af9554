import { expect } from './errors.ts';
import { log, cos } from './portable-math.ts';

/**
 * Seeded random numbers, the same on every engine.
 *
 * A `Random` is a stream that is a pure function of its seed and of how many numbers were drawn. `derive` makes an
 * independent stream from names and counters, so that the shuffle of epoch 3 or the dropout of step 812 needs no saved
 * state: seed and counter suffice, which is what makes resuming exact.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    expect(Number.isSafeInteger(seed), 'random/seed', () => `a seed is a whole number up to 2^53, got ${seed}`);
    [this.#a, this.#b, this.#c, this.#d] = expand(foldSeed(seed));
  }

  /** An independent stream named by `path`; the same path gives the same stream. */
  static derive(seed: number, ...path: (string | number)[]): Random {
    const random = new Random(seed);
    let key = mix(random.bits(), random.bits());
    for (const part of path) key = typeof part === 'number' ? mix(key, foldSeed(part)) : hashText(part, key);
    [random.#a, random.#b, random.#c, random.#d] = expand(mix(key, random.#a));
    return random;
  }

  /** 32 random bits, as an unsigned integer (xoshiro128**, Blackman and Vigna 2018). */
  bits(): number {
    const x = Math.imul(this.#b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Normal with mean 0 and variance 1 (Box and Muller 1958). */
  normal(): number {
    const u = 1 - this.uniform();
    const v = this.uniform();
    return Math.sqrt(-2 * log(u)) * cos(2 * Math.PI * v);
  }

  /** Shuffles in place (Fisher and Yates) and returns the array. */
  shuffle<A extends { [index: number]: unknown; readonly length: number }>(items: A): A {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** The four words of the generator, to save; assign them to go on from there. */
  get state(): readonly number[] {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  set state(words: readonly number[]) {
    [this.#a, this.#b, this.#c, this.#d] = [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0];
  }
}

/** The 32 bits that kernels draw for element `index` under `seed`; kernels/random.ts repeats it. Both are taken as uint32. */
export function hash32(seed: number, index: number): number {
  return finalise((finalise((index + 0x9e3779b9) >>> 0) ^ seed) >>> 0);
}

function finalise(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97) >>> 0;
  return (x ^ (x >>> 15)) >>> 0;
}

function mix(a: number, b: number): number {
  return finalise((Math.imul(a, 31) + b) >>> 0);
}

function foldSeed(seed: number): number {
  const high = Math.floor(seed / 4294967296);
  return mix(finalise(high >>> 0), seed >>> 0);
}

/** Four words that are never all zero, from one. */
function expand(key: number): [number, number, number, number] {
  return [
    finalise(key ^ 0x243f6a88),
    finalise(key ^ 0x85a308d3),
    finalise(key ^ 0x13198a2e),
    finalise(key ^ 0x03707344) || 1,
  ];
}

function hashText(text: string, start: number): number {
  let h = finalise(start);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return finalise(h);
}
