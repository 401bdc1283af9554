import { fail } from '../util/errors.ts';
import type { Cell } from './row.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
export const day = 24 * hour;

const dateAndTime =
  /^(\d{4})([-./])\s?(\d{1,2})(?:\2\s?(\d{1,2})\.?)?(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(?:(Z|z)|([+-])(\d{2}):?(\d{2})?)?)?$/;

/**
 * A point in time as milliseconds since 1970 in UTC, or undefined when the cell is none. Read are
 * `2026-11-25`, `2026.11.25`, `2026/11/25`, `20261125`, `2026-11`, each date also with a time (`2026-11-25T09:30`,
 * `2026-11-25 09:30:00.5+09:00`, `20261125093000`), and numbers: seconds since 1970 (with a fraction) below 100 thousand
 * million, milliseconds from there to a thousand times that. Without an offset a time is taken as UTC.
 * A number of exactly eight digits is a date.
 */
export function parseTime(cell: Cell): number | undefined {
  const text = String(cell).trim();
  const parts = dateAndTime.exec(text);
  if (parts !== null) return fromParts(parts);
  if (/^\d{8}$/.test(text)) return fromDate(+text.slice(0, 4), +text.slice(4, 6), +text.slice(6));
  if (/^\d{14}$/.test(text)) {
    const date = fromDate(+text.slice(0, 4), +text.slice(4, 6), +text.slice(6, 8));
    const clock = fromClock(+text.slice(8, 10), +text.slice(10, 12), +text.slice(12));
    return date === undefined || clock === undefined ? undefined : date + clock;
  }
  if (!/^-?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  const size = Math.abs(value);
  if (size >= 1e14) return undefined;
  // Through whole microseconds, so that 1396860669.277 s is 1396860669277 ms exactly.
  return size < 1e11 ? Math.round(value * 1e6) / 1e3 : value;
}

/** {@link parseTime}, or `data/time-unreadable`. */
export function readTime(cell: Cell | undefined, where: { file: string; line: number; column: string }): number {
  const time = cell === undefined ? undefined : parseTime(cell);
  if (time !== undefined) return time;
  const { file, line, column } = where;
  const got = String(cell ?? '');
  return fail(
    'data/time-unreadable',
    `${file}, line ${line}: "${got}" in column "${column}" is not a time; write it as 2026-11-25, 2026-11-25T09:30:00, ` +
      `2026.11.25, 20261125 or as seconds or milliseconds since 1970`,
    { file, line, column, got },
  );
}

/** `2026-11-25`, or with the time of day where there is one: `2026-11-25T09:30:00Z`. */
export function formatTime(time: number): string {
  const text = new Date(time).toISOString();
  if (text.endsWith('T00:00:00.000Z')) return text.slice(0, -14);
  return text.replace('.000Z', 'Z');
}

const units: Readonly<Record<string, number>> = { ms: 1, s: second, m: minute, h: hour, d: day, w: 7 * day };

/** A length of time in milliseconds: `500ms`, `45s`, `30m`, `12h`, `1d`, `1.5d`, `1w`. */
export function parseDuration(text: string, key?: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)\s*$/.exec(text) ?? [];
  const length = Number(number) * (units[unit ?? ''] ?? Number.NaN);
  if (length > 0) return length;
  const at = key === undefined ? '' : `${key}: `;
  return fail(
    'config/duration',
    `${at}"${text}" is not a length of time; write a number and a unit, as 30m, 12h, 1d or 1w (ms, s, m, h, d, w)`,
    { got: text, key },
  );
}

/** `1d`, `12h`, `90m`: a length of time in its largest whole unit. */
export function formatDuration(ms: number): string {
  const [unit, length] = ['w', 'd', 'h', 'm', 's']
    .map((unit) => [unit, units[unit] ?? 1] as const)
    .find(([, length]) => ms % length === 0) ?? ['ms', 1];
  return `${ms / length}${unit}`;
}

function fromParts(parts: RegExpExecArray): number | undefined {
  const [, year, , month, dayOfMonth, hours, minutes, seconds, fraction, , sign, offsetHours, offsetMinutes] = parts;
  const date = fromDate(Number(year), Number(month), Number(dayOfMonth ?? 1));
  const clock = fromClock(Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0));
  if (date === undefined || clock === undefined) return undefined;
  const offset = fromClock(Number(offsetHours ?? 0), Number(offsetMinutes ?? 0), 0);
  if (offset === undefined) return undefined;
  // Microseconds at most: what is finer does not fit beside the date in a number.
  const part = Math.round(Number(`0.${fraction ?? 0}`) * 1e6) / 1e3;
  return date + clock + part - (sign === '-' ? -offset : offset);
}

function fromClock(hours: number, minutes: number, seconds: number): number | undefined {
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return hours * hour + minutes * minute + seconds * second;
}

function fromDate(year: number, month: number, dayOfMonth: number): number | undefined {
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, month)) return undefined;
  // Days since 1970 in the Gregorian calendar, counted in years that begin in March (Hinnant, "chrono-compatible algorithms").
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146097 + dayOfEra - 719468) * day;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
