/** Words, with apostrophes and hyphens inside them and periods, commas and colons between digits; else runs of signs that stay. */
const pieces = new RegExp(
  [
    String.raw`[\p{L}\p{M}\p{N}]+(?:(?:['-]|(?<=\p{N})[.,:](?=\p{N}))[\p{L}\p{M}\p{N}]+)*`,
    String.raw`[^\p{L}\p{M}\p{N}\s'"“”„‟«»\u0060´(){}[\]<>.?!,:;…‐-―¡¿·、。「」『』〈〉《》【】〔〕！，：；？（）-]+`,
  ].join('|'),
  'gu',
);

/** What English writes to the end of a word and the Penn Treebank apart from it: dog's, they're, don't. */
const endings = /(?<=\p{L})(?:n't|'(?:s|m|d|ll|re|ve))$/u;

/**
 * The words of a caption, as its figures count them: small letters, no punctuation. A simple stand-in for what the COCO
 * evaluation does (the tokenizer of the Penn Treebank, then a list of punctuation left out): hyphened words and numbers as
 * `3,000` or `10:30` stay whole, `dog's` is `dog 's` and `don't` is `do n't`, quotes, brackets, dashes, periods and
 * commas vanish, other signs (`&`, `#`, `$`, `%`, emoji) are words. It differs in what needs lists: abbreviations
 * (`u.s.`), `cannot`, `gonna`.
 *
 * Other languages are split at spaces and signs, and nothing of their letters is touched: `강아지가` stays one word.
 */
export function captionTokens(text: string): string[] {
  const small = text.toLowerCase().replaceAll(/[‘’‛＇]/g, "'");
  return (small.match(pieces) ?? []).flatMap((piece) => {
    const at = piece.search(endings);
    return at < 0 ? [piece] : [piece.slice(0, at), piece.slice(at)];
  });
}
