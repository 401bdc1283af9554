import { expect, test } from 'vitest';
import { bitsPerCharacter, perplexity } from './language.ts';

test('a fair choice among n has perplexity n and log2 n bits', () => {
  for (const n of [1, 2, 65, 10000]) {
    expect(perplexity(Math.log(n))).toBeCloseTo(n, 8);
    expect(bitsPerCharacter(Math.log(n))).toBeCloseTo(Math.log2(n), 12);
  }
});

test('bits a character spread the surprise of tokens over their characters', () => {
  expect(bitsPerCharacter(Math.log(1024), { tokens: 100, characters: 500 })).toBeCloseTo(2, 12);
});
