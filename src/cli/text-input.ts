import { fail } from '../util/errors.ts';

/** After MODEL there can only be `-`, for standard input; `option` is what gives the rest. Throws `usage/stdin`. */
export function checkDash(stdin: string | undefined, option: '--input' | '--file'): void {
  if (stdin === undefined || stdin === '-') return;
  const what = option === '--input' ? 'an item' : 'a file';
  fail(
    'usage/stdin',
    `after MODEL there can only be -, for standard input, got "${stdin}"; ${what} is given as ${option} ${stdin}`,
    { got: stdin, option },
  );
}

/** All of standard input. Throws `input/not-utf8`. */
export async function standardInput(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return textOf(Buffer.concat(chunks));
}

/** The text in some bytes. Throws `input/not-utf8`. */
export function textOf(bytes: Uint8Array, file = 'standard input'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    return fail('input/not-utf8', `${file} is not UTF-8 text: save it as UTF-8`, { file }, cause);
  }
}
