import { fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';

/** A cell as it stands in the file: text, or in JSONL a number. */
export type Cell = string | number;

/** One row of a table: the line it begins on (1-based) and its cells by column name. */
export interface Row {
  readonly line: number;
  /** Has no prototype, so that a column may be called anything. In JSONL a key that a line lacks is absent. */
  readonly cells: Readonly<Record<string, Cell>>;
}

/** Makes records without a prototype that are as fast as objects of a class. */
export const Cells = /* @__PURE__ */ makeCells();

function makeCells(): new () => Record<string, Cell> {
  const Cells = function () {} as unknown as new () => Record<string, Cell>;
  Cells.prototype = Object.create(null);
  return Cells;
}

/** A line, or a quoted cell, may be this many characters long. */
export const longestRecord = 16 * 1024 * 1024;

/** Throws `data/format`: a line is longer than {@link longestRecord}. */
export function endlessLine(file: string, line: number): never {
  fail(
    'data/format',
    `${file}, line ${line}: the line does not end within ${longestRecord} characters; is this a table?`,
    { file, line, limit: longestRecord },
  );
}

/** Throws `data/missing-column`, with the nearest name, unless the row has every one of the columns. */
export function requireColumns(row: Row, wanted: readonly string[], file: string): void {
  const columns = Object.keys(row.cells);
  for (const column of wanted) {
    if (columns.includes(column)) continue;
    const near = nearest(column, columns, 1);
    fail(
      'data/missing-column',
      `${file} has no column "${column}"; its columns are ${columns.map((name) => `"${name}"`).join(', ')}${suggestion(near)}`,
      { file, column, columns, nearest: near[0], line: row.line },
    );
  }
}

/** Whether a cell says nothing: absent, blank, or one of the usual marks of a missing value. */
export function isMissing(cell: Cell | undefined): boolean {
  if (cell === undefined) return true;
  if (typeof cell === 'number') return Number.isNaN(cell);
  return /^\s*(?:|na|n\/a|nan|null|none|nil)\s*$/i.test(cell);
}
