import { expect, fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import { parseCsv, type CsvOptions } from './csv.ts';
import { parseJsonl } from './jsonl.ts';
import type { Row } from './row.ts';
import { decodeText, gunzipped, joinBytes, type ByteSource } from './text-source.ts';

export const tableFormats = ['csv', 'tsv', 'jsonl'] as const;
export type TableFormat = (typeof tableFormats)[number];

export interface ReadOptions {
  /** The name of the file: it stands in messages, and its ending tells the format. */
  file: string;
  /** Overrides what the name or the content tells. */
  format?: TableFormat | undefined;
  /** What parts the cells of CSV; guessed from the header row when absent. */
  delimiter?: string | undefined;
  /** The names of the columns, for CSV and TSV without a header row. */
  columns?: readonly string[] | undefined;
  /** `false` where a double quote in CSV or TSV is a letter as any other. */
  quotes?: boolean | undefined;
}

/**
 * The rows of a table, one at a time, in constant memory. CSV, TSV and JSON Lines, also gzipped; UTF-8 only.
 * The format is the one asked for, else the one of the file name, else what the first bytes look like.
 */
export async function* readRows(source: ByteSource, options: ReadOptions): AsyncGenerator<Row> {
  for await (const block of readRowBlocks(source, options)) yield* block;
}

/** {@link readRows} in blocks of as many rows as came together: faster for millions of rows. */
export async function* readRowBlocks(source: ByteSource, options: ReadOptions): AsyncGenerator<Row[]> {
  const { file } = options;
  const [head, bytes] = await peek(gunzipped(source, file), 4096);
  expect(head.length > 0, 'data/empty', () => `${file} is empty`, { file });
  refuseBinary(head, file);
  const format = checkFormat(options.format) ?? formatOfName(file) ?? formatOfContent(head);
  const text = decodeText(bytes, file);
  let rows = 0;
  for await (const block of format === 'jsonl' ? parseJsonl(text, file) : parseCsv(text, csvOptions(options, format))) {
    rows += block.length;
    yield block;
  }
  const what = format === 'jsonl' || options.columns !== undefined ? 'holds no rows' : 'holds no rows below its header';
  expect(rows > 0, 'data/empty', () => `${file} ${what}`, { file });
}

function csvOptions({ file, delimiter, columns, quotes = true }: ReadOptions, format: TableFormat): CsvOptions {
  const between = delimiter ?? (format === 'tsv' ? '\t' : undefined);
  return { file, delimiter: between, columns, quotes };
}

/** The format that a file name tells by its ending (`.gz` aside); undefined when it tells none. */
export function formatOfName(file: string): TableFormat | undefined {
  const ending = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending === 'tsv' || ending === 'tab') return 'tsv';
  if (ending === 'jsonl' || ending === 'ndjson') return 'jsonl';
  return undefined;
}

function formatOfContent(head: Uint8Array): TableFormat {
  const start = new TextDecoder().decode(head).trimStart();
  return start.startsWith('{') ? 'jsonl' : 'csv';
}

function checkFormat(format: string | undefined): TableFormat | undefined {
  const known = tableFormats.find((name) => name === format);
  if (known !== undefined || format === undefined) return known;
  const near = nearest(format, tableFormats, 1);
  return fail('data/format', `no table format "${format}"; there are ${tableFormats.join(', ')}${suggestion(near)}`, {
    format,
    formats: tableFormats,
    nearest: near[0],
  });
}

const signatures: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a zip file (perhaps an .xlsx workbook)'],
  ['PAR1', 'a Parquet file'],
  ['\u00D0\u00CF\u0011\u00E0', 'an old Excel workbook'],
  ['SQLite format 3', 'a SQLite database'],
  ['%PDF', 'a PDF'],
];

function refuseBinary(head: Uint8Array, file: string): void {
  const start = String.fromCharCode(...head.subarray(0, 16));
  for (const [signature, what] of signatures) {
    if (!start.startsWith(signature)) continue;
    fail('data/format', `${file} is ${what}; save it as CSV (UTF-8) first`, { file, what });
  }
  if (head.includes(0) && !/^(?:\u00FF\u00FE|\u00FE\u00FF)/.test(start)) {
    fail('data/format', `${file} holds zero bytes, so it is not text; a table is CSV, TSV or JSON Lines`, {
      file,
      what: 'binary',
    });
  }
}

/** The first bytes of a source, and the whole source again. */
async function peek(
  source: AsyncGenerator<Uint8Array>,
  size: number,
): Promise<[Uint8Array, AsyncIterable<Uint8Array>]> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < size) {
    const next = await source.next();
    if (next.done === true) break;
    head = joinBytes(head, next.value);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield head;
      yield* source;
    } finally {
      await source.return(undefined);
    }
  }
  return [head, whole()];
}
