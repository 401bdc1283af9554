import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest, suggestion } from './nearest.ts';

describe('nearest', () => {
  it.each([
    ['lsmt', ['gru', 'lstm', 'elman'], ['lstm']],
    ['LSTM', ['lstm', 'lst'], ['lstm', 'lst']],
    ['dihs', ['date', 'dish'], ['dish']],
    ['짬봉', ['짜장', '짬뽕', '볶음밥'], ['짬뽕']],
    ['볶음', ['짜장', '볶음밥'], ['볶음밥']],
    ['짜장면', ['짜장', '짬뽕'], ['짜장']],
    ['pizza', ['짜장', '짬뽕'], []],
    ['a', ['b', 'c'], []],
    ['', ['a'], []],
    ['hidden', [''], []],
  ])('%s of %j is %j', (word, candidates, near) => {
    expect(nearest(word, candidates)).toEqual(near);
  });

  it('gives the nearest first, no more than asked for', () => {
    expect(nearest('epochs', ['epoch', 'epochs2', 'epohcs', 'epochs'], 2)).toEqual(['epochs', 'epoch']);
    expect(nearest('epochs', ['epochs'], 0)).toEqual([]);
  });

  it('reads as the end of a message', () => {
    expect(suggestion([])).toBe('');
    expect(suggestion(['a', 'b'])).toBe('; did you mean "a" or "b"?');
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is the same both ways, and stops early without changing what is near', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(word, word, fc.nat({ max: 4 }), (a, b, most) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(editDistance(a, b, most)).toBe(Math.min(distance, most + 1));
      }),
    );
  });
});
