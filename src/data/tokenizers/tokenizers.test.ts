import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../util/random.ts';
import { openTokenizer, trainBpe, trainGraphemes, trainWords, type Tokenizer } from './index.ts';

const texts = ['low lower lowest', 'new newer newest', 'low new wide', 'wider widest low'];
const ofEachKind: readonly (readonly [string, () => Tokenizer])[] = [
  ['word', () => trainWords(texts)],
  ['grapheme', () => trainGraphemes(texts)],
  ['bpe', () => trainBpe(texts, { vocabSize: 30 })],
];

describe.each(ofEachKind)('a tokenizer: %s', (kind, train) => {
  const tokenizer = train();
  const [first] = tokenizer.encode('low');

  test('has the marks at 0, 1 and 2', () => {
    expect(tokenizer.kind).toBe(kind);
    expect(tokenizer.pieces.slice(0, 3)).toEqual(['<unk>', '<s>', '</s>']);
    expect([tokenizer.unknownId, tokenizer.beginId, tokenizer.endId]).toEqual([0, 1, 2]);
    expect(tokenizer.size).toBe(tokenizer.pieces.length);
    expect(new Set(tokenizer.pieces).size).toBe(tokenizer.size);
  });

  test('gives back texts over its alphabet with single spaces', () => {
    const word = fc.constantFrom('low', 'lower', 'new', 'widest', 'wide');
    const sentence = fc.array(word).map((words) => words.join(' '));
    fc.assert(
      fc.property(sentence, (text) => {
        const ids = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(tokenizer.decode([1, ...ids, 2])).toBe(text);
      }),
    );
  });

  test('has an id for anything, and a text for any ids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const ids = tokenizer.encode(text);
        expect(ids.every((id) => id >= 0 && id < tokenizer.size)).toBe(true);
        tokenizer.decode(ids);
      }),
    );
    expect([...tokenizer.encode('')]).toEqual([]);
    // What has no UTF-8 form is unknown, and does not reach a file.
    expect(tokenizer.encode('\uD800')).toContain(0);
  });

  test('leaves begin and end out, keeps the unknown, and refuses other ids', () => {
    expect(tokenizer.decode([1, first!, 2])).toBe(tokenizer.decode([first!]));
    expect(tokenizer.decode([0])).toBe('<unk>');
    for (const id of [-1, 0.5, tokenizer.size])
      expect(() => tokenizer.decode([id])).toThrow(`no piece has the id ${id}; ids go from 0 to ${tokenizer.size - 1}`);
    expect(() => tokenizer.show(99)).toThrow(/no piece has the id 99/);
  });

  test('is the same when it was saved and opened', () => {
    const opened = openTokenizer(JSON.parse(JSON.stringify(tokenizer)), 'm');
    expect(opened.pieces).toEqual(tokenizer.pieces);
    for (const text of [...texts, 'lowly wild <s> 😀']) expect(opened.encode(text)).toEqual(tokenizer.encode(text));
  });

  test('cannot be learnt from nothing', () => {
    const learners = { word: trainWords, grapheme: trainGraphemes, bpe: () => trainBpe([''], { vocabSize: 9 }) };
    expect(() => learners[kind as keyof typeof learners]([''])).toThrow(
      'no tokenizer can be learnt from these texts: nothing in them is seen even once; give more text, or count less (minCount, maxSize)',
    );
  });
});

describe('words and graphemes', () => {
  test('come the commonest first, as many as wanted', () => {
    const words = ['b a a', 'c c c a c b', 'd <s> d </s>'];
    expect(trainWords(words).pieces.slice(3)).toEqual(['c', 'a', 'b', 'd']);
    expect(trainWords(words, { minCount: 3 }).pieces.slice(3)).toEqual(['c', 'a']);
    expect(trainWords(words, { maxSize: 5 }).pieces.slice(3)).toEqual(['c', 'a']);
    expect([...trainWords(words, { maxSize: 5 }).encode('d a')]).toEqual([0, 4]);
    expect(() => trainWords(words, { minCount: 5 })).toThrow(/nothing in them is seen 5 times/);
    expect(() => trainWords(words, { maxSize: 3 })).toThrow(expect.objectContaining({ code: 'data/no-pieces' }));
  });

  test('may have any name', () => {
    const words = ['__proto__', 'constructor', '10', '2'];
    const opened = openTokenizer(JSON.parse(JSON.stringify(trainWords(words))), 'm');
    expect([...opened.encode(words.join(' '))]).toEqual([3, 4, 5, 6]);
  });

  test('are read as small letters where that is asked for', () => {
    const lower = trainWords(['ΟΔΟΣ Über'], { lowercase: true });
    expect(lower.pieces.slice(3)).toEqual(['οδοσ', 'über']);
    expect([...lower.encode('u\u0308BER οδοσ')]).toEqual([4, 3]);
    expect(lower.kind === 'word' && openTokenizer(lower.toJSON(), 'm').encode('ÜBER')[0]).toBe(4);
  });

  test('are shown so that a space is seen', () => {
    const graphemes = trainGraphemes(['a b\nc', '각👍🏽']);
    expect([...graphemes.encode(' \n')].map((id) => graphemes.show(id))).toEqual(['␣', '⏎']);
    expect(graphemes.encode('각👍🏽')).toHaveLength(2);
    expect(graphemes.decode(graphemes.encode('a b\r\nc'))).toBe('a b\nc');
  });
});

