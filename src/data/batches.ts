import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';

export interface BatchOptions {
  /** Puts rows of like length together, so that little is padded. */
  bucket?: boolean;
  /** The most cells, padding included, that a batch may have: rows times the longest row. */
  maxTokens?: number | undefined;
}

/** Rows are sorted by length within pools of this many batches, so that batches differ from epoch to epoch. */
const poolSize = 64;

/**
 * Which rows stand in which batch: every index of `lengths` exactly once, at most `batchSize` a batch. Rows and batches
 * come in an order drawn from `rng`, or without one in the order of the data. Within a batch the longest row is first
 * (of equally long ones the first drawn).
 * A row longer than `maxTokens` makes a batch of its own.
 */
export function bucketBatches(
  lengths: ArrayLike<number>,
  batchSize: number,
  rng: Random | undefined,
  options: BatchOptions = {},
): Int32Array[] {
  const { bucket = true, maxTokens = Number.POSITIVE_INFINITY } = options;
  expect(
    Number.isInteger(batchSize) && batchSize > 0,
    'config/batch-size',
    () => `a batch size is a whole number above zero, got ${batchSize}`,
    { got: batchSize },
  );
  const indices = Int32Array.from(lengths, (_, i) => i);
  rng?.shuffle(indices);
  if (bucket) sortInPools(indices, lengths, rng === undefined ? indices.length : poolSize * batchSize);
  const batches: Int32Array[] = [];
  for (let start = 0; start < indices.length;) {
    let end = start;
    let longest = 0;
    while (end < indices.length && end - start < batchSize) {
      longest = Math.max(longest, lengths[indices[end]!]!);
      if (end > start && (end - start + 1) * longest > maxTokens) break;
      end++;
    }
    batches.push(sortByLength(indices.subarray(start, end), lengths));
    start = end;
  }
  rng?.shuffle(batches);
  return batches;
}

function sortInPools(indices: Int32Array, lengths: ArrayLike<number>, size: number): void {
  for (let start = 0; start < indices.length; start += size)
    sortByLength(indices.subarray(start, start + size), lengths);
}

/** Longest first, in place; the sort of typed arrays is stable. */
function sortByLength(indices: Int32Array, lengths: ArrayLike<number>): Int32Array {
  return indices.sort((a, b) => lengths[b]! - lengths[a]!);
}

export interface Window {
  readonly start: number;
  /** The first position behind the window. */
  readonly end: number;
}

/**
 * Windows of `length` positions over `count`, a `stride` apart. The last window is only there if it is full, or with
 * `partial` also if it is shorter.
 */
export function windows(count: number, length: number, stride: number, options: { partial?: boolean } = {}): Window[] {
  expect(
    Number.isInteger(length) && length > 0 && Number.isInteger(stride) && stride > 0,
    'usage/windows',
    () => `the length and the stride of windows are whole numbers above zero, got ${length} and ${stride}`,
    { length, stride },
  );
  const found: Window[] = [];
  for (let start = 0; start < count; start += stride) {
    const end = Math.min(start + length, count);
    if (end - start < length && options.partial !== true) break;
    found.push({ start, end });
    if (end === count) break;
  }
  return found;
}

/**
 * Lays rows of ids into `target`, [B, T] row by row, each row at its start and `fill` behind it. A row longer than
 * `width` is an error.
 */
export function padInto(
  target: Int32Array,
  rows: readonly ArrayLike<number>[],
  width: number,
  fill: number,
): Int32Array {
  expect(
    target.length >= rows.length * width,
    'usage/pad',
    () => `[${rows.length}, ${width}] does not fit into ${target.length} places`,
    { rows: rows.length, width, places: target.length },
  );
  rows.forEach((row, b) => {
    expect(
      row.length <= width,
      'usage/pad',
      () => `row ${b} has ${row.length} ids, more than the ${width} there is room for`,
      {
        row: b,
        length: row.length,
        width,
      },
    );
    target.set(row, b * width);
    target.fill(fill, b * width + row.length, (b + 1) * width);
  });
  return target;
}

/** Rows of ids padded to the longest: `ids` is [B, T], `lengths` counts the ids of each row. */
export function padRows(
  rows: readonly ArrayLike<number>[],
  fill: number,
): { ids: Int32Array; lengths: Int32Array; width: number } {
  const lengths = Int32Array.from(rows, (row) => row.length);
  const width = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  return { ids: padInto(new Int32Array(rows.length * width), rows, width, fill), lengths, width };
}
