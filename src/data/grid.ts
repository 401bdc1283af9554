import { expect, fail } from '../util/errors.ts';
import type { Sequence } from './sessions.ts';
import { day, formatDuration, formatTime } from './time.ts';

/** More slots than this, and more than a thousand an event, count as a mistake. */
const manySlots = 1_000_000;
/** More than this are refused however many events there are: they would not fit into the memory. */
const mostSlots = 10_000_000;

/**
 * Lays a sequence on a grid of one slot every `every` milliseconds: `items[i]` is what happened in the slot that begins
 * at `times[i]`, −1 where nothing did (`lines[i]` is 0 there). An event between two slots counts to the earlier one: with
 * a day, any time of the day (in UTC) is that day. Slots begin at midnight of the first event's day, so that weeks are
 * counted from the first event. Two events in one slot are the error `data/grid-collision`, times that fall (which
 * `toSequences` leaves with the order of the file) `data/time-order`.
 */
export function grid(sequence: Sequence, every: number, file = 'the data'): Sequence {
  const { times, items, lines, key, group } = sequence;
  expect(times !== undefined, 'usage/grid', () => 'a grid needs the time of every event; name a time column');
  expect(every > 0, 'usage/grid', () => `a grid needs a step above zero, got ${every}`, { every });
  if (times.length === 0) return sequence;
  refuseFalling(sequence, times, file);
  const origin = Math.floor(times[0]! / day) * day;
  const slotOf = (i: number) => Math.floor((times[i]! - origin) / every);
  const first = slotOf(0);
  const count = slotOf(times.length - 1) - first + 1;
  refuseTooFine(count, every, sequence, times, file);
  const laid = new Int32Array(count).fill(-1);
  const laidLines = new Int32Array(count);
  const from = new Int32Array(count);
  for (let i = 0; i < times.length; i++) {
    const slot = slotOf(i) - first;
    if (laid[slot] !== -1) collide(sequence, times, [from[slot]!, i], every, file);
    laid[slot] = items[i]!;
    laidLines[slot] = lines[i]!;
    from[slot] = i;
  }
  const slots = Float64Array.from({ length: count }, (_, slot) => origin + (first + slot) * every);
  return { key, group, items: laid, times: slots, lines: laidLines };
}

function refuseFalling(sequence: Sequence, times: Float64Array, file: string): void {
  const at = times.findIndex((time, i) => i > 0 && time < times[i - 1]!);
  if (at < 0) return;
  const [lineBefore, line] = [sequence.lines[at - 1]!, sequence.lines[at]!];
  const [timeBefore, time] = [formatTime(times[at - 1]!), formatTime(times[at]!)];
  fail(
    'data/time-order',
    `${file}, line ${line}${named(sequence)}: ${time} comes after ${timeBefore} on line ${lineBefore}, and a grid needs times ` +
      'that rise; sort the file by time, or allow it to be sorted with data.order: sort',
    { file, line, time, lineBefore, timeBefore, group: sequence.key },
  );
}

function refuseTooFine(slots: number, every: number, sequence: Sequence, times: Float64Array, file: string): void {
  const events = times.length;
  if (slots <= manySlots || (slots <= mostSlots && slots <= events * 1000)) return;
  const [from, to] = [formatTime(times[0]!), formatTime(times[events - 1]!)];
  fail(
    'data/grid-too-fine',
    `${file}${named(sequence)}: one slot every ${formatDuration(every)} from ${from} to ${to} makes ${slots} slots for ` +
      `${events} events; take a longer step, or check the times`,
    { file, group: sequence.key, every: formatDuration(every), from, to, slots, events },
  );
}

function collide(sequence: Sequence, times: Float64Array, pair: [number, number], every: number, file: string): never {
  const [lineBefore, line] = pair.map((i) => sequence.lines[i]!) as [number, number];
  const [timeBefore, time] = pair.map((i) => formatTime(times[i]!)) as [string, string];
  fail(
    'data/grid-collision',
    `${file}, lines ${lineBefore} and ${line}${named(sequence)}: two events, of ${timeBefore} and ${time}, fall in one slot ` +
      `of ${formatDuration(every)}; keep one of them, name a group column, or take a shorter step`,
    { file, lineBefore, line, timeBefore, time, group: sequence.key, every: formatDuration(every) },
  );
}

function named({ key }: Sequence): string {
  return key === '' ? '' : ` (${key})`;
}
