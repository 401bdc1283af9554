import { decodeText, type PartName } from '../../data/index.ts';
import type { Vocabulary } from '../../data/vocabulary.ts';
import { expect } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import type { TaskContext } from '../task.ts';
import { encode, hasMarks, idIn, isMark, UNKNOWN, vocabularyOf, type Encoded } from './alphabet.ts';
import type { DataConfig } from './config.ts';

export type Parts = Readonly<Record<PartName, readonly Encoded[]>>;

/** What was read for the task. */
export interface TextData {
  readonly vocabulary: Vocabulary;
  readonly parts: Parts;
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

/**
 * Reads the texts that a data section names, and parts them.
 * @param vocabularyOf from the symbols of the training part, each with its count, to the vocabulary; made anew by default.
 */
export async function readData(
  config: DataConfig,
  context: TaskContext,
  makeVocabulary: (names: readonly string[], counts: readonly number[]) => Vocabulary = (names, counts) =>
    vocabularyOf(names, counts, config.minCount),
): Promise<TextData> {
  const provisional = new Map<string, number>();
  const idOf = (symbol: string): number => {
    const known = provisional.get(symbol);
    if (known === undefined) provisional.set(symbol, provisional.size);
    return known ?? provisional.size - 1;
  };
  const read = async (file: string): Promise<Encoded[]> => encode(await readText(file, context), config, idOf);
  const own = await read(config.file);
  const separate = {
    validation: config.validation === undefined ? undefined : await read(config.validation),
    test: config.test === undefined ? undefined : await read(config.test),
  };
  const parts = { ...partsOf(own, config, separate), ...given(separate) };
  const names = [...provisional.keys()];
  const counts = names.map(() => 0);
  for (const { ids } of parts.train) for (const id of ids) counts[id]!++;
  checkTrain(config, parts.train, names, counts);
  const vocabulary = makeVocabulary(names, counts);
  const finalIds = Int32Array.from(names, (name) => idIn(vocabulary, name));
  const translated = mapParts(parts, ({ ids, lines }) => ({ ids: ids.map((id) => finalIds[id]!), lines }));
  noteUnknown(
    context,
    Object.values(translated).reduce((n, documents) => n + countOf(documents, -1), 0),
  );
  const summary = {
    symbols: vocabulary.size,
    ...Object.fromEntries(
      Object.entries(translated).map(([name, documents]) => [
        name,
        documents.reduce((n, { ids }) => n + Math.max(0, ids.length - 1), 0),
      ]),
    ),
    documents: own.length,
  };
  return { vocabulary, parts: translated, hash: hashOf(vocabulary, translated), summary };
}

/** Another text in the symbols of a model. */
export interface MetText {
  readonly documents: readonly Encoded[];
  /** The symbols that the ids of all documents stand for, one after another. */
  readonly symbols: readonly string[];
  /** How many of them the model does not know. */
  readonly unknown: number;
}

/** Reads another text as the config says, in the symbols of a model, and notes how many of them it does not know. */
export function meetText(text: string, config: DataConfig, vocabulary: Vocabulary, context: TaskContext): MetText {
  const symbols: string[] = [];
  let unknown = 0;
  const documents = encode(text, config, (symbol) => {
    symbols.push(symbol);
    if (!vocabulary.has(symbol)) unknown++;
    return idIn(vocabulary, symbol);
  });
  noteUnknown(context, unknown, vocabulary);
  return { documents, symbols, unknown };
}

/** @param vocabulary of the model, where it may know `<unk>`. */
function noteUnknown(context: TaskContext, unknown: number, vocabulary?: Vocabulary): void {
  if (unknown === 0) return;
  const asUnknown = vocabulary !== undefined && vocabulary.unknownId >= 0;
  context.note(
    'data/unknown-symbols',
    `${unknown} symbols are not in the vocabulary: they ${asUnknown ? `are read as ${UNKNOWN}` : 'go in as nothing and are not counted'}`,
    { symbols: unknown, ...(asUnknown && { readAs: UNKNOWN }) },
  );
}

/** A whole file as text: gzip is unpacked, UTF-8 checked. */
export async function readText(file: string, context: TaskContext): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of decodeText(context.host.open(await context.resolve(file)), file)) chunks.push(chunk);
  return chunks.join('');
}

const DEFAULT_SHARE = 0.1;

/** The first part of the text is for training, the last for testing, what stands between them for validation. */
function partsOf(
  documents: readonly Encoded[],
  config: DataConfig,
  separate: Readonly<Record<'validation' | 'test', readonly Encoded[] | undefined>>,
): Parts {
  const { validation = DEFAULT_SHARE, test = DEFAULT_SHARE } = config.split ?? {};
  const shares = {
    validation: separate.validation === undefined ? validation : 0,
    test: separate.test === undefined ? test : 0,
  };
  expect(
    shares.validation + shares.test < 1,
    'config/split',
    () =>
      `data.split leaves nothing to train on: validation ${shares.validation} and test ${shares.test} must be less than 1 together`,
    { validation: shares.validation, test: shares.test },
  );
  // One document is cut, several are shared out whole.
  const whole = hasMarks(config);
  const length = whole ? documents.length : (documents[0]?.ids.length ?? 0);
  const testFrom = Math.floor(length * (1 - shares.test));
  const validationFrom = Math.floor(length * (1 - shares.validation - shares.test));
  const part = (from: number, to: number): Encoded[] => {
    if (whole) return documents.slice(from, to);
    return documents
      .map(({ ids, lines }) => ({ ids: ids.subarray(from, to), lines: lines.subarray(from, to) }))
      .filter(({ ids }) => ids.length > 0);
  };
  return { train: part(0, validationFrom), validation: part(validationFrom, testFrom), test: part(testFrom, length) };
}

/** Refuses a training part that nothing can be learnt from. */
function checkTrain(
  { file, minCount }: DataConfig,
  train: readonly Encoded[],
  names: readonly string[],
  counts: readonly number[],
): void {
  const symbols = train.reduce((n, { ids }) => n + ids.length, 0);
  expect(
    train.some(({ ids }) => ids.length > 1),
    'data/short-text',
    () =>
      `${file}: the training part has ${symbols} symbols, and nothing can be predicted from fewer than two: give a longer text, or keep less of it aside (data.split)`,
    { file, symbols },
  );
  const most = counts.reduce((max, count, id) => (isMark(names[id]!) ? max : Math.max(max, count)), 0);
  expect(
    most >= minCount,
    'data/empty-vocabulary',
    () =>
      `${file}: no symbol of the training part occurs ${minCount} times (data.minCount), the commonest one ${most} times: the vocabulary would be empty; lower data.minCount`,
    { file, minCount, most },
  );
}

function mapParts(parts: Parts, change: (document: Encoded) => Encoded): Record<PartName, Encoded[]> {
  return {
    train: parts.train.map(change),
    validation: parts.validation.map(change),
    test: parts.test.map(change),
  };
}

function given<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function countOf(documents: readonly Encoded[], id: number): number {
  return documents.reduce((n, { ids }) => n + ids.reduce((m, one) => m + (one === id ? 1 : 0), 0), 0);
}

function hashOf(vocabulary: Vocabulary, parts: Parts): string {
  const hash = new Sha256();
  const text = new TextEncoder();
  hash.update(text.encode(JSON.stringify(vocabulary.items)));
  for (const [name, documents] of Object.entries(parts)) {
    hash.update(text.encode(`${name} ${documents.length};`));
    for (const { ids } of documents) {
      hash.update(text.encode(`${ids.length};`));
      hash.updateInts(ids);
    }
  }
  return hash.hex();
}
