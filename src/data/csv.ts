import Papa from 'papaparse';
import { fail } from '../util/errors.ts';
import { Cells, endlessLine, longestRecord, type Row } from './row.ts';

export interface CsvOptions {
  /** Named in messages. */
  file: string;
  /** What parts the cells; guessed from the first rows when absent. */
  delimiter?: string | undefined;
  /** The names of the columns, for a file without a header row. */
  columns?: readonly string[] | undefined;
  /** Whether cells may stand in double quotes; where they may not, a quote is a letter as any other. */
  quotes?: boolean | undefined;
}

const sampleSize = 64 * 1024;
const delimiters = [',', '\t', ';', '|'];

/**
 * Rows of comma-, tab-, semicolon- or bar-separated text, in blocks. Quoted cells may hold delimiters, line breaks and
 * doubled quotes (RFC 4180). Line breaks may be LF, CRLF, a mixture, or CR alone. Empty lines are skipped.
 * Holds one chunk and one unfinished row at a time.
 */
export async function* parseCsv(chunks: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<Row[]> {
  const { file } = options;
  let dialect: Dialect | undefined;
  let table: Table | undefined;
  let rest = '';
  let line = 1;
  let parseAt = 0;

  function* take(final: boolean): Generator<Row[]> {
    dialect ??= guessDialect(rest, options);
    table ??= new Table(options, dialect.delimiter);
    const { records, used, line: next } = parseRecords(rest, line, final, dialect, file);
    const rows = table.add(records);
    rest = rest.slice(used);
    line = next;
    if (!final && rest.length > longestRecord) endlessRecord(rest, line, dialect, file);
    // While a row goes on, wait until the text has doubled, so that a long cell is not read over and over.
    parseAt = Math.min(rest.length * 2, longestRecord);
    if (rows.length > 0) yield rows;
  }

  for await (const chunk of chunks) {
    rest += chunk;
    const wanted = dialect === undefined ? sampleSize : parseAt;
    if (rest.length >= wanted) yield* take(false);
  }
  if (rest !== '') yield* take(true);
}

interface Dialect {
  delimiter: string;
  newline: '\n' | '\r';
  quotes: boolean;
}

interface CsvRecord {
  line: number;
  cells: string[];
}

/** The names of the columns, and rows made with them. */
class Table {
  readonly #file: string;
  readonly #delimiter: string;
  #columns: readonly string[] | undefined;

  constructor(options: CsvOptions, delimiter: string) {
    this.#file = options.file;
    this.#delimiter = delimiter;
    this.#columns = options.columns;
  }

  add(records: CsvRecord[]): Row[] {
    const rows: Row[] = [];
    for (const record of records) {
      if (this.#columns === undefined) this.#columns = readHeader(record, this.#file);
      else rows.push(this.#row(record, this.#columns));
    }
    return rows;
  }

  #row({ line, cells }: CsvRecord, columns: readonly string[]): Row {
    if (cells.length !== columns.length) {
      const [file, delimiter] = [this.#file, this.#delimiter === '\t' ? 'tab' : `"${this.#delimiter}"`];
      fail(
        'data/csv-cells',
        `${file}, line ${line}: ${count(cells.length, 'cell')}, but there ${columns.length === 1 ? 'is' : 'are'} ` +
          `${count(columns.length, 'column')} (${columns.join(', ')}); ` +
          `cells are parted by ${delimiter}, and one that holds ${delimiter} itself has to stand in double quotes`,
        { file, line, got: cells.length, expected: columns.length, columns, delimiter: this.#delimiter },
      );
    }
    const named = new Cells();
    for (let i = 0; i < columns.length; i++) named[columns[i]!] = cells[i]!;
    return { line, cells: named };
  }
}

function readHeader({ line, cells }: CsvRecord, file: string): string[] {
  const names = cells.map((cell, i) => cell.trim() || `column ${i + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    fail(
      'data/duplicate-column',
      `${file}, line ${line}: two columns are called "${twice}"; rename one in the header row`,
      {
        file,
        line,
        column: twice,
      },
    );
  }
  return names;
}

/** What papaparse hands to `step`. */
interface Step {
  data: string[][];
  errors: { code: string; index?: number }[];
  meta: { cursor: number };
}

/** The whole records at the start of `text`, which begins on line `line`: all of them when it is the `final` text. */
function parseRecords(text: string, line: number, final: boolean, dialect: Dialect, file: string) {
  const records: CsvRecord[] = [];
  const quoted = dialect.quotes && text.includes('"');
  let used = 0;
  const step = ({ data, errors, meta }: Step) => {
    const cells = data[0]!;
    const error = errors[0];
    if (error !== undefined) {
      const at = line + countLines(text.slice(used, error.index ?? used));
      if (error.code === 'MissingQuotes') unclosedQuote(file, at, true);
      strayQuote(file, at);
    }
    const end = meta.cursor;
    dropCarriageReturn(cells, text, used, end, dialect.delimiter);
    if (cells.length > 1 || cells[0] !== '') records.push({ line, cells });
    line += quoted ? countLines(text.slice(used, end)) : 1;
    used = end;
  };
  const config = { delimiter: dialect.delimiter, newline: dialect.newline, step, fastMode: !quoted };
  new Papa.Parser(config as Papa.ParseConfig).parse(text, 0, !final);
  return { records, used, line };
}

/**
 * Rows are cut at "\n" so that LF and CRLF may be mixed; the "\r" of CRLF then still hangs on the last cell, unless the
 * cell was quoted, when any "\r" in it is its own. A cell was not quoted when it stands as it is behind a delimiter.
 */
function dropCarriageReturn(cells: string[], text: string, start: number, end: number, delimiter: string): void {
  const last = cells.length - 1;
  const cell = cells[last]!;
  if (!cell.endsWith('\r')) return;
  const at = (text[end - 1] === '\n' ? end - 1 : end) - cell.length;
  const plain = at >= start && text.startsWith(cell, at) && (at === start || text.endsWith(delimiter, at));
  if (plain) cells[last] = cell.slice(0, -1);
}

function guessDialect(text: string, { delimiter, quotes = true }: CsvOptions): Dialect {
  const newline = text.includes('\r') && !text.includes('\n') ? '\r' : '\n';
  if (delimiter !== undefined) return { delimiter, newline, quotes };
  const sample = text.slice(0, sampleSize);
  const end = text.length > sample.length ? sample.lastIndexOf(newline) : sample.length;
  const whole = sample.slice(0, end > 0 ? end : sample.length).replaceAll('\r\n', '\n');
  // One that does not stand in the header row parts no columns, however often it stands in the rows.
  const likely = delimiters.filter((delimiter) => {
    const config = { delimiter, newline, preview: 1 };
    const { data } = new Papa.Parser(config as Papa.ParseConfig).parse(whole, 0, false) as { data: string[][] };
    return (data[0]?.length ?? 0) > 1;
  });
  if (likely.length < 2) return { delimiter: likely[0] ?? ',', newline, quotes };
  const { meta } = Papa.parse(whole, { preview: 10, newline, delimitersToGuess: likely, skipEmptyLines: true });
  return { delimiter: meta.delimiter, newline, quotes };
}

function countLines(text: string): number {
  let lines = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) lines++;
  }
  return lines;
}

function endlessRecord(text: string, line: number, { quotes }: Dialect, file: string): never {
  const quote = quotes ? text.indexOf('"') : -1;
  if (quote >= 0) unclosedQuote(file, line + countLines(text.slice(0, quote)), false);
  endlessLine(file, line);
}

const quoteAdvice = 'write a quote that belongs to the text twice (""), or turn quoting off if the file has none';

function unclosedQuote(file: string, line: number, atEnd: boolean): never {
  const until = atEnd ? 'before the end of the file' : `within ${longestRecord} characters`;
  fail(
    'data/csv-quote',
    `${file}, line ${line}: a double quote opens a cell and is not closed ${until}; close it, or ${quoteAdvice}`,
    { file, line, problem: 'unclosed' },
  );
}

function strayQuote(file: string, line: number): never {
  fail(
    'data/csv-quote',
    `${file}, line ${line}: text goes on after the closing double quote of a cell that opens on this line; ${quoteAdvice}`,
    { file, line, problem: 'stray' },
  );
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
