/**
 * How many columns of a terminal a text takes: an East Asian wide letter (a Hangul syllable, a Chinese character) or an
 * emoji takes two, a combining mark none (Unicode Standard Annex 11).
 */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of joins.test(text) ? graphemes(text) : text) width += widthOfGrapheme(letter);
  return width;
}

/** What may make one letter of several code points. Without it the segmenter, which takes long to make, isn't needed. */
const joins = /[\p{M}\p{Cf}\ufe0f\u1160-\u11ff\ud7b0-\ud7ff\p{Regional_Indicator}\p{Emoji_Modifier}]/u;

let shared: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  shared ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(shared.segment(text), ({ segment }) => segment);
}

const invisible = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;

function widthOfGrapheme(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

export type Align = 'left' | 'right';

/** Fills a text with spaces up to a width in columns. */
export function pad(text: string, width: number, align: Align = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
}

/**
 * Rows as lines with aligned columns, two spaces apart, without spaces at the ends of lines.
 * @param style changes a finished line (its colour), given the number of its row
 */
export function table(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
  style: (line: string, row: number) => string = (line) => line,
): string[] {
  const columns = largest(rows, (row) => row.length);
  const widths = Array.from({ length: columns }, (_, j) => largest(rows, (row) => widthOf(row[j] ?? '')));
  return rows.map((row, i) => {
    const cells = row.map((cell, j) => pad(cell, widths[j]!, align[j] ?? 'left'));
    return style(cells.join('  ').trimEnd(), i);
  });
}

/** Of any number of rows; Math.max takes some tens of thousands of arguments only. */
function largest(rows: readonly (readonly string[])[], sizeOf: (row: readonly string[]) => number): number {
  return rows.reduce((most, row) => Math.max(most, sizeOf(row)), 0);
}

/**
 * A text as it can be seen: control characters, line breaks and what turns the direction of writing are escaped, and
 * spaces at its ends are shown by quotes.
 */
export function visible(text: string): string {
  const escaped = text.replaceAll(unseen, escapeLetter);
  if (text !== '' && invisible.test(text)) return Array.from(text, escapeLetter).join('');
  return escaped.trim() === escaped && escaped !== '' ? escaped : `"${escaped}"`;
}

const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeLetter(letter: string): string {
  const code = letter.codePointAt(0)!.toString(16);
  return shortEscapes[letter] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`);
}
