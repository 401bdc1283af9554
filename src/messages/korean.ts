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

/**
 * How the digits and letters that words end in are read aloud: whether that ends in a consonant. A stop closes a
 * syllable behind a vowel (split, 스플릿) and not behind a consonant (txt, 티엑스티; script, 스크립트); r closes when it is
 * read as a letter (알) and not at the end of a word (layer, 레이어); a silent e leaves l, m and n closed (file, 파일).
 */
const closedDigits = '013678';
const closedLetters = /(?:[lmn]|(?<![aeiou])r|[aeiou][ckptb]|ck|ng|[aeiou][lmn]e|[bdgkpt]le)$/i;
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
  return /\d/.test(last) ? rieulDigits.includes(last) : /(?:[lr]|le)$/i.test(bare(word));
}

/** The number of the final consonant of a syllable, 0 for none; undefined when it is no Hangul syllable. */
function finalOf(letter: string): number | undefined {
  const code = letter.charCodeAt(0) - 0xac00;
  return code >= 0 && code < 11172 ? code % 28 : undefined;
}

const bare = (word: string): string => word.normalize('NFC').replace(/[^\p{L}\p{N}]+$/u, '');
const lastLetter = (word: string): string => bare(word).at(-1) ?? '';
