/**
 * The numbers of a page come from a program. Where they stand is marked by comments that no reader sees:
 *
 *     The first gate is <!-- value: gate -->0.73<!-- /value -->.       a value, in the middle of a sentence
 *
 *     <!-- rows: sizes -->                                             the rows of a table below its head
 *     | cell | parameters |
 *     |---|---|
 *     | lstm | 387 |
 *
 *     <!-- lines: walk -->                                             the lines of a block
 *     ```text
 *     h = 0.73
 *     ```
 */

export type Language = 'en' | 'ko';

/** What may differ between the languages of a page. */
export type Text = string | Readonly<Record<Language, string>>;

/** What a program computed, by name: a text is a value, a list the lines of a block, a list of lists the rows of a table. */
export type Numbers = Readonly<Record<string, Text | readonly Text[] | readonly (readonly Text[])[]>>;

/** Each mark, in three parts: what stands before the numbers, the numbers, what stands behind them. */
const marks: Readonly<Record<string, RegExp>> = {
  value: /(<!-- value: ([\w-]+) -->)(.*?)(<!-- \/value -->)/g,
  rows: /(<!-- rows: ([\w-]+) -->\n\|.*\|\n\|[-:|]+\|\n)((?:\|.*\|\n)*)()/g,
  lines: /(<!-- lines: ([\w-]+) -->\n```.*\n)((?:(?!```).*\n)*)(```)/g,
};

/**
 * The page with the program's numbers at its marks.
 * @throws Error when page and program do not name the same numbers, or a mark is no mark.
 */
export function withNumbers(source: string, numbers: Numbers, language: Language): string {
  const used = new Set<string>();
  let filled = source;
  for (const [kind, pattern] of Object.entries(marks)) {
    filled = filled.replaceAll(pattern, (_all, before: string, name: string, _old: string, behind: string) => {
      used.add(name);
      return before + written(kind, name, numbers[name], language) + behind;
    });
  }
  const marked = [...source.matchAll(/<!-- (?:value|rows|lines): ([^ ]*)/g)].map(([, name]) => name!);
  const unread = marked.filter((name) => !used.has(name));
  if (unread.length > 0) throw new Error(`these marks are not followed by what they name: ${unread.join(', ')}`);
  const unused = Object.keys(numbers).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`the page has no mark for these numbers: ${unused.join(', ')}`);
  return filled;
}

function written(kind: string, name: string, found: Numbers[string] | undefined, language: Language): string {
  const of = (text: Text): string => (typeof text === 'string' ? text : text[language]);
  const isTable = Array.isArray(found) && found.every((row) => Array.isArray(row));
  if (kind === 'value' && found !== undefined && !Array.isArray(found)) return of(found as Text);
  if (kind === 'rows' && isTable) return found.map((row: Text[]) => `| ${row.map(of).join(' | ')} |\n`).join('');
  if (kind === 'lines' && Array.isArray(found) && !isTable) return found.map((line: Text) => `${of(line)}\n`).join('');
  throw new Error(
    `the page asks for "${name}" as ${kind}; the program has ${JSON.stringify(found) ?? 'no such number'}`,
  );
}
