import { fail } from '../util/errors.ts';
import { isMissing, type Cell, type Row } from './row.ts';
import { parseTime } from './time.ts';

/** What a column holds: names out of a set, measurements, points in time, or prose. */
export const columnTypes = ['category', 'number', 'time', 'text'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** The type of each column, by name. */
export type Schema = Readonly<Record<string, ColumnType>>;

/** What a sample of rows tells about a column. */
export interface ColumnGuess {
  name: string;
  type: ColumnType;
  /** Different values in the sample. */
  distinct: number;
  /** Empty cells in the sample. */
  missing: number;
  /** The first few different values. */
  examples: string[];
}

/** Guesses the type of every column from a sample of rows (a few hundred will do). */
export function guessSchema(rows: readonly Row[]): ColumnGuess[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row.cells)));
  return Array.from(names, (name) => guessColumn(name, rows));
}

function guessColumn(name: string, rows: readonly Row[]): ColumnGuess {
  const cells = rows.map((row) => row.cells[name]).filter((cell) => !isMissing(cell)) as Cell[];
  const values = new Set(cells.map(String));
  return {
    name,
    type: guessType(name, cells, values),
    distinct: values.size,
    missing: rows.length - cells.length,
    examples: [...values].slice(0, 5),
  };
}

const timeName = /time|date|stamp|일시|일자|날짜|시각|시간/i;
const idName = /(?:^|[^a-z])(?:id|code|no|key)$|(?:Id|ID|Code|Key)$|번호|코드/;
/** 1990 to 2100, in seconds. */
const [earliest, latest] = [631_152_000, 4_102_444_800];

function guessType(name: string, cells: readonly Cell[], values: ReadonlySet<string>): ColumnType {
  if (cells.length === 0) return 'category';
  if (cells.every((cell) => isTime(cell, timeName.test(name)))) return 'time';
  if (cells.every((cell) => !Number.isNaN(parseNumber(cell)))) {
    const whole = cells.every((cell) => Number.isInteger(Number(cell)));
    return whole && idName.test(name) ? 'category' : 'number';
  }
  const letters = cells.reduce<number>((sum, cell) => sum + String(cell).length, 0) / cells.length;
  const words = cells.reduce<number>((sum, cell) => sum + String(cell).trim().split(/\s+/).length, 0) / cells.length;
  const prose = letters > 40 || (words > 3 && values.size > cells.length / 2);
  return prose ? 'text' : 'category';
}

/** Plain numbers count as times only where the column's name says so and they lie in 1990 to 2100. */
function isTime(cell: Cell, named: boolean): boolean {
  const time = parseTime(cell);
  if (time === undefined) return false;
  const text = String(cell).trim();
  const plausible = time >= earliest * 1000 && time <= latest * 1000;
  if (/^\d{8}$/.test(text)) return plausible;
  return /^-?[\d.]+(?:e[+-]?\d+)?$/i.test(text) && !/^\d{4}\.\d+\.\d+$/.test(text) ? named && plausible : true;
}

/** The number in a cell; NaN when there is none. Thousands separators and units are not read. */
export function parseNumber(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(cell) ? Number(cell) : Number.NaN;
}

/** The number in a cell, NaN for a missing value; anything else is the error `data/not-a-number`. */
export function readNumber(cell: Cell | undefined, where: { file: string; line: number; column: string }): number {
  if (cell === undefined || isMissing(cell)) return Number.NaN;
  const value = parseNumber(cell);
  if (Number.isFinite(value)) return value;
  const { file, line, column } = where;
  const got = String(cell);
  return fail(
    'data/not-a-number',
    `${file}, line ${line}: "${got}" in column "${column}" is not a number; write it as 1234.5, without units or thousands separators`,
    { file, line, column, got },
  );
}

/** The columns that are likely to be meant, for a first config. */
export interface ColumnRoles {
  item?: string;
  time?: string;
  group?: string;
}

const groupName = /session|user|customer|client|visitor|member|group|device|machine|세션|사용자|고객|회원|손님/i;
const itemName = /item|product|article|dish|menu|event|page|track|song|상품|메뉴|품목|음식|이벤트/i;

/**
 * Which column names the item, which the time, which the group: by type, then by name. A group is only guessed where the
 * name says so; without one, all events are one sequence.
 */
export function guessRoles(columns: readonly ColumnGuess[]): ColumnRoles {
  const of = (type: ColumnType) => columns.filter((column) => column.type === type);
  const time = of('time')[0]?.name;
  const names = [...of('category'), ...of('number'), ...of('text')];
  const group = names.find(({ name, type }) => type !== 'text' && groupName.test(name))?.name;
  const others = names.filter(({ name }) => name !== group);
  const item = (others.find(({ name }) => itemName.test(name)) ?? others[0])?.name;
  return {
    ...(item === undefined ? {} : { item }),
    ...(time === undefined ? {} : { time }),
    ...(group === undefined ? {} : { group }),
  };
}
