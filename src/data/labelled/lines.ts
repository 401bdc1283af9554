import { expect, fail } from '../../util/errors.ts';
import { longestRecord, endlessLine } from '../row.ts';
import { decodeText, type ByteSource } from '../text-source.ts';
import type { LabelledText, MissingRule } from './labelled-text.ts';

/** The lines of a UTF-8 text, also gzipped, with their numbers from 1; empty ones are passed over. */
export async function* textLines(source: ByteSource, file: string): AsyncGenerator<{ line: number; text: string }> {
  let rest = '';
  let line = 0;
  for await (const chunk of decodeText(source, file)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    if (rest.length > longestRecord) endlessLine(file, line + lines.length + 1);
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { line, text: text.replace(/\r$/, '') };
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, text: rest };
}

/** What fastText writes before a label. */
const PREFIX = '__label__';

/**
 * Lines of a label, white space, and a text: `1 a good film`, or as fastText writes it `__label__good a good film`.
 * @throws `data/labelled-line` for a line with a label alone, unless those are left out; `data/empty` for no lines at all.
 */
export async function* readLabelledLines(
  source: ByteSource,
  file: string,
  { missing, onSkip }: MissingRule,
): AsyncGenerator<LabelledText> {
  let any = false;
  for await (const { line, text: whole } of textLines(source, file)) {
    any = true;
    const [, word = '', text = ''] = /^\s*(\S+)\s*([^]*)$/.exec(whole)!;
    const label = word.startsWith(PREFIX) ? word.slice(PREFIX.length) : word;
    if (text === '' || label === '') {
      if (missing === 'skip') {
        onSkip?.();
        continue;
      }
      fail(
        'data/labelled-line',
        `${file}, line ${line}: a line holds a label, a space and a text, but this one is ${JSON.stringify(whole.slice(0, 60))}; fill it in, or leave such lines out (data.missing: skip)`,
        { file, line, got: whole.slice(0, 60) },
      );
    }
    yield { text, label, file, line };
  }
  expect(any, 'data/empty', () => `${file} is empty`, { file });
}
