/** The pieces that every tokenizer of ours begins with; the place of each is its id. */
export const marks = ['<unk>', '<s>', '</s>'] as const;
export const unknownId = 0;
export const beginId = 1;
export const endId = 2;

/**
 * The marks as a tokenizer.json has them. `<unk>` is none of the special ones, which the library leaves out when it
 * decodes: a reader should see where something is missing.
 */
export const addedTokens = marks.map((content, id) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: id !== unknownId,
}));

const anyMark = /(<unk>|<s>|<\/s>)/;

/** Hands on what stands between the marks of a text and, by id, the marks, in their order. */
export function readAround(text: string, onText: (part: string) => void, onMark: (id: number) => void): void {
  if (!text.includes('<')) {
    onText(text);
    return;
  }
  // Splitting by a group leaves what it matched at the odd places.
  text.split(anyMark).forEach((part, i) => {
    if (i % 2 === 0) onText(part);
    else onMark(marks.findIndex((mark) => mark === part));
  });
}
