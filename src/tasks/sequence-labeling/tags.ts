import { partsOfTag, spansOf } from '../../metrics/index.ts';
import type { CrfConstraints } from '../../nn/index.ts';
import { lineOf } from '../../data/tagged/tagged.ts';
import { expect, fail } from '../../util/errors.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import type { Tagged } from './read.ts';

/** How tags mark spans: B begins one, I is inside, with bioes E ends one and S is one by itself; `none` for plain labels. */
export type Scheme = 'bio' | 'bioes' | 'none';

const allowed: Record<Exclude<Scheme, 'none'>, RegExp> = { bio: /^(?:O$|[BI](?:-|$))/, bioes: /^(?:O$|[BIES](?:-|$))/ };

/** The scheme of a data section, or what the tags look like: spans when all are O, B-… and I-… (or E-… and S-…) and one begins. */
export function schemeOf(config: DataConfig, sequences: readonly Tagged[]): Scheme {
  if (config.features !== undefined) return 'none';
  const { scheme } = config;
  if (scheme !== undefined) return scheme === 'iob1' ? 'bio' : scheme;
  const tags = new Set(sequences.flatMap((one) => one.tags ?? []));
  if (!Array.from(tags).some((tag) => /^[BS]-/.test(tag))) return 'none';
  for (const name of ['bio', 'bioes'] as const)
    if (Array.from(tags).every((tag) => allowed[name].test(tag))) return name;
  return 'none';
}

/**
 * Sequences with their tags as the task learns them: renamed, checked against the scheme, IOB1 turned to BIO.
 * @throws `data/tag-scheme` for a tag that the scheme does not have; with `strict`, `data/broken-tags`.
 */
export function cleaned(
  sequences: readonly Tagged[],
  config: DataConfig,
  scheme: Scheme,
  context: TaskContext,
): readonly Tagged[] {
  const { rename } = config;
  const renamed = sequences.map((one) =>
    rename === undefined || one.tags === undefined
      ? one
      : { ...one, tags: one.tags.map((tag) => (Object.hasOwn(rename, tag) ? rename[tag]! : tag)) },
  );
  if (scheme === 'none') return renamed;
  for (const one of renamed) one.tags?.forEach((tag, t) => checkTag(tag, t, one, scheme));
  if (config.scheme === 'iob1')
    return renamed.map((one) => (one.tags === undefined ? one : { ...one, tags: bioOf(one.tags) }));
  noteBroken(renamed, scheme, config.strict, context);
  return renamed;
}

/** Tags of the same spans, as BIO. */
export function bioOf(tags: readonly string[]): string[] {
  const out = tags.map(() => 'O');
  for (const { type, start, end } of spansOf(tags))
    for (let t = start; t < end; t++) out[t] = `${t === start ? 'B' : 'I'}${type === '' ? '' : `-${type}`}`;
  return out;
}

/** Whether `tag` may stand behind `before`; undefined: at the start of a sequence. */
export function mayFollow(scheme: Exclude<Scheme, 'none'>, before: string | undefined, tag: string): boolean {
  const [from, to] = [partsOfTag(before ?? 'O'), partsOfTag(tag)];
  const isOpen = scheme === 'bio' ? from.prefix !== 'O' : /^[BI]$/.test(from.prefix);
  if (/^[IE]$/.test(to.prefix)) return isOpen && from.type === to.type;
  return scheme === 'bio' || !isOpen;
}

/** Whether a sequence may end with `tag`. */
export function mayEnd(scheme: Exclude<Scheme, 'none'>, tag: string): boolean {
  return scheme === 'bio' || !/^[BI](?:-|$)/.test(tag);
}

/** What of the tags may follow what; undefined for plain labels. */
export function constraintsOf(scheme: Scheme, tags: readonly string[]): CrfConstraints | undefined {
  if (scheme === 'none') return undefined;
  return {
    begins: (label) => mayFollow(scheme, undefined, tags[label]!),
    follows: (from, to) => mayFollow(scheme, tags[from], tags[to]!),
    ends: (label) => mayEnd(scheme, tags[label]!),
  };
}

function checkTag(tag: string, step: number, sequence: Tagged, scheme: Exclude<Scheme, 'none'>): void {
  if (allowed[scheme].test(tag)) return;
  const { file } = sequence;
  const line = lineOf(sequence, step);
  const forms = scheme === 'bio' ? 'O, B-… and I-…' : 'O, B-…, I-…, E-… and S-…';
  fail(
    'data/tag-scheme',
    `${file}, line ${line}: the tag "${tag}" is none of the scheme ${scheme}, which has ${forms}; for plain labels set data.scheme: none`,
    { file, line, tag, scheme, forms },
  );
}

function noteBroken(
  sequences: readonly Tagged[],
  scheme: Exclude<Scheme, 'none'>,
  strict: boolean,
  context: TaskContext,
): void {
  let count = 0;
  let first: { file: string; line: number; tag: string; before: string } | undefined;
  for (const one of sequences) {
    one.tags?.forEach((tag, t) => {
      const before = one.tags![t - 1];
      if (mayFollow(scheme, before, tag)) return;
      count++;
      first ??= { file: one.file, line: lineOf(one, t), tag, before: before ?? '' };
    });
  }
  if (first === undefined) return;
  const { file, line, tag, before } = first;
  const where = before === '' ? 'at the start of a sequence' : `behind "${before}"`;
  expect(
    !strict,
    'data/broken-tags',
    () =>
      `${file}, line ${line}: "${tag}" ${where} goes on with a span that nothing began (data.strict: true refuses that)`,
    { ...first, count, strict },
  );
  context.note(
    'data/broken-tags',
    `${file}: ${count} tags break the scheme ${scheme}, the first in line ${line} ("${tag}" ${where}); each is read as the beginning of a span`,
    { ...first, count, scheme },
  );
}