/** As the trainer says it does, counting all anew each time. */
function learnSlowly(words: ReadonlyMap<string, number>, vocabSize: number, minCount: number) {
  const letters = [...new Set([...words.keys()].join(''))].sort();
  const pieces = ['<unk>', '<s>', '</s>', ...letters];
  const merges: [string, string][] = [];
  const cut = Array.from(words, ([word, count]) => ({ pieces: Array.from(word), count }));
  while (pieces.length < vocabSize) {
    const counts = new Map<string, number>();
    for (const { pieces: own, count } of cut)
      for (let i = 1; i < own.length; i++) {
        const key = JSON.stringify([own[i - 1], own[i]]);
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    const isLearnt = (key: string): boolean => merges.some((merge) => JSON.stringify(merge) === key);
    const candidates = Array.from(counts, ([key, count]) => {
      const pair = JSON.parse(key) as [string, string];
      const [left, right] = pair.map((piece) => pieces.indexOf(piece)) as [number, number];
      return { key, pair, left, right, count: isLearnt(key) ? Number.POSITIVE_INFINITY : count };
    }).sort((a, b) => (b.count === a.count ? a.left - b.left || a.right - b.right : b.count - a.count));
    const best = candidates[0];
    if (best === undefined || best.count < minCount) break;
    const [left, right] = best.pair;
    if (!isLearnt(best.key)) merges.push(best.pair);
    if (!pieces.includes(left + right)) pieces.push(left + right);
    for (const word of cut) word.pieces = mergedIn(word.pieces, left, right);
  }
  return { pieces, merges };
}

function mergedIn(pieces: readonly string[], left: string, right: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) merged.push(left + pieces[++i]!);
    else merged.push(pieces[i]!);
  }
  return merged;
}

/** Merges the earliest learnt pair, everywhere from left to right, until none is left. */
function cutSlowly(word: string, merges: readonly (readonly [string, string])[]): string[] {
  let pieces = Array.from(word);
  for (;;) {
    const pairs = pieces.slice(1).map((right, i) => [pieces[i], right]);
    const next = merges.find(([left, right]) => pairs.some((pair) => pair[0] === left && pair[1] === right));
    if (next === undefined) return pieces;
    pieces = mergedIn(pieces, ...next);
  }
}

const mergesOf = (tokenizer: Tokenizer) => (tokenizer.toJSON()['model'] as { merges: [string, string][] }).merges;

