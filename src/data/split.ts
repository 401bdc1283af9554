import { expect, fail } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { cutSequence, type Sequence } from './sessions.ts';
import { parseDuration } from './time.ts';

export const partNames = ['train', 'validation', 'test'] as const;
export type PartName = (typeof partNames)[number];

/** How to part data into what is learnt from, what decides when to stop, and what is measured in the end. */
export type SplitOptions =
  /** Whole sequences, drawn by `seed`: the share of them that each part gets. */
  | { by: 'fraction'; validation?: number | undefined; test?: number | undefined; seed?: number | undefined }
  /** Whole groups (all sequences of a customer, say): a share of the groups, drawn by `seed`, or their names. */
  | {
      by: 'group';
      validation?: number | readonly string[] | undefined;
      test?: number | readonly string[] | undefined;
      seed?: number | undefined;
    }
  /**
   * The past to learn from, the future to be measured on. A part is the last share of all events, or the last stretch of
   * time (`7d`). A sequence that spans a cut is cut there, or with `whole` goes to the part that its last event is in.
   * Without times each sequence is cut by position.
   */
  | {
      by: 'time';
      validation?: number | string | undefined;
      test?: number | string | undefined;
      whole?: boolean | undefined;
    };

/** What a split has to know of a row of data. */
export interface Splittable {
  readonly key: string;
  readonly group?: string;
  readonly length: number;
  readonly times?: ArrayLike<number>;
}

/**
 * Positions `start` … `end` − 1 of row `index`. What comes before `start` belongs to an earlier part: it may be read to
 * warm up the state, it is not to be measured.
 */
