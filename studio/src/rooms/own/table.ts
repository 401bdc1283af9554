import { guessRoles, guessSchema, readRows, type ColumnGuess, type Row } from 'elman-rnn/data';
import { loadTask } from 'elman-rnn/tasks';
import { fileContext } from './file-host.ts';

/** A table as it was understood at first sight. */
export interface Table {
  readonly kind: 'table';
  readonly file: string;
  readonly bytes: number;
  readonly columns: readonly ColumnGuess[];
  /** What each part is played by; absent where no column looks like it. */
  readonly roles: { readonly item?: string; readonly time?: string; readonly group?: string };
  /** The first rows, with the lines that they begin on, their cells in the order of the columns. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** What `elman init` would write. */
  readonly guessed: { readonly cell: string; readonly hidden: number };
}

/** From so many rows columns are guessed, as `elman init` does. */
const GUESSED_ROWS = 1000;
const SHOWN_ROWS = 6;

/** Reads the first rows of a table. Throws `data/…` where it is none, with the line. */
export async function lookAtTable(file: Blob, name: string): Promise<Table> {
  const { context } = fileContext(file);
  const rows: Row[] = [];
  for await (const row of readRows(context.host.open(name), { file: name })) {
    rows.push(row);
    if (rows.length === GUESSED_ROWS) break;
  }
  const columns = guessSchema(rows);
  const module = await loadTask('next-item');
  const { model } = await module.guess(name, context);
  const guessed = Object.fromEntries(model.map(({ key, value }) => [key, value]));
  return {
    kind: 'table',
    file: name,
    bytes: file.size,
    columns,
    roles: guessRoles(columns),
    rows: rows.slice(0, SHOWN_ROWS).map(({ line, cells }) => ({
      line,
      cells: columns.map((column) => String(cells[column.name] ?? '')),
    })),
    guessed: { cell: String(guessed['cell']), hidden: Number(guessed['hidden']) },
  };
}
