import { fail } from '../../util/errors.ts';
import type { MissingRule } from '../labelled/labelled-text.ts';
import { requireColumns, type Row } from '../row.ts';
import { cleaned, partCalled, type Captioned } from './captioned.ts';
import { Gathered } from './gathered.ts';

export interface CaptionColumns extends MissingRule {
  /** Named in messages. */
  readonly file: string;
  /** The column with the path or number of the image; without one each row is of an image of its own, `#0`, `#1`, … */
  readonly image?: string | undefined;
  readonly caption: string;
  /** The column with the part of the image; rows in which it is blank belong to none, and are passed over. */
  readonly part?: string | undefined;
}

/**
 * Captions of the rows of a table, a caption a row. An image may have several rows, wherever they stand; images are in
 * the order of their first. Only what is blank is missing: "none" may be a caption.
 * @throws `data/missing-column`; `data/missing-value` for a row without image or caption, unless those are left out;
 *   `data/caption-part` for a part that there is not, `data/caption-parts` for an image in two; `data/empty`.
 */
export async function readCaptionRows(rows: AsyncIterable<Row>, columns: CaptionColumns): Promise<Captioned[]> {
  const { file, image, caption, part, missing, onSkip } = columns;
  const [needed, wanted] = [
    [image, caption],
    [image, caption, part],
  ].map((names) => names.filter((name) => name !== undefined)) as [string[], string[]];
  const gathered = new Gathered();
  let number = -1;
  for await (const { line, cells } of rows) {
    if (++number === 0) requireColumns({ line, cells }, wanted, file);
    const text = (column: string): string => String(cells[column] ?? '').trim();
    const inPart = part === undefined ? undefined : text(part);
    if (inPart === '') continue;
    const blank = needed.find((column) => text(column) === '');
    if (blank === undefined) {
      gathered.add({
        image: image === undefined ? `#${number}` : text(image),
        caption: cleaned(text(caption)),
        part: inPart === undefined ? undefined : partCalled(inPart, { file, line }),
        file,
        line,
      });
    } else if (missing === 'skip') onSkip?.();
    else {
      fail(
        'data/missing-value',
        `${file}, line ${line}: column "${blank}" is empty; fill it in, or leave such rows out (data.missing: skip)`,
        { file, line, column: blank },
      );
    }
  }
  return gathered.all(file);
}
