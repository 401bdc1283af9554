import { hasLoneSurrogate } from '../../util/code-points.ts';

/** Composed (NFC), in small letters where that is asked for, and U+FFFD for what has no UTF-8 form. */
export function spelled(text: string, lowercase: boolean): string {
  const sound = hasLoneSurrogate(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;
  const composed = sound.normalize('NFC');
  return lowercase ? small(composed) : composed;
}

/** JavaScript writes a sigma at the end of a word as ς, the library knows one small letter for each capital. */
function small(text: string): string {
  return text.includes('Σ') ? Array.from(text, (letter) => letter.toLowerCase()).join('') : text.toLowerCase();
}

/** {@link spelled} as a tokenizer.json says it. */
export function normalizers(lowercase: boolean): readonly unknown[] {
  return lowercase ? [{ type: 'NFC' }, { type: 'Lowercase' }] : [{ type: 'NFC' }];
}

/** What stands between white space as Unicode defines it; JavaScript's own `\s` has another list. */
export function wordsIn(text: string): string[] {
  return text.match(/\P{White_Space}+/gu) ?? [];
}
