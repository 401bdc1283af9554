import { fail } from '../util/errors.ts';
import { isMissing, requireColumns, type Row } from './row.ts';
import { readTime } from './time.ts';
import { Vocabulary, VocabularyBuilder, type VocabularyOptions } from './vocabulary.ts';

/** A table of events, a column an array. */
export interface Events {
  /** Where they came from; stands in messages. */
  file: string;
  vocabulary: Vocabulary;
  /** The id of each event's item. */
  items: Int32Array;
  /** Milliseconds since 1970 in UTC. */
  times?: Float64Array;
  /** Which of `groupKeys` each event belongs to. */
  groups?: Int32Array;
  groupKeys: readonly string[];
  /** The line of the file that each event begins on. */
  lines: Int32Array;
  /** How many rows were left out: for a missing item, and for an item not in the vocabulary. */
  skipped: { missing: number; unknown: number };
}

export interface EventOptions {
  file: string;
  /** The names of the columns. */
  item: string;
  time?: string | undefined;
  group?: string | undefined;
  /** What to do with a row whose item cell is empty. */
  missing?: 'error' | 'skip';
  /** How to make the vocabulary, or one that is there already. */
  vocabulary?: VocabularyOptions | Vocabulary;
  /** What to do with an item that a vocabulary that is there already lacks. */
  unknown?: 'error' | 'skip';
}

/** Collects the events of a table, and the vocabulary of their items. */
export async function readEvents(rows: AsyncIterable<Row> | Iterable<Row>, options: EventOptions): Promise<Events> {
  const { file, item, time, group } = options;
  const known = options.vocabulary instanceof Vocabulary ? options.vocabulary : undefined;
  const builder = new VocabularyBuilder();
  const groupIds = new Map<string, number>();
  const items: number[] = [];
  const times: number[] = [];
  const groups: number[] = [];
  const lines: number[] = [];
  const skipped = { missing: 0, unknown: 0 };
  let first = true;
  for await (const row of rows) {
    if (first) {
      requireColumns(
        row,
        [item, time, group].filter((column) => column !== undefined),
        file,
      );
      first = false;
    }
    const { cells, line } = row;
    const name = cells[item];
    if (name === undefined || isEmpty(name)) {
      if (options.missing !== 'skip') missingValue(file, line, item);
      skipped.missing++;
      continue;
    }
    const id = known === undefined ? builder.add(String(name)) : encodeKnown(known, String(name), options, line);
    if (id < 0) {
      skipped.unknown++;
      continue;
    }
    if (time !== undefined) times.push(readTime(cells[time], { file, line, column: time }));
    if (group !== undefined) {
      const key = cells[group];
      if (key === undefined || isEmpty(key)) missingValue(file, line, group);
      groups.push(idOf(groupIds, String(key)));
    }
    items.push(id);
    lines.push(line);
  }
  const events = {
    file,
    items: Int32Array.from(items),
    ...(time === undefined ? {} : { times: Float64Array.from(times) }),
    ...(group === undefined ? {} : { groups: Int32Array.from(groups) }),
    groupKeys: group === undefined ? [''] : [...groupIds.keys()],
    lines: Int32Array.from(lines),
    skipped,
  };
  if (known !== undefined) return { ...events, vocabulary: known };
  const { vocabulary, ids } = builder.build(options.vocabulary as VocabularyOptions | undefined);
  return withoutUnknown({ ...events, vocabulary, items: events.items.map((id) => ids[id]!) });
}

/** An empty cell; words such as "none" or "NA" may be names of items. */
function isEmpty(cell: string | number): boolean {
  return typeof cell === 'number' ? isMissing(cell) : cell.trim() === '';
}

function missingValue(file: string, line: number, column: string): never {
  fail('data/missing-value', `${file}, line ${line}: column "${column}" is empty; fill it in or take the row out`, {
    file,
    line,
    column,
  });
}

function encodeKnown(
  vocabulary: Vocabulary,
  item: string,
  { unknown, file, item: column }: EventOptions,
  line: number,
): number {
  const id = vocabulary.find(item);
  if (id >= 0 || unknown === 'skip') return id;
  return vocabulary.encode(item, `${file}, line ${line}, column "${column}"`);
}

function idOf(ids: Map<string, number>, key: string): number {
  let id = ids.get(key);
  if (id === undefined) ids.set(key, (id = ids.size));
  return id;
}

/** Takes out the events whose item was left out of the vocabulary. */
function withoutUnknown(events: Events): Events {
  const unknown = events.items.reduce((n, id) => n + (id < 0 ? 1 : 0), 0);
  if (unknown === 0) return events;
  const kept = (_: number, i: number) => events.items[i]! >= 0;
  return {
    ...events,
    items: events.items.filter(kept),
    ...(events.times === undefined ? {} : { times: events.times.filter(kept) }),
    ...(events.groups === undefined ? {} : { groups: events.groups.filter(kept) }),
    lines: events.lines.filter(kept),
    skipped: { ...events.skipped, unknown: events.skipped.unknown + unknown },
  };
}
