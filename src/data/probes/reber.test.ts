import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import {
  embeddedReber,
  embeddedReberNext,
  embeddedReberString,
  isEmbeddedReber,
  reberBatch,
  reberString,
  reberSymbols,
  scoreReber,
} from './reber.ts';

/** The grammar as a regular expression, written from its diagram apart from the automaton. */
const plain = 'B(?:TS*X(?:XT*VP)*(?:S|XT*VV)|PT*V(?:V|P(?:XT*VP)*(?:S|XT*VV)))E';
const alphabet = Array.from(reberSymbols);
const whole = new RegExp(`^B(T|P)${plain}\\1E$`);

describe('strings', () => {
  it('are of the grammar', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(reberString(new Random(seed))).toMatch(new RegExp(`^${plain}$`));
        const text = embeddedReberString(new Random(seed));
        expect(text).toMatch(whole);
        expect(isEmbeddedReber(text)).toBe(true);
        expect(text.at(-2)).toBe(text[1]);
      }),
    );
  });

  it('are told from others, as the regular expression tells them', () => {
    const letters = fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }).map((all) => all.join(''));
    const near = fc.tuple(fc.nat(), fc.nat(40), fc.constantFrom(...alphabet)).map(([seed, at, letter]) => {
      const text = embeddedReberString(new Random(seed));
      const i = at % text.length;
      return text.slice(0, i) + letter + text.slice(i + 1);
    });
    fc.assert(
      fc.property(fc.oneof(letters, near), (text) => {
        expect(isEmbeddedReber(text)).toBe(whole.test(text));
      }),
      { numRuns: 500 },
    );
  });

  it('come as often with T as with P, short and long', () => {
    const rng = new Random(2);
    const strings = Array.from({ length: 2000 }, () => embeddedReberString(rng));
    const share = strings.filter((text) => text[1] === 'T').length / strings.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.04);
    expect(Math.min(...strings.map((text) => text.length))).toBe(9);
    expect(Math.max(...strings.map((text) => text.length))).toBeGreaterThan(25);
  });
});

describe('what may come next', () => {
  it.each([
    ['', 'B'],
    ['B', 'TP'],
    ['BT', 'B'],
    ['BTB', 'TP'],
    ['BTBT', 'SX'],
    ['BTBTX', 'XS'],
    ['BTBTXX', 'TV'],
    ['BPBPV', 'PV'],
    ['BPBPVVE', 'P'],
    ['BTBPVVE', 'T'],
    ['BTBPVVET', 'E'],
    ['BTBPVVETE', ''],
    ['BTBPVVEP', undefined],
    ['constructor', undefined],
  ])('after "%s" is %s', (prefix, next) => {
    expect(embeddedReberNext(prefix)).toBe(next);
  });
});

describe('batches', () => {
  it('ask for the next symbol, with all that are legal', () => {
    const { inputs, targets, legal, lengths } = reberBatch(['BTBPTVVETE', 'BPBPVVEPE']);
    const read = (ids: Int32Array): string => Array.from(ids, (id) => reberSymbols[id] ?? '.').join('');
    expect(read(inputs)).toBe('BTBPTVVETBPBPVVEP.');
    expect(read(targets)).toBe('TBPTVVETEPBPVVEPE.');
    expect([...lengths]).toEqual([9, 8]);
    const sets = Array.from({ length: 18 }, (_, i) =>
      alphabet.filter((_, symbol) => legal[i * 7 + symbol] === 1).join(''),
    );
    expect(sets).toEqual('TP,B,TP,TV,TV,PV,E,T,E,TP,B,TP,TV,PV,E,P,E,'.split(','));
  });

  it('stand longest first, and are a function of their seed', () => {
    const batch = embeddedReber({ batch: 20 }, new Random(4));
    expect([...batch.lengths]).toEqual([...batch.lengths].sort((a, b) => b - a));
    expect(embeddedReber({ batch: 20 }, new Random(4))).toEqual(batch);
    expect(embeddedReber({ batch: 20 }, new Random(5))).not.toEqual(batch);
  });

  it('are of the grammar only', () => {
    expect(() => reberBatch(['BTBPVVEPE'])).toThrow(expect.objectContaining({ code: 'data/reber' }));
  });
});

describe('the score', () => {
  const batch = reberBatch(['BTBPTVVETE', 'BPBPVVEPE']);
  const perfect = Float32Array.from(batch.legal);

  it('is 1 for who knows the grammar, and 0 for who knows nothing', () => {
    expect(scoreReber(batch, perfect)).toEqual({ longRange: 1, whole: 1 });
    expect(
      scoreReber(
        batch,
        perfect.map((one) => 1 - one),
      ),
    ).toEqual({ longRange: 0, whole: 0 });
  });

  it('of who forgets the second symbol is half of the strings', () => {
    const always = perfect.slice();
    // Before the last symbol but one: step 7 of row 0, step 6 of row 1. It always says T.
    for (const step of [7, 9 + 6]) always.set([0, 1, 0.5, 0, 0, 0, 0], step * 7);
    expect(scoreReber(batch, always)).toEqual({ longRange: 0.5, whole: 0.5 });
  });

  it('of one mistake elsewhere spares the long range', () => {
    const slip = perfect.slice();
    slip.set([0, 0, 0, 0, 0, 0, 1], 9 * 7);
    expect(scoreReber(batch, slip)).toEqual({ longRange: 1, whole: 0.5 });
  });

  it('needs a number for each symbol of each step', () => {
    expect(() => scoreReber(batch, perfect.subarray(1))).toThrow(
      expect.objectContaining({ code: 'data/reber-predictions' }),
    );
  });
});
