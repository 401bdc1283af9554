/** What a text is read as: letters as people see them, the jamo of Hangul syllables, or words between spaces. */
export const textUnits = ['grapheme', 'jamo', 'word'] as const;
export type TextUnit = (typeof textUnits)[number];

/** A text in the form that it is read in: composed (NFC), with \n for every line break. */
export function normalText(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n');
}

/**
 * The symbols of a normal text, one after another.
 * - `grapheme`: user-perceived characters (UAX #29): a Hangul syllable, an emoji with its modifiers, a line break.
 * - `jamo`: as graphemes, with each Hangul syllable taken apart into its conjoining letters (한 → ᄒ ᅡ ᆫ), which say
 *   whether a consonant begins or ends a syllable: composing them (NFC) gives back the very text.
 * - `word`: what stands between spaces, and each line break.
 */
export function symbolsOf(text: string, unit: TextUnit): Iterable<string> {
  return readers[unit](text);
}

const readers: Record<TextUnit, (text: string) => Iterable<string>> = { grapheme: graphemes, jamo, word: words };

/** Letters that no rule of UAX #29 joins to a neighbour: ASCII, Hangul syllables, kana, the common ideographs. */
const simple = /^[\x20-\x7e\t가-힣ぁ-ゖァ-ヺ一-鿿]*$/;

function* graphemes(text: string): Generator<string> {
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end);
    if (simple.test(line)) yield* line;
    else for (const { segment } of segmenter.segment(line)) yield segment;
    if (end < 0) return;
    yield '\n';
    start = end + 1;
  }
}

function* jamo(text: string): Generator<string> {
  for (const grapheme of graphemes(text)) {
    if (/[가-힣]/.test(grapheme)) yield* grapheme.normalize('NFD');
    else yield grapheme;
  }
}

function* words(text: string): Generator<string> {
  for (const [word] of text.matchAll(/\n|[^\s]+/g)) yield word;
}

/** How many graphemes end with a symbol: none at a jamo that goes on with the syllable of the one before. */
export function lettersOf(symbol: string, unit: TextUnit): number {
  return unit === 'jamo' && isContinuing(symbol) ? 0 : 1;
}

/** A vowel or final consonant, which belongs to the syllable that an initial one began. */
function isContinuing(symbol: string): boolean {
  return /^[\u1160-\u11ff]/.test(symbol);
}

/** Puts symbols back together to text as they come. */
export class TextJoiner {
  readonly #unit: TextUnit;
  /** Jamo of a syllable that may go on. */
  #open = '';
  #last = '\n';

  constructor(unit: TextUnit) {
    this.#unit = unit;
  }

  /** Takes a symbol in, and gives the text that is certain by now. */
  push(symbol: string): string {
    if (this.#unit === 'word') {
      const space = symbol === '\n' || this.#last === '\n' ? '' : ' ';
      this.#last = symbol;
      return space + symbol;
    }
    if (this.#unit === 'grapheme') return symbol;
    if (isContinuing(symbol)) {
      this.#open += symbol;
      return '';
    }
    const done = this.end();
    this.#open = symbol;
    return done;
  }

  /** What is left. */
  end(): string {
    const rest = this.#open.normalize('NFC');
    this.#open = '';
    return rest;
  }
}
