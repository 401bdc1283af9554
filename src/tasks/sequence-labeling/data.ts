import { split, type PartName, type Split, type SplitOptions } from '../../data/split.ts';
import { lineOf } from '../../data/tagged/tagged.ts';
import { Sha256 } from '../../util/sha256.ts';
import { Labels } from '../labels/labels.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import { readFiles, type Read, type Tagged } from './read.ts';
import { FilmSteps } from './film-steps.ts';
import { RowSteps, WordSteps, type Steps } from './steps.ts';
import { cleaned, schemeOf, type Scheme } from './tags.ts';

/** A sequence with the label of each step. */
export interface Labeled<S> {
  readonly sequence: Tagged;
  /** As the network reads it. */
  readonly steps: S;
  readonly length: number;
  /** As they stand in the data. */
  readonly tags: readonly string[];
  /** Their numbers; −1 for a tag that training never showed. */
  readonly targets: Int32Array;
}

/** What a model knows of its data: how steps are read, which labels there are, how they mark spans. */
export interface Known<S> {
  readonly steps: Steps<S>;
  readonly labels: Labels;
  readonly scheme: Scheme;
}

export interface LabelingData<S> extends Known<S> {
  readonly parts: Split<Labeled<S>>;
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

/** With so few sequences all of them are learnt from where the config does not say otherwise. */
const TOO_FEW = 10;
const DEFAULT_SPLIT: SplitOptions = { by: 'fraction', validation: 0.1, test: 0.1 };

/**
 * Reads the files that a data section names, and parts them.
 * @param known what a trained model knows; made from the training part without it.
 */
export async function readData(
  config: DataConfig,
  context: TaskContext,
  known?: Known<unknown>,
): Promise<LabelingData<unknown>> {
  const main = await readFiles(config, listOf(config.file), listOf(config.tags), context);
  const parts = partsOf(main.sequences, config);
  const scheme = known?.scheme ?? schemeOf(config, parts.train);
  for (const part of ['validation', 'test'] as const) {
    const files = config[part];
    if (files === undefined) continue;
    const columns = main.columns?.given;
    const own = await readFiles(config, listOf(files), listOf(config[`${part}Tags`]), context, { columns });
    parts[part] = [...own.sequences];
  }
  const clean = Object.fromEntries(
    Object.entries(parts).map(([name, rows]) => [name, cleaned(rows, config, scheme, context)]),
  ) as Record<PartName, readonly Tagged[]>;
  const labels = known?.labels ?? Labels.of(clean.train.flatMap(tagsOf), listOf(config.file)[0]!);
  const steps = known?.steps ?? stepsOf(config, main, clean.train);
  const all: LabelingData<unknown>['parts'] = {
    train: labeled(clean.train, { steps, labels, scheme }, context),
    validation: labeled(clean.validation, { steps, labels, scheme }, context),
    test: labeled(clean.test, { steps, labels, scheme }, context),
  };
  const count = (rows: readonly { readonly length: number }[]): number => rows.reduce((n, { length }) => n + length, 0);
  return {
    steps,
    labels,
    scheme,
    parts: all,
    hash: hashOf(clean),
    summary: {
      labels: labels.size,
      train: count(all.train),
      validation: count(all.validation),
      test: count(all.test),
      sequences: all.train.length + all.validation.length + all.test.length,
    },
  };
}

/** Another file of the same form, whole. */
export async function readWhole(
  config: DataConfig,
  file: string,
  known: Known<unknown>,
  context: TaskContext,
): Promise<Labeled<unknown>[]> {
  const { tagsBeside } = await import('./read.ts');
  const columns = known.steps instanceof RowSteps ? known.steps.columns.given : undefined;
  const { sequences } = await readFiles(config, [file], tagsBeside(config, file), context, { columns });
  return labeled(cleaned(sequences, config, known.scheme, context), known, context);
}

function stepsOf(config: DataConfig, { columns }: Read, train: readonly Tagged[]): Steps<unknown> {
  if (config.frames !== undefined) return new FilmSteps(config.frames);
  return columns === undefined ? WordSteps.of(train, config) : RowSteps.of(columns, train, config);
}

/** With the numbers of their labels: a tag of a span that training never showed counts as missed, and is said; a plain label is an error. */
function labeled(
  sequences: readonly Tagged[],
  { steps, labels, scheme }: Known<unknown>,
  context: TaskContext,
): Labeled<unknown>[] {
  const unseen = new Map<string, number>();
  const rows = sequences.map((sequence) => {
    const tags = tagsOf(sequence);
    const targets = Int32Array.from(tags, (tag, t) => {
      if (scheme === 'none') return labels.encode(tag, { file: sequence.file, line: lineOf(sequence, t) });
      const id = labels.find(tag);
      if (id < 0) unseen.set(tag, (unseen.get(tag) ?? 0) + 1);
      return id;
    });
    return { sequence, steps: steps.encode(sequence), length: tags.length, tags, targets };
  });
  if (unseen.size > 0) {
    const count = Array.from(unseen.values()).reduce((a, b) => a + b, 0);
    const tags = Array.from(unseen.keys());
    const shown = `${tags.slice(0, 5).join(', ')}${tags.length > 5 ? ' …' : ''}`;
    context.note(
      'data/unseen-tags',
      `${sequences[0]!.file}: ${count} steps have tags that the training part never shows (${shown}); they count as missed`,
      { file: sequences[0]!.file, count, tags: shown },
    );
  }
  return rows;
}

function partsOf(sequences: readonly Tagged[], config: DataConfig): Split<Tagged> {
  const asked = config.split ?? DEFAULT_SPLIT;
  const parts: Split<Tagged> = { train: [...sequences], validation: [], test: [] };
  if (config.split === undefined && sequences.length < TOO_FEW) return parts;
  const rows = sequences.map((sequence, i) => {
    const { group } = sequence;
    return { key: String(i), length: lengthOf(sequence), ...(group !== undefined && { group }) };
  });
  // By position: each sequence is cut, the past to learn from. In `split` that is a split by time, of rows without times.
  const options = {
    ...asked,
    by: asked.by === 'position' ? 'time' : asked.by,
    ...(config.validation !== undefined && { validation: 0 }),
    ...(config.test !== undefined && { test: 0 }),
  } as SplitOptions;
  const ranges = split(rows, options);
  for (const name of ['train', 'validation', 'test'] as const)
    parts[name] = ranges[name].map(({ index, start, end }) => cut(sequences[index]!, start, end));
  return parts;
}

function cut(sequence: Tagged, start: number, end: number): Tagged {
  const length = lengthOf(sequence);
  if (start === 0 && end === length) return sequence;
  const lines = sequence.lines.length === 1 ? sequence.lines : sequence.lines.slice(start, end);
  const tags = sequence.tags?.slice(start, end);
  if ('tokens' in sequence) return { ...sequence, lines, tags, tokens: sequence.tokens.slice(start, end) };
  if ('pixels' in sequence) {
    const bytes = sequence.pixels.length / length;
    return {
      ...sequence,
      lines,
      tags,
      pixels: sequence.pixels.subarray(start * bytes, end * bytes),
      length: end - start,
    };
  }
  const width = sequence.values.length / length;
  return { ...sequence, lines, tags, values: sequence.values.slice(start * width, end * width), length: end - start };
}

function lengthOf(sequence: Tagged): number {
  return 'tokens' in sequence ? sequence.tokens.length : sequence.length;
}

function tagsOf({ tags }: Tagged): readonly string[] {
  return tags ?? [];
}

function listOf(files: string | readonly string[] | undefined): readonly string[] {
  return files === undefined ? [] : typeof files === 'string' ? [files] : files;
}

function hashOf(parts: Readonly<Record<PartName, readonly Tagged[]>>): string {
  const hash = new Sha256();
  const text = new TextEncoder();
  for (const [name, rows] of Object.entries(parts)) {
    hash.update(text.encode(`${name} ${rows.length};`));
    for (const row of rows) {
      hash.update(text.encode(JSON.stringify([row.tags, 'tokens' in row ? row.tokens : row.length])));
      if ('pixels' in row) hash.update(row.pixels);
      if ('values' in row) hash.update(new Uint8Array(row.values.buffer, row.values.byteOffset, row.values.byteLength));
    }
  }
  return hash.hex();
}
