import { readRows } from '../../data/readers.ts';
import {
  isFolder,
  readClassFolder,
  readLabelledLines,
  readLabelledRows,
  readLabelledSeries,
} from '../../data/labelled/index.ts';
import { readNumber } from '../../data/schema.ts';
import { expect } from '../../util/errors.ts';
import type { FeatureRows } from '../steps/features.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import type { Content } from './intake.ts';

/** A sequence as it was read, and where it stands. */
export interface Example {
  readonly content: Content;
  /** The label, or the value as text; '' where none was asked for. */
  readonly label: string;
  readonly file: string;
  readonly line: number;
  /** Of a series: what its group is called. */
  readonly group?: string | undefined;
}

/** What a file holds; `columns` of a file of measurements. */
export interface FileContent {
  readonly examples: Example[];
  readonly columns?: readonly string[] | undefined;
}

/**
 * Reads a file as the data section describes it.
 * @param answered whether each sequence has its label or value; else there need not be any.
 */
export async function readFile(
  config: DataConfig,
  file: string,
  context: TaskContext,
  answered = true,
): Promise<FileContent> {
  let skipped = 0;
  const rule = { missing: config.missing, onSkip: () => skipped++ };
  const read = config.features === undefined ? readTexts : readSeries;
  const content = await read(config, file, context, rule, answered ? (config.value ?? config.label) : undefined);
  if (skipped > 0) {
    context.note('data/left-out', `${file}: ${skipped} rows without a text, label or measurement were left out`, {
      file,
      rows: skipped,
    });
  }
  expect(content.examples.length > 0, 'data/empty', () => `${file} holds nothing to read`, { file });
  return content;
}

type Read = (
  config: DataConfig,
  file: string,
  context: TaskContext,
  rule: { readonly missing: 'error' | 'skip'; readonly onSkip: () => void },
  label: string | undefined,
) => Promise<FileContent>;

const readTexts: Read = async (config, file, context, rule, label) => {
  const { format, delimiter, quotes, text: column } = config;
  const { host } = context;
  const path = await context.resolve(file);
  const texts = (await isFolder(host, path))
    ? readClassFolder(host, path, file)
    : format === 'labelled-lines'
      ? readLabelledLines(host.open(path), file, rule)
      : readLabelledRows(readRows(host.open(path), { file, format, delimiter, quotes }), {
          file,
          text: column,
          label,
          ...rule,
        });
  const examples: Example[] = [];
  for await (const { text: content, label: own, line, file: place } of texts)
    examples.push({ content, label: own, line, file: place });
  return { examples };
};

const readSeries: Read = async (config, file, context, rule, label) => {
  const { format, delimiter, quotes, features, group, time } = config;
  expect(
    group !== undefined,
    'config/features-group',
    () => 'data.features needs data.group, the name of the column that tells sequences apart',
  );
  expect(
    format !== 'labelled-lines',
    'config/features-format',
    () => 'data.features reads the columns of a table: labelled-lines has none',
  );
  const rows = readRows(context.host.open(await context.resolve(file)), { file, format, delimiter, quotes });
  const { columns, series } = await readLabelledSeries(rows, {
    file,
    features: features!,
    group,
    time,
    label,
    ...rule,
  });
  const examples = series.map(({ values, length, label: own, line, group: name }): Example => {
    const content: FeatureRows = { values, length };
    return { content, label: own, file, line, group: name };
  });
  return { examples, columns };
};

/** The value of an example. Throws `data/missing-value` or `data/not-a-number` by file and line. */
export function valueOf({ label, file, line }: Example, column: string): number {
  const value = readNumber(label, { file, line, column });
  expect(!Number.isNaN(value), 'data/missing-value', () => `${file}, line ${line}: column "${column}" is empty`, {
    file,
    line,
    column,
  });
  return value;
}
