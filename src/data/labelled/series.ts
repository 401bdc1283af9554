import { expect, fail } from '../../util/errors.ts';
import { isMissing, requireColumns, type Row } from '../row.ts';
import { readNumber } from '../schema.ts';
import { readTime } from '../time.ts';

export interface SeriesColumns {
  /** Named in messages. */
  readonly file: string;
  /** The columns with the measurements; `rest`: all that have no other part to play. */
  readonly features: readonly string[] | 'rest';
  /** The column that tells sequences apart. */
  readonly group: string;
  /** The column with the label, or with the value; without one `label` is ''. */
  readonly label?: string | undefined;
  /** The column that rows of a group are put in order by; without one the order is that of the file. */
  readonly time?: string | undefined;
  /** What to do with a row in which a measurement is missing: stop, or leave it out and count it. */
  readonly missing: 'error' | 'skip';
  readonly onSkip?: (() => void) | undefined;
}

/** A sequence of measurements with one label. */
export interface LabelledSeries {
  readonly group: string;
  readonly label: string;
  /** [length, columns], row-major. */
  readonly values: Float32Array;
  readonly length: number;
  readonly file: string;
  /** Where its first row stands. */
  readonly line: number;
  /** Where each row stands, in the order of `values`. */
  readonly lines: readonly number[];
}

interface Open {
  readonly group: string;
  readonly label: string;
  readonly line: number;
  readonly steps: { readonly time: number; readonly line: number; readonly values: readonly number[] }[];
}

/**
 * Sequences of measurements from the rows of a table: each value of the group column is one, in the order of their first
 * rows. The rows of a group need not stand together.
 * @throws `data/missing-column`, `data/missing-value`, `data/not-a-number`, `data/time-unreadable` by file and line, and
 *   `data/label-changes` when a group has two labels.
 */
export async function readLabelledSeries(
  rows: AsyncIterable<Row>,
  given: SeriesColumns,
): Promise<{ columns: readonly string[]; series: LabelledSeries[] }> {
  const { file, group, label, time, missing, onSkip } = given;
  const roles = [group, label, time].filter((column) => column !== undefined);
  let columns: readonly string[] | undefined;
  const groups = new Map<string, Open>();
  for await (const row of rows) {
    if (columns === undefined) {
      columns =
        given.features === 'rest' ? Object.keys(row.cells).filter((name) => !roles.includes(name)) : given.features;
      requireColumns(row, [...roles, ...columns], file);
    }
    const where = (column: string) => ({ file, line: row.line, column });
    for (const column of roles) if (String(row.cells[column] ?? '').trim() === '') blank(where(column));
    if (missing === 'skip' && columns.some((column) => isMissing(row.cells[column]))) {
      onSkip?.();
      continue;
    }
    const values = columns.map((column) => {
      const value = readNumber(row.cells[column], where(column));
      return Number.isNaN(value) ? blank(where(column)) : value;
    });
    const name = String(row.cells[group]);
    const own = label === undefined ? '' : String(row.cells[label]).trim();
    let open = groups.get(name);
    if (open === undefined) groups.set(name, (open = { group: name, label: own, line: row.line, steps: [] }));
    if (open.label !== own) changed(open, own, row.line, given);
    open.steps.push({ time: time === undefined ? 0 : readTime(row.cells[time], where(time)), line: row.line, values });
  }
  expect(columns !== undefined && groups.size > 0, 'data/empty', () => `${file} holds no rows`, { file });
  return { columns, series: Array.from(groups.values(), (open) => closed(open, file)) };
}

function closed({ group, label, line, steps }: Open, file: string): LabelledSeries {
  const inOrder = steps.toSorted((a, b) => a.time - b.time); // a stable sort
  return {
    group,
    label,
    values: Float32Array.from(inOrder.flatMap(({ values }) => values)),
    length: steps.length,
    file,
    line,
    lines: inOrder.map((step) => step.line),
  };
}

function blank({ file, line, column }: { file: string; line: number; column: string }): never {
  return fail(
    'data/missing-value',
    `${file}, line ${line}: column "${column}" is empty; fill it in, or leave such rows out (data.missing: skip)`,
    { file, line, column },
  );
}

function changed(open: Open, label: string, line: number, { file, group, label: column }: SeriesColumns): never {
  return fail(
    'data/label-changes',
    `${file}, line ${line}: "${open.group}" (column "${group}") has ${column} "${label}" here, but "${open.label}" on line ${open.line}; a sequence has one label`,
    { file, line, group: open.group, column, label, before: open.label, lineBefore: open.line },
  );
}
