import { decodeText, type ByteSource } from '../text-source.ts';

/** A line of a text, without its break, and its number from 1. */
export interface Line {
  readonly text: string;
  readonly line: number;
}

/** The lines of a text (UTF-8, also gzipped), composed (NFC); LF and CRLF end one. */
export async function* readLines(source: ByteSource, file: string): AsyncGenerator<Line> {
  let rest = '';
  let line = 1;
  const cleaned = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text).normalize('NFC');
  for await (const chunk of decodeText(source, file)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const text of lines) yield { text: cleaned(text), line: line++ };
  }
  if (rest !== '') yield { text: cleaned(rest), line };
}

/** What stands between spaces. */
export function wordsOf(text: string): string[] {
  return text.match(/\S+/g) ?? [];
}