describe('byte-pair encoding', () => {
  test('learns and applies merges as plain loops do', () => {
    // Few letters make many ties, doubles and pieces that two ways lead to.
    const word = fc.stringMatching(/^[abc]{1,9}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.array(word),
        fc.nat(30),
        (words, others, more) => {
          const counts = new Map<string, number>();
          for (const one of words) counts.set(`▁${one}`, (counts.get(`▁${one}`) ?? 0) + 1);
          const tokenizer = trainBpe([words.join(' ')], { vocabSize: 7 + more, minCount: 1 });
          const slow = learnSlowly(counts, 7 + more, 1);
          // The mark ▁ comes behind all letters here.
          expect(tokenizer.pieces).toEqual(slow.pieces);
          expect(mergesOf(tokenizer)).toEqual(slow.merges);
          for (const one of [...words, ...others]) {
            const known = Array.from(one).every((letter) => tokenizer.pieces.includes(letter));
            if (!known) continue;
            const pieces = Array.from(tokenizer.encode(one), (id) => tokenizer.pieces[id]);
            expect(pieces).toEqual(cutSlowly(`▁${one}`, slow.merges));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('takes of equally common pairs the one with the lower ids', () => {
    // ▁b, ba, ▁a, ab are seen once each; a < b < ▁ by code point.
    expect(mergesOf(trainBpe(['ba ab'], { vocabSize: 7, minCount: 1 }))).toEqual([['a', 'b']]);
  });

  test('stops where pairs are rare, and never begins with less room than letters', () => {
    expect(trainBpe(['aaab aab c'], { vocabSize: 99 }).pieces.slice(7)).toEqual(['aa', '▁aa']);
    expect(() => trainBpe(['abc'], { vocabSize: 6 })).toThrow(
      'vocabSize is a whole number of pieces, and at least 7 here (4 letters, 3 marks), got 6; make it larger, or count rare letters as unknown (minLetterCount)',
    );
    expect(() => trainBpe(['abc'], { vocabSize: 9.5 })).toThrow(expect.objectContaining({ code: 'config/vocab-size' }));
  });

  test('reads letters that training hardly saw as unknown, several as one', () => {
    const bpe = trainBpe(['axb axb ayb', 'axb'], { vocabSize: 50, minLetterCount: 2 });
    expect(bpe.pieces).not.toContain('y');
    const cut = (text: string) => Array.from(bpe.encode(text), (id) => bpe.show(id));
    expect(cut('axb ayb a😀😀b 한')).toEqual(['▁axb', '▁a', '<unk>', 'b', '▁a', '<unk>', 'b', '▁', '<unk>']);
    expect(bpe.decode(bpe.encode('a😀😀b 한'))).toBe('a<unk>b <unk>');
  });

  test('knows where words begin, and marks that are written out', () => {
    const bpe = trainBpe(['ab ab'], { vocabSize: 8 });
    const cut = (text: string) => Array.from(bpe.encode(text), (id) => bpe.show(id));
    expect(cut(' ab\u3000\tab ')).toEqual(['▁ab', '▁ab']);
    expect(cut('ab▁ab ▁')).toEqual(['▁ab', '▁ab', '▁']);
    expect(cut('ab<s>ab')).toEqual(['▁ab', '<s>', '▁ab']);
  });

  test('reads a word of any length, and of any number, in the time it takes to', () => {
    const bpe = trainBpe(texts, { vocabSize: 30 });
    const long = 'lowest'.repeat(50_000);
    expect(bpe.decode(bpe.encode(long))).toBe(long);
    const many = Array.from({ length: 60_000 }, (_, i) => `w${'el'.repeat(i % 3)}${i}`);
    for (const word of many) bpe.encode(word);
    expect(bpe.encode('lowest')).toEqual(trainBpe(texts, { vocabSize: 30 }).encode('lowest'));
  });
});

describe('dropout of merges', () => {
  const bpe = trainBpe(texts, { vocabSize: 60, minCount: 1 });
  const text = 'lowest wider newest';

  test('cuts one text in many ways, each of which says the same', () => {
    const rng = new Random(3);
    const ways = new Set<string>();
    for (let i = 0; i < 100; i++) {
      const ids = bpe.encode(text, { dropout: 0.5, rng });
      expect(bpe.decode(ids)).toBe(text);
      ways.add(ids.join());
    }
    expect(ways.size).toBeGreaterThan(50);
    // The same seed, the same ways; and what is learnt of them stays out of ordinary reading.
    const again = (): number[][] => {
      const rng = new Random(4);
      return Array.from({ length: 9 }, () => [...bpe.encode(text, { dropout: 0.3, rng })]);
    };
    expect(again()).toEqual(again());
    expect(bpe.encode(text, { dropout: 0, rng })).toEqual(bpe.encode(text));
  });

  test('passes a merge over as often as it says', () => {
    const pair = trainBpe(['a a'], { vocabSize: 6 });
    expect(pair.encode('a')).toHaveLength(1);
    const rng = new Random(1);
    let apart = 0;
    for (let i = 0; i < 10_000; i++) apart += pair.encode('a', { dropout: 0.3, rng }).length - 1;
    // 3,000 ± 46 (one standard deviation)
    expect(Math.abs(apart - 3000)).toBeLessThan(184);
  });

  test('lets what was passed over come up again after another merge', () => {
    // ▁ab by (a, b) first and then (▁, ab), or not at all: (▁, a) is no merge.
    const chain = trainBpe(['ab ab', 'cab cab'], { vocabSize: 9 });
    expect(mergesOf(chain)).toEqual([
      ['a', 'b'],
      ['c', 'ab'],
    ]);
    const rng = new Random(5);
    const lengths = [0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) lengths[chain.encode('abab', { dropout: 0.5, rng }).length - 2]!++;
    // Two merges that do not touch. In the first step neither is made with ¼; else the other has another chance, half:
    // 3 pieces left of 5 with ¾ · ½, 4 with ¾ · ½, 5 with ¼.
    expect(lengths.map((count) => Math.round(count / 250))).toEqual([0, 15, 15, 10]);
  });

  test('is a chance below 1', () => {
    for (const dropout of [1, -0.1, Number.NaN])
      expect(() => bpe.encode(text, { dropout, rng: new Random(1) })).toThrow(
        `a dropout rate is at least 0 and below 1, got ${dropout}`,
      );
  });
});
