/** Particles of Korean, which depend on how the word before them ends. */

/** 은/는 */
export const topic = (word: string): string => word + (endsInConsonant(word) ? '은' : '는');
/** 이/가 */
export const subject = (word: string): string => word + (endsInConsonant(word) ? '이' : '가');
/** 을/를 */
export const object = (word: string): string => word + (endsInConsonant(word) ? '을' : '를');
/** 으로/로 */
export const by = (word: string): string => word + (endsInConsonant(word) && !endsInRieul(word) ? '으로' : '로');
/** 과/와 */
export const and = (word: string): string => word + (endsInConsonant(word) ? '과' : '와');

/** 이어야/여야 */
export const must = (word: string): string => word + (endsInConsonant(word) ? '이어야' : '여야');

/** How the digits, the letters and the signs that words end in are read aloud: whether that ends in a consonant. */
const closedDigits = '013678';
const closedLetters = /(?:[lmnr]|[^aeiou][ckptb]|[aeiou][ckptb]|ng)$/i;
const rieulDigits = '178';

/** Whether a word ends in a consonant when read in Korean. Quotes and brackets after it do not count. */
export function endsInConsonant(word: string): boolean {
  const last = lastLetter(word);
  const final = finalOf(last);
  if (final !== undefined) return final > 0;
  if (/\d/.test(last)) return closedDigits.includes(last);
  return closedLetters.test(bare(word));
}

function endsInRieul(word: string): boolean {
  const last = lastLetter(word);
  const final = finalOf(last);
  if (final !== undefined) return final === 8;
  return /\d/.test(last) ? rieulDigits.includes(last) : /[lr]$/i.test(bare(word));
}

/** The number of the final consonant of a syllable, 0 for none; undefined when it is no Hangul syllable. */
function finalOf(letter: string): number | undefined {
  const code = letter.charCodeAt(0) - 0xac00;
  return code >= 0 && code < 11172 ? code % 28 : undefined;
}

const bare = (word: string): string => word.normalize('NFC').replace(/[^\p{L}\p{N}]+$/u, '');
const lastLetter = (word: string): string => bare(word).at(-1) ?? '';
