/** `lc` or `mixed`, as sacrebleu says whether capitals count. */
export function caseOf(lowercase: boolean): string {
  return lowercase ? 'lc' : 'mixed';
}

/**
 * A signature in the form of sacrebleu 2 (Post 2018): `nrefs:1|case:mixed|…|version:elman`. `nrefs` is how many references
 * the sentences have, `var` when not all have as many. The version says who counted: the numbers are those of sacrebleu 2.6
 * with the same signature but for it.
 */
export function signatureOf(
  references: readonly (readonly string[])[],
  parts: Readonly<Record<string, string | number>>,
): string {
  const counts = new Set(references.map((some) => some.length));
  const nrefs = counts.size === 1 ? references[0]!.length : 'var';
  return Object.entries({ nrefs, ...parts, version: 'elman' })
    .map(([name, value]) => `${name}:${value}`)
    .join('|');
}
