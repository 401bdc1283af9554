import { expect, fail } from '../../util/errors.ts';
import { readRows, type ReadOptions } from '../readers.ts';
import { isMissing, requireColumns, type Row } from '../row.ts';
import { readNumber } from '../schema.ts';
import type { NamedSource } from './parallel.ts';
import type { TaggedRows, TaggedTokens } from './tagged.ts';

export interface TableOptions extends Omit<ReadOptions, 'file'> {
  /** The column of labels; without it sequences have none. */
  readonly label?: string | undefined;
  /** The column that tells sequences apart; without one a file is one sequence. */
  readonly group?: string | undefined;
}

export interface RowsOptions extends TableOptions {
  /** The columns of numbers, or `rest`: all but those of label and group and those of `without`. */
  readonly features: readonly string[] | 'rest';
  readonly without?: readonly string[] | undefined;
}

interface Steps {
  readonly lines: number[];
  readonly tags: string[];
}

/**
 * Rows of numbers of a table, in the order of the file, a sequence a group.
 * @throws `data/missing-column`, `data/not-a-number`, and `data/missing-value` where a number or label is missing: a
 *   network cannot read on from what is not there.
 */
export async function readTaggedRows(
  { file, source }: NamedSource,
  { features, without = [], label, group, ...options }: RowsOptions,
): Promise<{ sequences: TaggedRows[]; columns: readonly string[] }> {
  const groups = new Map<string, Steps & { values: number[] }>();
  let columns: readonly string[] | undefined;
  for await (const row of readRows(source, { ...options, file })) {
    columns ??= columnsOf(row, file, { features, without, label, group });
    const steps = openGroup(groups, row, group, file, () => ({ lines: [], tags: [], values: [] }));
    for (const column of columns) {
      const value = readNumber(row.cells[column], { file, line: row.line, column });
      if (Number.isNaN(value)) missing(file, row.line, column);
      steps.values.push(value);
    }
    addStep(steps, row, label, file);
  }
  const sequences = Array.from(groups, ([name, { lines, tags, values }]) => ({
    file,
    group: group === undefined ? undefined : name,
    lines,
    values: Float32Array.from(values),
    length: lines.length,
    tags: label === undefined ? undefined : tags,
  }));
  return { sequences, columns: columns ?? [] };
}

/** Tokens of a table, a row each, a sequence a group. Throws as {@link readTaggedRows}. */
export async function readTaggedCells(
  { file, source }: NamedSource,
  { token, label, group, ...options }: TableOptions & { readonly token: string },
): Promise<TaggedTokens[]> {
  const groups = new Map<string, Steps & { tokens: string[] }>();
  let checked = false;
  for await (const row of readRows(source, { ...options, file })) {
    if (!checked)
      requireColumns(
        row,
        [token, label, group].filter((name) => name !== undefined),
        file,
      );
    checked = true;
    const steps = openGroup(groups, row, group, file, () => ({ lines: [], tags: [], tokens: [] }));
    // A token may be called NA or null; only an empty cell is none.
    const cell = String(row.cells[token] ?? '').trim();
    if (cell === '') missing(file, row.line, token);
    steps.tokens.push(cell.normalize('NFC'));
    addStep(steps, row, label, file);
  }
  return Array.from(groups, ([name, { lines, tags, tokens }]) => ({
    file,
    group: group === undefined ? undefined : name,
    lines,
    tokens,
    tags: label === undefined ? undefined : tags,
  }));
}

/** The labels of a table, a row each. Throws as {@link readTaggedRows}. */
export async function readTaggedLabels({ file, source }: NamedSource, label: string): Promise<Steps> {
  const steps: Steps = { lines: [], tags: [] };
  for await (const row of readRows(source, { file })) {
    if (steps.lines.length === 0) requireColumns(row, [label], file);
    addStep(steps, row, label, file);
  }
  return steps;
}

function openGroup<S extends Steps>(
  groups: Map<string, S>,
  row: Row,
  group: string | undefined,
  file: string,
  open: () => S,
): S {
  const cell = group === undefined ? '' : row.cells[group];
  if (group !== undefined && isMissing(cell)) missing(file, row.line, group);
  const name = String(cell);
  let steps = groups.get(name);
  if (steps === undefined) groups.set(name, (steps = open()));
  return steps;
}

function addStep(steps: Steps, row: Row, label: string | undefined, file: string): void {
  steps.lines.push(row.line);
  if (label === undefined) return;
  const tag = String(row.cells[label] ?? '').trim();
  if (tag === '') missing(file, row.line, label);
  steps.tags.push(tag.normalize('NFC'));
}

function missing(file: string, line: number, column: string): never {
  return fail(
    'data/missing-value',
    `${file}, line ${line}: column "${column}" is empty; fill it in, or leave the row out`,
    { file, line, column },
  );
}

function columnsOf(row: Row, file: string, { features, without = [], label, group }: RowsOptions): readonly string[] {
  const others = [label, group].filter((name) => name !== undefined);
  requireColumns(row, [...others, ...without, ...(features === 'rest' ? [] : features)], file);
  if (features !== 'rest') return features;
  const left = Object.keys(row.cells).filter((name) => !others.includes(name) && !without.includes(name));
  expect(
    left.length > 0,
    'data/no-features',
    () => `${file}: no column is left for data.features: rest; its columns are ${Object.keys(row.cells).join(', ')}`,
    { file, columns: Object.keys(row.cells) },
  );
  return left;
}
