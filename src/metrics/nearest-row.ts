import { expect } from '../util/errors.ts';

type Numbers = Float32Array | Uint8Array;

/** Numbers that are summed up together for a first look. */
const BLOCK = 32;

/**
 * The baseline that answers as the nearest known row does, where all numbers count alike: for images, the one whose
 * pixels differ least.
 *
 *   nearest(x) = argmin_i Σ_k (rows[i, k] − x[k])²,   of equally near ones the first
 */
export class NearestRow {
  readonly #rows: Numbers;
  readonly #width: number;
  readonly #blocks: number;
  /** The sum of each block of each row, [N, blocks]. */
  readonly #sums: Float64Array;

  /**
   * @param rows [N, width], row by row; at least one
   * @throws `metrics/rows` when they are not whole rows.
   */
  constructor(rows: Numbers, width: number) {
    expect(
      rows.length > 0 && rows.length % width === 0,
      'metrics/rows',
      () => `rows of ${width} numbers, at least one, are needed, got ${rows.length} numbers`,
      { width, got: rows.length },
    );
    this.#rows = rows;
    this.#width = width;
    this.#blocks = Math.ceil(width / BLOCK);
    this.#sums = new Float64Array((rows.length / width) * this.#blocks);
    for (let i = 0; i * width < rows.length; i++)
      this.#sums.set(this.#sumsOf(rows.subarray(i * width, (i + 1) * width)), i * this.#blocks);
  }

  /**
   * The number of the nearest row.
   * @param x [width]
   * @throws `metrics/rows` for another count of numbers.
   */
  find(x: Numbers): number {
    const width = this.#width;
    expect(x.length === width, 'metrics/rows', () => `a row of ${width} numbers is needed, got ${x.length}`, {
      width,
      got: x.length,
    });
    const bounds = this.#bounds(this.#sumsOf(x));
    // The likeliest first: what is surely further away than it need not be looked at.
    const likely = bounds.indexOf(bounds.reduce((a, b) => Math.min(a, b)));
    let [best, least] = [likely, this.#apart(likely, x, Infinity)];
    for (let i = 0; i < bounds.length; i++) {
      if (bounds[i]! > least) continue;
      const apart = this.#apart(i, x, least);
      if (apart < least || (apart === least && i < best)) [best, least] = [i, apart];
    }
    return best;
  }

  /** Σ_k (rows[i, k] − x[k])², or something more than `most`. */
  #apart(i: number, x: Numbers, most: number): number {
    const [rows, start] = [this.#rows, i * this.#width];
    let apart = 0;
    for (let k = 0; k < x.length && apart <= most; k++) {
      const difference = rows[start + k]! - x[k]!;
      apart += difference * difference;
    }
    return apart;
  }

  /**
   * How far each row is away at the least, [N]: within a block of n numbers Σ(a − b)² ≥ (Σa − Σb)²/n (Cauchy and
   * Schwarz), and a little less for the rounding of the sums.
   */
  #bounds(sums: Float64Array): Float64Array {
    const bounds = new Float64Array(this.#rows.length / this.#width);
    for (let i = 0, at = 0; i < bounds.length; i++) {
      let apart = 0;
      for (let b = 0; b < sums.length; b++, at++) {
        const difference = this.#sums[at]! - sums[b]!;
        apart += difference * difference;
      }
      bounds[i] = (apart / BLOCK) * (1 - 1e-9);
    }
    return bounds;
  }

  #sumsOf(row: Numbers): Float64Array {
    const sums = new Float64Array(this.#blocks);
    for (let k = 0; k < row.length; k++) sums[Math.floor(k / BLOCK)]! += row[k]!;
    return sums;
  }
}
