/** What belongs together in a text: all of it, each line, or each paragraph. */
export const documentKinds = ['file', 'line', 'paragraph'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A piece of text, and the line of its file that it begins on. */
export interface TextDocument {
  readonly text: string;
  readonly line: number;
}

const separators = { line: /\n/g, paragraph: /\n(?:[^\S\n]*\n)+/g };

/** Whether a document ends inside of a normal text, or at its end by a line break. */
export function hasSeparator(text: string, kind: DocumentKind): boolean {
  return kind !== 'file' && text.search(separators[kind]) >= 0;
}

/** The documents of a normal text; empty ones are left out. */
export function documentsOf(text: string, kind: DocumentKind): TextDocument[] {
  if (kind === 'file') return text === '' ? [] : [{ text, line: 1 }];
  const documents: TextDocument[] = [];
  let [start, line] = [0, 1];
  const add = (end: number, next: number): void => {
    const piece = text.slice(start, end);
    const lead = piece.length - piece.trimStart().length;
    if (piece.trim() !== '') documents.push({ text: piece.trim(), line: line + lineBreaks(piece.slice(0, lead)) });
    line += lineBreaks(text.slice(start, next));
    start = next;
  };
  for (const { index, 0: found } of text.matchAll(separators[kind])) add(index, index + found.length);
  add(text.length, text.length);
  return documents;
}

export function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
