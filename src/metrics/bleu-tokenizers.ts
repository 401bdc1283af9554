/**
 * Spaces as Python's `str.split` and so sacrebleu knows them: those of Unicode and the four separators of ASCII. JavaScript's
 * `\s` lacks U+0085 and the separators, and has U+FEFF.
 */
// oxlint-disable-next-line no-control-regex
const spaces = /[\p{White_Space}\u001c-\u001f]+/u;

/** What stands between spaces. */
export function wordsOf(text: string): string[] {
  return text.split(spaces).filter((word) => word !== '');
}

/** The letters (code points) that are no spaces. */
export function lettersOf(text: string): string[] {
  return Array.from(wordsOf(text).join(''));
}

/**
 * How a sentence becomes words before n-grams of them are counted, with the names and the behaviour of sacrebleu 2.6:
 *
 * - `none`: what stands between spaces; for text that is tokenized already.
 * - `13a`: the tokenizer of NIST's mteval-v13a, the default of the WMT evaluations. Signs of ASCII stand by themselves,
 *   save apostrophes and hyphens; a period or comma unless digits stand on both sides; a hyphen behind a digit.
 *   `<skipped>`, hyphens at the end of a line and the entities of `"`, `&`, `<`, `>` are undone. Letters beyond ASCII
 *   and their punctuation are left alone.
 * - `char`: every letter (code point) is a word, spaces are none. For languages whose words are not set apart in one way,
 *   so that a Korean translation is not judged by its spacing.
 */
export const bleuTokenizers = {
  none: wordsOf,
  '13a': (text: string): string[] => wordsOf(setApart(withoutMarkup(withoutSpacesBehind(text)))),
  char: lettersOf,
} as const;

export type BleuTokenizer = keyof typeof bleuTokenizers;

/** What mteval does in every language. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}

/** What mteval does in Western languages, one rule after the other; the later ones see the spaces of the earlier ones. */
function setApart(text: string): string {
  return ` ${text} `
    .replaceAll(/[!-&(-+/:-@[-`{-~]/g, ' $& ')
    .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
    .replaceAll(/([0-9])-/g, '$1 - ');
}

/** A hyphen before a line break at the very end is no hyphenation. */
function withoutSpacesBehind(text: string): string {
  let end = text.length;
  while (end > 0 && spaces.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
