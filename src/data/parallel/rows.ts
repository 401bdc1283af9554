import { fail } from '../../util/errors.ts';
import type { MissingRule } from '../labelled/labelled-text.ts';
import { requireColumns, type Row } from '../row.ts';
import type { SentencePair } from './pair.ts';

export interface PairColumns extends MissingRule {
  /** Named in messages. */
  readonly file: string;
  readonly source: string;
  /** Without it, sources alone. */
  readonly target?: string | undefined;
}

/**
 * Pairs of the rows of a table, a row each. Texts are composed (NFC). Only what is blank is missing: "NA" may be a text.
 * @throws `data/missing-column`, and `data/missing-value` for a blank cell unless those rows are left out.
 */
export async function* readPairRows(rows: AsyncIterable<Row>, columns: PairColumns): AsyncGenerator<SentencePair> {
  const { file, missing, onSkip } = columns;
  const wanted = columns.target === undefined ? [columns.source] : [columns.source, columns.target];
  let first = true;
  for await (const { line, cells } of rows) {
    if (first) requireColumns({ line, cells }, wanted, file);
    first = false;
    const [source = '', target = ''] = wanted.map((column) => String(cells[column] ?? '').normalize('NFC'));
    const blank = wanted.find((column) => String(cells[column] ?? '').trim() === '');
    if (blank === undefined) yield { source, target, file, line };
    else if (missing === 'skip') onSkip?.();
    else {
      fail(
        'data/missing-value',
        `${file}, line ${line}: column "${blank}" is empty; fill it in, or leave such rows out (data.missing: skip)`,
        { file, line, column: blank },
      );
    }
  }
}