export interface SplitRange {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

export type Split<T> = Record<PartName, T[]>;

/** Parts the rows; each position of each row is in exactly one part. Every part that is asked for has something in it. */
export function split(rows: readonly Splittable[], options: SplitOptions): Split<SplitRange> {
  checkOptions(options);
  const parts = options.by === 'time' ? splitByTime(rows, options) : splitByGroup(rows, options);
  refuseEmpty(parts, rows, options);
  return parts;
}

/** A sequence of a part: its events from `start` on are the part's, those before it are the past. */
export interface SplitSequence extends Sequence {
  readonly start: number;
}

/**
 * {@link split} for sequences. A sequence that was cut comes with its past, as `items` from 0, so that the first event of
 * the part can be predicted too; `start` says where the part begins. {@link withoutPast} takes the past off.
 */
export function splitSequences(sequences: readonly Sequence[], options: SplitOptions): Split<SplitSequence> {
  const rows = sequences.map((sequence) => ({ ...sequence, length: sequence.items.length }));
  const parts = split(rows, options);
  const take = ({ index, start, end }: SplitRange) => ({ ...cutSequence(sequences[index]!, 0, end), start });
  return { train: parts.train.map(take), validation: parts.validation.map(take), test: parts.test.map(take) };
}

/** Only the events that belong to the part. */
export function withoutPast(sequence: SplitSequence): Sequence {
  return cutSequence(sequence, sequence.start, sequence.items.length);
}

function splitByGroup(rows: readonly Splittable[], options: Extract<SplitOptions, { by: 'fraction' | 'group' }>) {
  const nameOf = (row: Splittable, index: number) => (options.by === 'group' ? (row.group ?? row.key) : String(index));
  const names = [...new Set(rows.map(nameOf))];
  const partOf = new Map<string, PartName>();
  for (const part of ['validation', 'test'] as const) {
    const share = options[part];
    if (typeof share !== 'object') continue;
    for (const name of share) {
      expect(names.includes(name), 'config/split', () => `split.${part}: no group is called "${name}"`, {
        part,
        group: name,
      });
      expect(!partOf.has(name), 'config/split', () => `split: group "${name}" stands twice`, { part, group: name });
      partOf.set(name, part);
    }
  }
  // Drawn from all names, so that the validation part stays the same whether or not a test part is asked for.
  const drawn = Random.derive(options.seed ?? 0, 'split').shuffle(names.filter((name) => !partOf.has(name)));
  let at = 0;
  for (const part of ['validation', 'test'] as const) {
    const share = options[part];
    if (typeof share !== 'number') continue;
    const count = Math.round(share * names.length);
    for (const name of drawn.slice(at, at + count)) partOf.set(name, part);
    at += count;
  }
  const parts: Split<SplitRange> = { train: [], validation: [], test: [] };
  rows.forEach((row, index) => {
    parts[partOf.get(nameOf(row, index)) ?? 'train'].push({ index, start: 0, end: row.length });
  });
  return parts;
}

type TimeOptions = Extract<SplitOptions, { by: 'time' }>;

function splitByTime(rows: readonly Splittable[], options: TimeOptions): Split<SplitRange> {
  const parts: Split<SplitRange> = { train: [], validation: [], test: [] };
  const cutsOf = rows.every((row) => row.times !== undefined) ? cutsInTime(rows, options) : cutsByPosition(options);
  rows.forEach((row, index) => {
    const { length } = row;
    if (length === 0) return;
    const [validation, test] = cutsOf(row);
    if (options.whole === true) {
      const part = test < length ? 'test' : validation < length ? 'validation' : 'train';
      parts[part].push({ index, start: 0, end: length });
      return;
    }
    const add = (part: PartName, start: number, end: number) => start < end && parts[part].push({ index, start, end });
    add('train', 0, validation);
    add('validation', validation, test);
    add('test', test, length);
  });
  return parts;
}

/** The positions in a row at which validation and test begin. */
type Cuts = (row: Splittable) => [validation: number, test: number];

function cutsByPosition({ validation, test, whole }: TimeOptions): Cuts {
  for (const share of [validation, test]) {
    if (typeof share !== 'string' && whole !== true) continue;
    const what = typeof share === 'string' ? `"${share}"` : 'whole';
    fail('config/split', `split by time: ${what} needs the time of every event; name a time column`, {
      by: 'time',
      got: what,
    });
  }
  const [v, t] = [Number(validation ?? 0), Number(test ?? 0)];
  return ({ length }) => {
    const testStart = length - Math.round(length * t);
    return [Math.max(0, testStart - Math.round(length * v)), testStart];
  };
}

function cutsInTime(rows: readonly Splittable[], { validation, test }: TimeOptions): Cuts {
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const all = new Float64Array(total);
  let filled = 0;
  for (const { times, length } of rows) for (let i = 0; i < length; i++) all[filled++] = times![i]!;
  all.sort();
  /** The time at which a part begins that ends before position `end` of the time line. */
  const begin = (share: number | string | undefined, end: number): number => {
    if (share === undefined || share === 0 || end === 0) return all[end] ?? Number.POSITIVE_INFINITY;
    if (typeof share === 'number') return all[Math.max(0, end - Math.round(total * share))] ?? Number.POSITIVE_INFINITY;
    // The last 7 days begin right after the moment 7 days before the end.
    const after = all[end - 1]! - parseDuration(share, 'split');
    return all[upperBound(all, after)]!;
  };
  const testBegins = begin(test, total);
  const validationBegins = begin(validation, lowerBound(all, testBegins));
  return ({ times, length }) => [firstFrom(times!, length, validationBegins), firstFrom(times!, length, testBegins)];
}

/** The first position whose time is `time` or later; in a row in the order of the file, the first behind all earlier ones. */
function firstFrom(times: ArrayLike<number>, length: number, time: number): number {
  let at = length;
  while (at > 0 && times[at - 1]! >= time) at--;
  return at;
}

function lowerBound(sorted: Float64Array, value: number): number {
  return bound(sorted, (x) => x >= value);
}

function upperBound(sorted: Float64Array, value: number): number {
  return bound(sorted, (x) => x > value);
}

function bound(sorted: Float64Array, reached: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkOptions(options: SplitOptions): void {
  let sum = 0;
  for (const part of ['validation', 'test'] as const) {
    const share = options[part];
    if (typeof share === 'string') parseDuration(share, `split.${part}`);
    if (typeof share !== 'number') continue;
    expect(
      share >= 0 && share < 1,
      'config/split',
      () => `split.${part}: a share is from 0 to below 1, as 0.1, but this is ${share}`,
      { part, got: share },
    );
    sum += share;
  }
  expect(
    sum < 1,
    'config/split',
    () => `split: validation and test take ${sum} of the data together, which leaves nothing to train on`,
    {
      got: sum,
    },
  );
}

function refuseEmpty(parts: Split<SplitRange>, rows: readonly Splittable[], options: SplitOptions): void {
  for (const part of partNames) {
    const share = part === 'train' ? undefined : options[part];
    const wanted =
      part === 'train' || (typeof share === 'object' ? share.length > 0 : share !== undefined && share !== 0);
    if (!wanted || parts[part].length > 0) continue;
    const asked = share === undefined ? '' : ` (${typeof share === 'object' ? share.join(', ') : share})`;
    const events = rows.reduce((sum, row) => sum + row.length, 0);
    const advice =
      options.by === 'time'
        ? 'take another share or stretch of time'
        : 'take a larger share, or with few long sequences split by time';
    fail(
      'data/split-empty',
      `split by ${options.by}: nothing is left for ${part}${asked} of ${rows.length} sequences with ${events} events; ${advice}`,
      { by: options.by, part, share: asked, sequences: rows.length, events },
    );
  }
}
