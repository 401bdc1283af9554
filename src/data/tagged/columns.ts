import { expect, fail } from '../../util/errors.ts';
import { nearest, suggestion } from '../../util/nearest.ts';
import { readLines } from './lines.ts';
import { expectSequences, type NamedSource } from './parallel.ts';
import type { TaggedTokens } from './tagged.ts';

/** The columns of CoNLL-U, by their names there in small letters. */
const conlluColumns = ['id', 'form', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc'] as const;

/** A column of a file of columns: from 0, from the end as −1, or by its name in CoNLL-U. */
export type ColumnName = number | string;

export interface ColumnsOptions {
  /** Of the tokens; the first by default, in CoNLL-U `form`. */
  readonly column?: ColumnName | undefined;
  /** Of the tags; the last by default, in CoNLL-U `upos`. */
  readonly tagColumn?: ColumnName | undefined;
  /** False for a file that is to be answered, which needs no tags. */
  readonly tagged?: boolean | undefined;
}

/**
 * Sequences of a file with a token a line, its columns parted by tabs, or by spaces where a line has no tab; an empty
 * line ends a sequence (the format of the CoNLL shared tasks). Lines that begin with `-DOCSTART-` are passed over. In
 * CoNLL-U (known by the ending `.conllu`, or a column by name) so are comments, the tokens that a line such as `3-4`
 * stands for, and empty nodes (`8.1`).
 * @throws `data/tag-column` for a line that lacks a column, `config/tag-column` for a name that CoNLL-U does not have.
 */
export async function readColumns(
  { file, source }: NamedSource,
  options: ColumnsOptions = {},
): Promise<TaggedTokens[]> {
  const { tagged = true } = options;
  const isConllu =
    /\.conllu(?:\.gz)?$/i.test(file) || [options.column, options.tagColumn].some((name) => typeof name === 'string');
  const column = numberOf(options.column ?? (isConllu ? 'form' : 0), 'column');
  const tagColumn = numberOf(options.tagColumn ?? (isConllu ? 'upos' : -1), 'tagColumn');
  const sequences: TaggedTokens[] = [];
  let open: { lines: number[]; tokens: string[]; tags: string[] } = { lines: [], tokens: [], tags: [] };
  const close = (): void => {
    const { lines, tokens, tags } = open;
    if (tokens.length > 0) sequences.push({ file, lines, tokens, tags: tagged ? tags : undefined });
    open = { lines: [], tokens: [], tags: [] };
  };
  for await (const { text, line } of readLines(source, file)) {
    if (text.trim() === '') close();
    else if (text.startsWith('-DOCSTART-') || (isConllu && /^(?:#|\d+[-.]\d+\t)/.test(text))) continue;
    else {
      const cells = text.includes('\t') ? text.split('\t') : text.trim().split(/\s+/);
      open.tokens.push(cellOf(cells, column, { file, line, key: 'column' }));
      if (tagged) open.tags.push(cellOf(cells, tagColumn, { file, line, key: 'tagColumn' }));
      open.lines.push(line);
    }
  }
  close();
  expectSequences(sequences, file);
  return sequences;
}

function numberOf(name: ColumnName, key: string): number {
  if (typeof name === 'number') return name;
  const at = conlluColumns.findIndex((known) => known === name.toLowerCase());
  if (at >= 0) return at;
  const near = nearest(name, conlluColumns);
  return fail(
    'config/tag-column',
    `data.${key}: CoNLL-U has no column "${name}"${suggestion(near)}; its columns are ${conlluColumns.join(', ')}, and any file's can be given by number, from 0`,
    { key, column: name, nearest: near, columns: conlluColumns },
  );
}

function cellOf(cells: readonly string[], column: number, at: { file: string; line: number; key: string }): string {
  const cell = cells.at(column);
  const { file, line, key } = at;
  expect(
    cell !== undefined && cell !== '',
    'data/tag-column',
    () =>
      `${file}, line ${line}: there are ${cells.length} columns, and nothing stands in column ${column} (data.${key}, counted from 0)`,
    { ...at, columns: cells.length, column },
  );
  return cell;
}
