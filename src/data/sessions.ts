import { fail } from '../util/errors.ts';
import type { Events } from './events.ts';
import { formatTime } from './time.ts';

/** Events of one group in order: a session, a customer's orders, one machine's log. */
export interface Sequence {
  /** The group; a second session of the same group is called `group#2`. */
  readonly key: string;
  readonly group: string;
  /** Item ids; −1 where a grid has no event. */
  readonly items: Int32Array;
  /** Milliseconds since 1970 in UTC. */
  readonly times?: Float64Array;
  /** Lines in the file; 0 where a grid has no event. */
  readonly lines: Int32Array;
}

export interface SequenceOptions {
  /**
   * What to do where a group's times run backwards in the file: `sort` them (events at the same time stay as in the
   * file), refuse with `data/time-order` (`strict`), or leave the order of the `file`.
   */
  order?: 'sort' | 'strict' | 'file';
  /** A pause longer than this, in milliseconds, begins a new sequence. */
  gap?: number | undefined;
  /** Shorter sequences are dropped: with one event there is nothing to predict. */
  minLength?: number;
}

export interface SequenceReport {
  /** Events in the sequences that are left. */
  events: number;
  sequences: number;
  /** Events that stood in the file behind a later one of their group. */
  outOfOrder: number;
  /** Sequences shorter than `minLength`, and the events in them. */
  dropped: { sequences: number; events: number };
}

/** Groups events into sequences, in the order in which the groups first appear. */
export function toSequences(
  events: Events,
  options: SequenceOptions = {},
): { sequences: Sequence[]; report: SequenceReport } {
  const { order = 'sort', gap, minLength = 2 } = options;
  const sequences: Sequence[] = [];
  const report: SequenceReport = { events: 0, sequences: 0, outOfOrder: 0, dropped: { sequences: 0, events: 0 } };
  indicesByGroup(events).forEach((indices, group) => {
    const { times } = events;
    if (times !== undefined && order !== 'file') {
      const late = countLate(indices, times);
      if (late > 0 && order === 'strict') refuseOrder(events, indices, times);
      if (late > 0) indices.sort((a, b) => times[a]! - times[b]! || a - b);
      report.outOfOrder += late;
    }
    cutAtGaps(indices, times, gap).forEach((part, i) => {
      if (part.length < minLength) {
        report.dropped.sequences++;
        report.dropped.events += part.length;
        return;
      }
      const name = events.groupKeys[group] ?? '';
      sequences.push(pick(events, part, name, i === 0 ? name : `${name}#${i + 1}`));
      report.events += part.length;
    });
  });
  report.sequences = sequences.length;
  return { sequences, report };
}

/** The events `from` … `to` − 1 of a sequence; a view, nothing is copied. */
export function cutSequence(sequence: Sequence, from: number, to: number): Sequence {
  if (from === 0 && to === sequence.items.length) return sequence;
  const { key, group, items, times, lines } = sequence;
  const cut = { key, group, items: items.subarray(from, to), lines: lines.subarray(from, to) };
  return times === undefined ? cut : { ...cut, times: times.subarray(from, to) };
}

/** The events of each group, in the order of the file. */
function indicesByGroup(events: Events): Int32Array[] {
  const { groups, items, groupKeys } = events;
  if (groups === undefined) return [Int32Array.from(items, (_, i) => i)];
  const sizes = new Int32Array(groupKeys.length);
  for (const group of groups) sizes[group]!++;
  const indices = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  groups.forEach((group, i) => (indices[group]![sizes[group]!++] = i));
  return indices;
}

function countLate(indices: Int32Array, times: Float64Array): number {
  let late = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (const i of indices) {
    if (times[i]! < latest) late++;
    else latest = times[i]!;
  }
  return late;
}

function refuseOrder({ file, lines }: Events, indices: Int32Array, times: Float64Array): never {
  const at = indices.findIndex((i, n) => n > 0 && times[i]! < times[indices[n - 1]!]!);
  const [before, late] = [indices[at - 1]!, indices[at]!];
  const [lineBefore, line] = [lines[before]!, lines[late]!];
  const [timeBefore, time] = [formatTime(times[before]!), formatTime(times[late]!)];
  fail(
    'data/time-order',
    `${file}, line ${line}: ${time} comes after ${timeBefore} on line ${lineBefore}; sort the file by time, or allow it to be sorted`,
    { file, line, time, lineBefore, timeBefore },
  );
}

function cutAtGaps(indices: Int32Array, times: Float64Array | undefined, gap: number | undefined): Int32Array[] {
  if (times === undefined || gap === undefined) return [indices];
  const parts: Int32Array[] = [];
  let start = 0;
  for (let n = 1; n <= indices.length; n++) {
    if (n < indices.length && times[indices[n]!]! - times[indices[n - 1]!]! <= gap) continue;
    parts.push(indices.subarray(start, n));
    start = n;
  }
  return parts;
}

function pick(events: Events, indices: Int32Array, group: string, key: string): Sequence {
  const { items, times, lines } = events;
  const picked = { key, group, items: indices.map((i) => items[i]!), lines: indices.map((i) => lines[i]!) };
  return times === undefined ? picked : { ...picked, times: Float64Array.from(indices, (i) => times[i]!) };
}
