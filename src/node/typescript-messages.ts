import { createHash } from 'node:crypto';
import { byCodePoint } from '../util/code-points.ts';
import { expect, fail, messageOf } from '../util/errors.ts';

const SOURCE = 'typescript/lib/typescript.js';
const TRANSLATION = /^typescript\/lib\/([a-z-]+)\/diagnosticMessages\.generated\.json$/;

/** The share of the messages that validation has, and that test has. */
const SHARE = 0.1;

interface Message {
  readonly key: string;
  /** In all languages, English first. */
  readonly texts: readonly string[];
}

/**
 * The messages of the TypeScript compiler in all its languages, as parallel text: the English ones stand in the calls
 * `diag(code, category, key, message)` of the compiler itself, the translations under the same keys in a file a language.
 * Only messages that all languages have are taken, as they are.
 *
 * Messages that differ in what is quoted, in numbers, signs or the case of letters alone, in any of the languages, are
 * one family, so that what is asked for in one part was not shown in another. Families, in the order of the SHA-256 of
 * their first key, fill the test part, then the validation part, a tenth of the messages each; the others are to train on.
 * @param files of the package `typescript`, by path with the name of the package before it.
 * @returns `train.tsv`, `validation.tsv` and `test.tsv`: key, en, and a column a language, in the compiler's own order.
 * @throws `data/compiler-messages` for a package that is not laid out so.
 */
export function typescriptMessages(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const { languages, messages } = readMessages(files);
  const families = familiesOf(messages);
  const partOf = new Map<Message, string>();
  let [test, validation] = [0, 0];
  const wanted = Math.round(messages.length * SHARE);
  for (const family of families) {
    const part = test < wanted ? 'test' : validation < wanted ? 'validation' : 'train';
    if (part === 'test') test += family.length;
    else if (part === 'validation') validation += family.length;
    for (const message of family) partOf.set(message, part);
  }
  return new Map(
    ['train', 'validation', 'test'].map((part) => {
      const rows = messages.filter((message) => partOf.get(message) === part).map(({ key, texts }) => [key, ...texts]);
      const table = [['key', 'en', ...languages], ...rows].map((row) => `${row.map(cell).join('\t')}\n`);
      return [`${part}.tsv`, Buffer.from(table.join(''))];
    }),
  );
}

function readMessages(files: ReadonlyMap<string, Buffer>): { languages: string[]; messages: Message[] } {
  const translations = new Map<string, Record<string, unknown>>();
  for (const [path, bytes] of files) {
    const language = TRANSLATION.exec(path)?.[1];
    if (language !== undefined) translations.set(language, parse(path, bytes));
  }
  const languages = [...translations.keys()].sort(byCodePoint);
  const messages: Message[] = [];
  for (const { key, text } of calls(files.get(SOURCE)?.toString('utf8') ?? '')) {
    const texts = [text, ...languages.map((language) => translations.get(language)![key])];
    // A few are new, or were renamed after the translators had them.
    if (texts.every((one): one is string => typeof one === 'string' && !/[\t\r\n]/.test(one)))
      messages.push({ key, texts });
  }
  expect(
    languages.length > 0 && messages.length > 0,
    'data/compiler-messages',
    () => `${SOURCE} holds ${messages.length} messages that ${languages.length} translations have; fetch it again`,
    { file: SOURCE, reason: `${messages.length} × ${languages.length}` },
  );
  return { languages, messages };
}

function parse(path: string, bytes: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(bytes.toString('utf8'))) as Record<string, unknown>;
  } catch (thrown) {
    const reason = messageOf(thrown);
    const message = `${path} cannot be read: ${reason}; fetch it again`;
    return fail('data/compiler-messages', message, { file: path, reason }, thrown);
  }
}

/** A string of the source, in any of the three quotes. */
const STRING = `("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`(?:[^\`\\\\]|\\\\.)*\`)`;
const CALL = new RegExp(String.raw`\bdiag\(\s*[\d.e]+,\s*\d+ \/\* \w+ \*\/,\s*${STRING},\s*${STRING}`, 'g');

function calls(source: string): { key: string; text: string }[] {
  return Array.from(source.matchAll(CALL), ([, key, text]) => ({ key: unquoted(key!), text: unquoted(text!) }));
}

function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code?: string, letter = '') =>
      code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Messages that are alike in some language, together; by the SHA-256 of the first key of each. */
function familiesOf(messages: readonly Message[]): Message[][] {
  const family = new Map(messages.map((message) => [message, [message]]));
  const languages = messages[0]?.texts.length ?? 0;
  for (let language = 0; language < languages; language++) {
    const first = new Map<string, Message>();
    for (const message of messages) {
      const core = coreOf(message.texts[language]!);
      const other = core === '' ? message : (first.get(core) ?? message);
      first.set(core, other);
      const [own, its] = [family.get(message)!, family.get(other)!];
      if (own === its) continue;
      its.push(...own);
      for (const one of own) family.set(one, its);
    }
  }
  return [...new Set(family.values())]
    .map((members) => ({ members, place: sha256(members.map(({ key }) => key).sort(byCodePoint)[0]!) }))
    .sort((a, b) => byCodePoint(a.place, b.place))
    .map(({ members }) => members);
}

/** The letters of a message without what is quoted. */
function coreOf(text: string): string {
  return text
    .replaceAll(/(?<![\p{L}\p{N}])(['"`])[^'"`]*\1(?![\p{L}\p{N}])/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, '');
}

/** In quotes where it holds one itself, as readers of tables expect. */
function cell(text: string): string {
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
