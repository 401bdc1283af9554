import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf, normalText, symbolsOf, TextJoiner, textUnits, type TextUnit } from './text-units.ts';

const symbols = (text: string, unit: TextUnit): string[] => [...symbolsOf(normalText(text), unit)];

function joined(parts: readonly string[], unit: TextUnit): string {
  const joiner = new TextJoiner(unit);
  return parts.map((part) => joiner.push(part)).join('') + joiner.end();
}

describe('normalText', () => {
  it('composes Hangul that a Mac wrote in pieces, and makes every line break one', () => {
    expect(normalText('짜장'.normalize('NFD'))).toBe('짜장');
    expect(normalText('a\r\nb\rc\n')).toBe('a\nb\nc\n');
  });
});

describe('symbolsOf', () => {
  it('reads letters as people see them', () => {
    expect(symbols('짜장 👩‍👧!\né', 'grapheme')).toEqual(['짜', '장', ' ', '👩‍👧', '!', '\n', 'é']);
    expect(symbols('🇰🇷🇩🇪', 'grapheme')).toEqual(['🇰🇷', '🇩🇪']);
    expect(symbols('', 'grapheme')).toEqual([]);
  });

  it('takes Hangul syllables apart, and nothing else', () => {
    expect(symbols('한é글ㅋ', 'jamo')).toEqual(['ᄒ', 'ᅡ', 'ᆫ', 'é', 'ᄀ', 'ᅳ', 'ᆯ', 'ㅋ']);
  });

  it('reads words between spaces, and line breaks', () => {
    expect(symbols('  the cat \n sat\tdown\n\nend', 'word')).toEqual([
      'the',
      'cat',
      '\n',
      'sat',
      'down',
      '\n',
      '\n',
      'end',
    ]);
  });

  it('agrees with the segmenter where it takes the short way', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '가', '힣', 'か', 'ガ', '中', '\t', '~') });
    fc.assert(
      fc.property(plain, (text) => {
        const slow = [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(
          (one) => one.segment,
        );
        expect(symbols(text, 'grapheme')).toEqual(slow);
      }),
    );
  });
});

describe('TextJoiner', () => {
  it('gives back the text that was read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('grapheme', 'jamo' as const), (text, unit) => {
        expect(joined(symbols(text, unit), unit)).toBe(normalText(text));
      }),
    );
    for (const text of ['각 가ㄱ 까마귀\nㅋㅋㅋ', '한글날']) expect(joined(symbols(text, 'jamo'), 'jamo')).toBe(text);
  });

  it('gives words back with one space between them', () => {
    expect(joined(symbols('the  cat\nsat down', 'word'), 'word')).toBe('the cat\nsat down');
  });

  it('holds a syllable back until it is whole', () => {
    const joiner = new TextJoiner('jamo');
    expect(['ᄒ', 'ᅡ', 'ᆫ', 'ᄀ', 'ᅳ', '!'].map((part) => joiner.push(part))).toEqual(['', '', '', '한', '', '그']);
    expect(joiner.end()).toBe('!');
  });
});

describe('lettersOf', () => {
  it('counts a syllable once', () => {
    const count = (text: string, unit: TextUnit): number =>
      symbols(text, unit).reduce((n, symbol) => n + lettersOf(symbol, unit), 0);
    expect(textUnits.map((unit) => count('한글 밥', unit))).toEqual([4, 4, 2]);
  });
});
