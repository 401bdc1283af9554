import { fail } from '../../util/errors.ts';
import type { DataConfig } from './config.ts';

/** How sequences stand in files. */
export type DataKind = 'parallel' | 'columns' | 'cells' | 'rows' | 'films';

type Key = keyof DataConfig;

/** What of a data section goes with which kind only. */
const owners: Readonly<Partial<Record<Key, readonly DataKind[]>>> = {
  tags: ['parallel'],
  validationTags: ['parallel'],
  testTags: ['parallel'],
  column: ['columns'],
  tagColumn: ['columns'],
  label: ['cells', 'rows', 'films'],
  group: ['cells', 'rows'],
  token: ['cells'],
  features: ['rows'],
  frames: ['films'],
  without: ['rows'],
  derive: ['rows'],
  format: ['cells', 'rows'],
  delimiter: ['cells', 'rows'],
  quotes: ['cells', 'rows'],
};

const means: Record<DataKind, string> = {
  parallel: 'data.tags means a sequence a line, with a file of tags beside it',
  columns: 'without data.tags, data.token and data.features a file has a token a line, in columns',
  cells: 'data.token means a table with a token a row',
  rows: 'data.features means a table with numbers in each row',
  films: 'data.frames means videos, each with a table of labels beside it',
};

/** By which key each kind is known. */
const marks: readonly (readonly [Key, DataKind])[] = [
  ['tags', 'parallel'],
  ['frames', 'films'],
  ['features', 'rows'],
  ['token', 'cells'],
];

/**
 * Which kind a data section describes.
 * @throws `config/labeling-data` for what does not go together.
 */
export function kindOf(config: DataConfig): DataKind {
  const kind = marks.find(([key]) => config[key] !== undefined)?.[1] ?? 'columns';
  for (const [key, kinds] of Object.entries(owners)) {
    if (config[key as Key] === undefined || kinds.includes(kind)) continue;
    refuse(key, kind, `data.${key} does not go with it: ${means[kind]}`);
  }
  if ((kind === 'cells' || kind === 'rows' || kind === 'films') && config.label === undefined)
    refuse('label', kind, `data.label is missing, the column of the labels: ${means[kind]}`);
  for (const part of ['validation', 'test'] as const) {
    const tags = `${part}Tags` as const;
    const [files, own] = [config[part], config[tags]].map((names) => (names === undefined ? 0 : [names].flat().length));
    if (kind === 'parallel' && files !== own)
      refuse(tags, kind, `data.${part} names ${files} files and data.${tags} ${own}; there is one of tags for each`);
  }
  if (kind === 'parallel' && [config.file].flat().length !== [config.tags].flat().length)
    refuse('tags', kind, 'data.file and data.tags must name as many files, in the same order');
  return kind;
}

function refuse(key: string, kind: DataKind, problem: string): never {
  fail('config/labeling-data', problem, { key, kind });
}
