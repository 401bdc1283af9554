import {
  grid,
  parseDuration,
  readEvents,
  readRows,
  splitSequences,
  toSequences,
  Vocabulary,
  type Events,
  type Sequence,
  type Split,
  type SplitOptions,
  type SplitSequence,
} from '../../data/index.ts';
import { expect } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';

/** What was read for the task: a vocabulary of the items that training sees, and sequences in three parts. */
export interface NextItemData {
  readonly vocabulary: Vocabulary;
  readonly parts: Split<SplitSequence>;
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

const DEFAULT_SPLIT: SplitOptions = { by: 'time', validation: 0.1, test: 0.1 };

/**
 * Reads the files that a data section names, and parts them.
 * @param vocabularyOf from the items of the training part, as they come and by name, to the vocabulary; made anew by default.
 */
export async function readData(
  config: DataConfig,
  context: TaskContext,
  vocabularyOf: (items: readonly string[]) => Vocabulary = (items) =>
    Vocabulary.of(items, { minCount: config.minCount }),
): Promise<NextItemData> {
  const all = await readFile(config, config.file, context);
  const own = await sequencesOf(all, config, context);
  const separate = {
    validation: config.validation === undefined ? undefined : await readFile(config, config.validation, context),
    test: config.test === undefined ? undefined : await readFile(config, config.test, context),
  };
  const parts = partsOf(own, config, separate);
  const vocabulary = vocabularyOf(namesOf(parts.train, all.vocabulary));
  const translated = translate(parts, all.vocabulary, vocabulary, config);
  let unknown = translated.unknown;
  for (const part of ['validation', 'test'] as const) {
    const events = separate[part];
    if (events === undefined) continue;
    const other = translate(
      { [part]: whole(await sequencesOf(events, config, context)) },
      events.vocabulary,
      vocabulary,
      config,
    );
    translated.parts[part] = other.parts[part];
    unknown += other.unknown;
  }
  noteUnknown(context, unknown);
  const summary = {
    items: vocabulary.size,
    ...Object.fromEntries(
      Object.entries(translated.parts).map(([name, rows]) => [
        name,
        rows.reduce((n, row) => n + targetsOf(row).length, 0),
      ]),
    ),
    sequences: own.length,
  };
  expect(
    (summary as Record<string, number>)['train']! > 0,
    'data/too-short',
    () =>
      `${config.file}: no sequence has two items or more, so there is nothing to predict; check the item and group columns`,
    { file: config.file },
  );
  return { vocabulary, parts: translated.parts, hash: hashOf(vocabulary, translated.parts), summary };
}

/** Another file of the same columns, whole, for evaluation: events of unknown items are left out, and counted. */
export async function readWhole(
  config: DataConfig,
  file: string,
  vocabulary: Vocabulary,
  context: TaskContext,
): Promise<{ rows: SplitSequence[]; unknown: number }> {
  const events = await readFile(config, file, context);
  const { parts, unknown } = translate(
    { test: whole(await sequencesOf(events, config, context)) },
    events.vocabulary,
    vocabulary,
    config,
  );
  noteUnknown(context, unknown);
  return { rows: parts.test, unknown };
}

/** Says how many events are of items that the model does not know. */
export function noteUnknown(context: TaskContext, events: number): void {
  if (events === 0) return;
  context.note(
    'data/unknown-items',
    `${events} events are of items that are not in the vocabulary: they are not counted`,
    { events },
  );
}

/** Another file of the same columns as it stands: every event of it, with a vocabulary of its own. */
export async function readAsItStands(
  config: DataConfig,
  file: string,
  context: TaskContext,
): Promise<{ sequences: Sequence[]; vocabulary: Vocabulary }> {
  const events = await readFile(config, file, context);
  return { sequences: await sequencesOf(events, config, context, 1), vocabulary: events.vocabulary };
}

/** The positions in a row that are to be predicted: those of its part that have an item, and something before them. */
export function targetsOf({ items, start }: Pick<SplitSequence, 'items' | 'start'>): Int32Array {
  const first = items.findIndex((item) => item >= 0);
  if (first < 0) return new Int32Array(0);
  const positions: number[] = [];
  for (let t = Math.max(start, first + 1); t < items.length; t++) if (items[t]! >= 0) positions.push(t);
  return Int32Array.from(positions);
}

async function readFile(config: DataConfig, file: string, context: TaskContext): Promise<Events> {
  const path = await context.resolve(file);
  const { format, delimiter, quotes, item, time, group, missing } = config;
  const rows = readRows(context.host.open(path), { file, format, delimiter, quotes });
  const events = await readEvents(rows, { file, item, time, group, missing });
  if (events.skipped.missing > 0)
    context.note('data/skipped', `${file}: ${events.skipped.missing} rows without an item were left out`, {
      file,
      rows: events.skipped.missing,
    });
  return events;
}

/** @param minLength shorter sequences are dropped. */
async function sequencesOf(
  events: Events,
  config: DataConfig,
  context: TaskContext,
  minLength = 2,
): Promise<Sequence[]> {
  const { every, gap, order, time } = config;
  expect(
    every === undefined || time !== undefined,
    'config/every-time',
    () => 'data.every lays events on a grid of time and needs data.time, the name of the time column',
  );
  const { sequences, report } = toSequences(events, {
    order,
    gap: gap === undefined ? undefined : parseDuration(gap, 'data.gap'),
    minLength,
  });
  const { file } = events;
  if (report.outOfOrder > 0 && order === 'sort')
    context.note(
      'data/sorted',
      `${file}: ${report.outOfOrder} events stood behind a later one and were sorted by time`,
      { file, events: report.outOfOrder },
    );
  if (report.dropped.sequences > 0) {
    context.note(
      'data/dropped',
      `${file}: ${report.dropped.sequences} sequences of a single event were left out: there is nothing to predict`,
      { file, sequences: report.dropped.sequences },
    );
  }
  if (every === undefined) return sequences;
  const step = parseDuration(every, 'data.every');
  return sequences.map((sequence) => grid(sequence, step, file));
}

function partsOf(
  sequences: readonly Sequence[],
  config: DataConfig,
  separate: { validation: Events | undefined; test: Events | undefined },
): Split<SplitSequence> {
  const asked = config.split ?? DEFAULT_SPLIT;
  const options = {
    ...asked,
    ...(separate.validation && { validation: 0 }),
    ...(separate.test && { test: 0 }),
  } as SplitOptions;
  // With a file for each part, or too little to part, all of the main file is learnt from.
  const events = sequences.reduce((n, { items }) => n + items.length, 0);
  if (config.split === undefined && events < 30) return { train: whole(sequences), validation: [], test: [] };
  return splitSequences(sequences, options);
}

function whole(sequences: readonly Sequence[]): SplitSequence[] {
  return sequences.map((sequence) => ({ ...sequence, start: 0 }));
}

/** The items of a part, as they come. */
function namesOf(rows: readonly SplitSequence[], vocabulary: Vocabulary): string[] {
  return rows.flatMap(({ items, start }) =>
    Array.from(items.subarray(start)).flatMap((id) => (id < 0 ? [] : [vocabulary.decode(id)])),
  );
}

/** From the ids of one vocabulary to those of another. Items that it lacks become gaps on a grid, and are left out elsewhere. */
function translate(
  parts: Partial<Split<SplitSequence>>,
  from: Vocabulary,
  to: Vocabulary,
  { every }: DataConfig,
): { parts: Split<SplitSequence>; unknown: number } {
  const ids = Int32Array.from(from.items, (item) => to.find(item));
  let unknown = 0;
  const change = (sequence: SplitSequence): SplitSequence => {
    const items = sequence.items.map((id) => (id < 0 ? -1 : ids[id]!));
    const lost = items.reduce((n, id, t) => n + (t >= sequence.start && id < 0 && sequence.items[t]! >= 0 ? 1 : 0), 0);
    unknown += lost;
    if (every !== undefined || !items.includes(-1)) return { ...sequence, items };
    const keep = (_: unknown, t: number): boolean => items[t]! >= 0;
    return {
      ...sequence,
      items: items.filter(keep),
      lines: sequence.lines.filter(keep),
      ...(sequence.times && { times: sequence.times.filter(keep) }),
      start: items.subarray(0, sequence.start).reduce((n, id) => n + (id >= 0 ? 1 : 0), 0),
    };
  };
  const all = (rows: readonly SplitSequence[] = []): SplitSequence[] =>
    rows.map(change).filter((row) => targetsOf(row).length > 0);
  return { parts: { train: all(parts.train), validation: all(parts.validation), test: all(parts.test) }, unknown };
}

function hashOf(vocabulary: Vocabulary, parts: Split<SplitSequence>): string {
  const hash = new Sha256();
  const text = new TextEncoder();
  hash.update(text.encode(JSON.stringify(vocabulary.items)));
  for (const [name, rows] of Object.entries(parts)) {
    hash.update(text.encode(`${name} ${rows.length};`));
    for (const { items, start } of rows) {
      hash.update(text.encode(`${start} ${items.length};`));
      hash.updateInts(items);
    }
  }
  return hash.hex();
}
