/** Words as a shell reads them: quoted where it would take them apart. */
export function shellWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
