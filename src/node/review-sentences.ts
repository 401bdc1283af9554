import { createHash } from 'node:crypto';
import { byCodePoint } from '../util/code-points.ts';
import { fail, messageOf } from '../util/errors.ts';

const FILES = ['amazon', 'imdb', 'yelp'].map((site) => `sentiment/test/fixtures/${site}.json`);

/** The share of the sentences that validation has, and that test has. */
const SHARES = { validation: 0.1, test: 0.15 };

interface Sentence {
  readonly text: string;
  readonly label: 0 | 1;
}

/**
 * Tables of sentences out of reviews, good (1) or bad (0), from the files that the package `sentiment` measures itself
 * by. White space becomes one space; of a sentence that stands there twice the first counts. They are put in the order
 * of the SHA-256 of their texts, so that sites and classes are mixed; the first of them are for test, then for
 * validation, the others to train on.
 * @param files of the package by path, with the name of the package before it.
 * @returns `train.tsv`, `validation.tsv` and `test.tsv`: text and label, below a header.
 * @throws `data/review-sentences` for a package that is not laid out so.
 */
export function reviewSentences(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const all = new Map<string, Sentence>();
  for (const path of FILES)
    for (const sentence of sentencesIn(path, files.get(path)))
      if (!all.has(sentence.text)) all.set(sentence.text, sentence);
  const rows = [...all.values()]
    .map(({ text, label }) => ({ row: `${text}\t${label}\n`, place: sha256(text) }))
    .sort((a, b) => byCodePoint(a.place, b.place))
    .map(({ row }) => row);
  const test = Math.round(rows.length * SHARES.test);
  const validation = test + Math.round(rows.length * SHARES.validation);
  const table = (part: readonly string[]): Buffer => Buffer.from(`text\tlabel\n${part.join('')}`);
  return new Map([
    ['train.tsv', table(rows.slice(validation))],
    ['validation.tsv', table(rows.slice(test, validation))],
    ['test.tsv', table(rows.slice(0, test))],
  ]);
}

function sentencesIn(path: string, bytes: Buffer | undefined): Sentence[] {
  if (bytes === undefined) return wrong(path, 'it is not there');
  let entries: unknown;
  try {
    entries = JSON.parse(bytes.toString('utf8'));
  } catch (thrown) {
    return wrong(path, messageOf(thrown), thrown);
  }
  const found = Array.isArray(entries) ? entries.flatMap((entry) => sentenceOf(entry) ?? []) : [];
  return found.length > 0 ? found : wrong(path, 'it is not a list of texts, each with a class of 0 or 1');
}

/** Undefined for an entry without a text or a class, as the last of each file is. */
function sentenceOf(entry: unknown): Sentence | undefined {
  const { text, class: label } = Object(entry) as { text?: unknown; class?: unknown };
  if (typeof text !== 'string' || text.trim() === '' || (label !== 0 && label !== 1)) return undefined;
  return { text: text.replaceAll(/\s+/g, ' ').trim(), label };
}

function wrong(path: string, reason: string, cause?: unknown): never {
  const message = `${path} cannot be read: ${reason}; fetch it again`;
  return fail('data/review-sentences', message, { file: path, reason }, cause);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
