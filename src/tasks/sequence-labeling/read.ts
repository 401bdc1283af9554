import { Deriver } from '../../data/derive.ts';
import { readColumns } from '../../data/tagged/columns.ts';
import { readParallel, type NamedSource } from '../../data/tagged/parallel.ts';
import { readTaggedCells, readTaggedRows } from '../../data/tagged/table.ts';
import type { TaggedFilm, TaggedRows, TaggedTokens } from '../../data/tagged/tagged.ts';
import { expect, fail } from '../../util/errors.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import { kindOf } from './kind.ts';

/** Sequences as they stand in files. */
export type Tagged = TaggedTokens | TaggedRows | TaggedFilm;

export interface Read {
  readonly sequences: readonly Tagged[];
  /** Of rows of numbers: the columns as they stand in the files, and as they are after all derivations. */
  readonly columns?: { readonly given: readonly string[]; readonly derived: readonly string[] };
}

/** Reads files as a data section describes them. Without `tagged` they need no labels. */
export async function readFiles(
  config: DataConfig,
  files: readonly string[],
  tags: readonly string[],
  context: TaskContext,
  { tagged = true, columns }: { readonly tagged?: boolean; readonly columns?: readonly string[] | undefined } = {},
): Promise<Read> {
  const kind = kindOf(config);
  const open = async (file: string): Promise<NamedSource> => ({
    file,
    source: context.host.open(await context.resolve(file)),
  });
  const label = tagged ? config.label : undefined;
  const { group, format, delimiter, quotes, without, column, tagColumn, derive } = config;
  if (kind === 'films') return { sequences: await readAllFilms(files, config, label, context) };
  const several = files.length > 1;
  const all: Tagged[] = [];
  let found: Read['columns'];
  for (const [i, file] of files.entries()) {
    let sequences: readonly Tagged[];
    const source = await open(file);
    if (kind === 'parallel') sequences = await readParallel(source, tagged ? await open(tags[i]!) : undefined);
    else if (kind === 'columns') sequences = await readColumns(source, { column, tagColumn, tagged });
    else if (kind === 'cells')
      sequences = await readTaggedCells(source, { token: config.token!, label, group, format, delimiter, quotes });
    else {
      const features = columns ?? config.features!;
      const read = await readTaggedRows(source, { features, without, label, group, format, delimiter, quotes });
      const deriver = new Deriver(read.columns, derive);
      expectSame(found?.given, read.columns, file, files[0]!);
      found = { given: read.columns, derived: deriver.columns };
      sequences = read.sequences.map((rows) => ({ ...rows, values: deriver.apply(rows.values, rows.length) }));
    }
    // Without a column that tells them apart, files tell groups apart: by their names, wherever they lie.
    const named =
      several && config.group === undefined ? sequences.map((one) => ({ ...one, group: nameOf(file) })) : sequences;
    all.push(...named);
  }
  return { sequences: all, ...(found && { columns: found }) };
}

async function readAllFilms(
  files: readonly string[],
  config: DataConfig,
  label: string | undefined,
  context: TaskContext,
): Promise<TaggedFilm[]> {
  const { readFilms } = await import('../../data/tagged/films.ts');
  const films: TaggedFilm[] = [];
  for (const file of files)
    films.push(
      ...(await readFilms(
        context.host,
        { file, path: await context.resolve(file) },
        { frames: config.frames!, label },
      )),
    );
  return films;
}

/** The file of tags beside another file of tokens, by how `tags` is named beside `file` in the config. */
export function tagsBeside(config: DataConfig, file: string): string[] {
  if (kindOf(config) !== 'parallel') return [];
  const [tokens, tags] = [[config.file].flat()[0]!, [config.tags!].flat()[0]!].map(nameOf) as [string, string];
  let same = 0;
  while (same < Math.min(tokens.length, tags.length) && tokens[same] === tags[same]) same++;
  const [from, to] = [tokens.slice(same), tags.slice(same)];
  if (from !== '' && file.endsWith(from)) return [file.slice(0, -from.length) + to];
  return fail(
    'usage/no-tags',
    `there is no telling where the tags of ${file} are: beside ${tokens} they are in ${tags}, so its name has to end in "${from}"; or name both as data.test and data.testTags`,
    { file, tokens, tags, ending: from },
  );
}

/** The last part of a path or of the name of a data set's file. */
function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

function expectSame(before: readonly string[] | undefined, now: readonly string[], file: string, first: string): void {
  expect(
    before === undefined || (before.length === now.length && before.every((name, i) => name === now[i])),
    'data/other-columns',
    () =>
      `${file} has the columns ${now.join(', ')}, but ${first} has ${before!.join(', ')}; all files must have the same, or data.features must name those to read`,
    { file, first, columns: now, expected: before },
  );
}
