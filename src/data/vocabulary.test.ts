import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vocabulary, VocabularyBuilder } from './vocabulary.ts';

const orders = ['짜장', '짬뽕', '볶음밥', '짬뽕', '볶음밥', '짬뽕'];

describe('Vocabulary', () => {
  it('gives ids by first appearance', () => {
    const vocabulary = Vocabulary.of(orders);
    expect(vocabulary.items).toEqual(['짜장', '짬뽕', '볶음밥']);
    expect(vocabulary.counts).toEqual([1, 3, 2]);
    expect([...vocabulary.encodeAll(['볶음밥', '짜장'])]).toEqual([2, 0]);
    expect(vocabulary.decode(1)).toBe('짬뽕');
  });

  it('gives ids by frequency, and leaves rare items out', () => {
    expect(Vocabulary.of(orders, { order: 'frequency' }).items).toEqual(['짬뽕', '볶음밥', '짜장']);
    expect(Vocabulary.of(['b', 'a', 'c', 'a', 'b'], { order: 'frequency', minCount: 2 }).items).toEqual(['b', 'a']);
  });

  it('puts specials first, and one of them can stand for the unknown', () => {
    const vocabulary = Vocabulary.of(orders, { specials: ['<pad>', '<unk>'], unknown: '<unk>', minCount: 2 });
    expect(vocabulary.items).toEqual(['<pad>', '<unk>', '짬뽕', '볶음밥']);
    expect(vocabulary.counts).toEqual([0, 0, 3, 2]);
    expect(vocabulary.encode('짜장')).toBe(1);
    expect(vocabulary.find('짜장')).toBe(-1);
    expect(() => Vocabulary.of(orders, { unknown: '<unk>' })).toThrowError(
      expect.objectContaining({ code: 'usage/vocabulary' }),
    );
  });

  it('says which item it does not know, and suggests near ones', () => {
    const vocabulary = Vocabulary.of(orders);
    expect(() => vocabulary.encode('짬봉')).toThrowError(
      expect.objectContaining({
        code: 'input/unknown-item',
        message: '"짬봉" is not known; there are 3 items; did you mean "짬뽕"?',
        details: expect.objectContaining({ item: '짬봉', size: 3, nearest: ['짬뽕'] }),
      }),
    );
    expect(() => vocabulary.encode('pizza', 'orders.csv, line 3')).toThrowError(
      'orders.csv, line 3: "pizza" is not known; there are 3 items, as "짜장", "짬뽕", "볶음밥"',
    );
    expect(() => vocabulary.decode(3)).toThrowError(expect.objectContaining({ code: 'input/unknown-id' }));
  });

  it('grows without moving old ids', () => {
    const old = Vocabulary.of(orders);
    const grown = old.extend(['탕수육', '짬뽕', '탕수육', '만두'], { minCount: 2 });
    expect(grown.items).toEqual(['짜장', '짬뽕', '볶음밥', '탕수육']);
    expect(grown.counts).toEqual([1, 4, 2, 2]);
    expect(old.size).toBe(3);
  });

  it.each([
    [null, 'not an object'],
    [{ items: 'ab', counts: [] }, '"items"'],
    [{ items: ['a'], counts: [] }, '"counts"'],
    [{ items: ['a'], counts: [-1] }, '"counts"'],
    [{ items: ['a', 'a'], counts: [1, 1] }, '"a" twice'],
    [{ items: ['a'], counts: [1], unknown: 'b' }, '"b" is not among'],
    [{ items: ['a'], counts: [1], unknown: 3 }, '"unknown"'],
  ])('refuses damaged JSON: %j', (json, problem) => {
    expect(() => Vocabulary.fromJSON(json)).toThrowError(
      expect.objectContaining({ code: 'data/vocabulary', message: expect.stringContaining(problem) }),
    );
  });

  it('goes to JSON and back, decodes what it encodes, and counts every item once', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '가', '__proto__', '"'), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(word), fc.array(word), fc.constantFrom('appearance', 'frequency'), (items, more, order) => {
        const vocabulary = Vocabulary.of(items, { order });
        const copy = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
        expect(copy.toJSON()).toEqual(vocabulary.toJSON());
        for (const item of items) expect(copy.decode(copy.encode(item))).toBe(item);
        expect(copy.size).toBe(new Set(items).size);
        expect(copy.counts.reduce((a, b) => a + b, 0)).toBe(items.length);
        const grown = copy.extend(more);
        expect(grown.items.slice(0, copy.size)).toEqual(copy.items);
        expect(grown.counts.reduce((a, b) => a + b, 0)).toBe(items.length + more.length);
      }),
    );
  });
});

describe('VocabularyBuilder', () => {
  it('maps provisional ids to final ones', () => {
    const builder = new VocabularyBuilder();
    const provisional = orders.map((item) => builder.add(item));
    const { vocabulary, ids } = builder.build({ order: 'frequency', minCount: 2 });
    expect(provisional.map((id) => ids[id])).toEqual([-1, 0, 1, 0, 1, 0]);
    expect(vocabulary.items).toEqual(['짬뽕', '볶음밥']);
  });
});
