import { fail, messageOf } from '../util/errors.ts';
import { Cells, endlessLine, longestRecord, type Cell, type Row } from './row.ts';

/**
 * Rows of JSON Lines text (one object a line), in blocks. Strings and numbers are cells as they are; `true` and `false`
 * become those words, `null` an empty cell, lists and objects their JSON text. Empty lines are skipped. A line without an end is
 * the error `data/format`.
 */
export async function* parseJsonl(chunks: AsyncIterable<string>, file: string): AsyncGenerator<Row[]> {
  let rest: string[] = [];
  /** Characters in `rest`. */
  let held = 0;
  let line = 1;
  for await (const chunk of chunks) {
    const lines = chunk.split('\n');
    const open = lines.pop()!;
    held = lines.length === 0 ? held + open.length : open.length;
    if (lines.length === 0) {
      if (held > longestRecord) endlessLine(file, line);
      rest.push(open);
      continue;
    }
    lines[0] = rest.join('') + lines[0]!;
    rest = [open];
    const rows: Row[] = [];
    for (const text of lines) readLine(text, line++, rows, file);
    if (rows.length > 0) yield rows;
  }
  const rows: Row[] = [];
  readLine(rest.join(''), line, rows, file);
  if (rows.length > 0) yield rows;
}

function readLine(text: string, line: number, rows: Row[], file: string): void {
  if (text.length > longestRecord) endlessLine(file, line);
  if (text.trim() === '') return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const reason = messageOf(thrown);
    fail(
      'data/jsonl',
      `${file}, line ${line}: not a JSON object (${reason}); each line has to hold one, as {"dish": "soup"}`,
      {
        file,
        line,
        got: text.slice(0, 80),
        reason,
      },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const got = text.trim().slice(0, 80);
    fail(
      'data/jsonl',
      `${file}, line ${line}: each line has to hold one JSON object, as {"dish": "soup"}, but this holds ${got}`,
      {
        file,
        line,
        got,
      },
    );
  }
  const cells = new Cells();
  for (const [name, cell] of Object.entries(value)) cells[name] = toCell(cell);
  rows.push({ line, cells });
}

function toCell(value: unknown): Cell {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value === null) return '';
  return JSON.stringify(value);
}
