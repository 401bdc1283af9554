import { fail } from '../../util/errors.ts';
import { requireColumns, type Row } from '../row.ts';
import type { LabelledText, MissingRule } from './labelled-text.ts';

export interface TextColumns extends MissingRule {
  /** Named in messages. */
  readonly file: string;
  readonly text: string;
  /** The column with the label, or with the value; without one `label` is ''. */
  readonly label?: string | undefined;
}

/**
 * Texts and labels from the rows of a table. Only what is blank is missing: "none" may be a label, and "NA" a text.
 * @throws `data/missing-column`, and `data/missing-value` for a blank cell unless those rows are left out.
 */
export async function* readLabelledRows(rows: AsyncIterable<Row>, columns: TextColumns): AsyncGenerator<LabelledText> {
  const { file, text: textColumn, label: labelColumn, missing, onSkip } = columns;
  const wanted = labelColumn === undefined ? [textColumn] : [textColumn, labelColumn];
  let first = true;
  for await (const row of rows) {
    if (first) requireColumns(row, wanted, file);
    first = false;
    const [text = '', label = ''] = wanted.map((column) => String(row.cells[column] ?? ''));
    const blank = wanted.find((column) => String(row.cells[column] ?? '').trim() === '');
    if (blank === undefined) yield { text, label: label.trim(), file, line: row.line };
    else if (missing === 'skip') onSkip?.();
    else {
      fail(
        'data/missing-value',
        `${file}, line ${row.line}: column "${blank}" is empty; fill it in, or leave such rows out (data.missing: skip)`,
        { file, line: row.line, column: blank },
      );
    }
  }
}
