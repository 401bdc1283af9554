import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readWordVectors } from './word-vectors.ts';

const read = (text: string, wanted?: (word: string) => boolean) =>
  readWordVectors([new TextEncoder().encode(text)], 'v.txt', wanted);

describe('word vectors', () => {
  test('are read with a header or without, gzipped or not', async () => {
    const lines = 'the 0.5 -1 2e-1\n국밥 1 2 3\n';
    const plain = await read(lines);
    expect(plain.size).toBe(3);
    expect([...plain.vectors]).toEqual([
      ['the', Float32Array.of(0.5, -1, 0.2)],
      ['국밥', Float32Array.of(1, 2, 3)],
    ]);
    expect(await read(`2 3\n${lines}`)).toEqual(plain);
    expect(await readWordVectors([gzipSync(lines)], 'v.txt.gz')).toEqual(plain);
  });

  test('of words with spaces in them, and only of those that are wanted', async () => {
    const { vectors } = await read('a 1 2\n. . . 3 4\nb 5 x\na 9 9\n', (word) => word !== 'b');
    expect([...vectors]).toEqual([
      ['a', Float32Array.of(1, 2)],
      ['. . .', Float32Array.of(3, 4)],
    ]);
  });

  test.each([
    ['a 1 2\nb 1\n', /v\.txt, line 2: a line holds a word and 2 numbers \(as line 1 has it\).*this one has 1/],
    ['2 3\na 1 2\n', /line 2: a line holds a word and 3 numbers \(as line 1/],
    ['a 1 2\nb 1 two\n', /line 2: number 2 of "b" is "two"/],
    ['a 1 nan\n', /line 1: number 2 of "a" is "nan"/],
    ['a\n', /line 1: a line holds a word and 1 numbers/],
    ['5 0\n', /line 1: vectors of no numbers/],
  ])('say what is wrong with %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toMatchObject({ code: 'data/word-vectors' });
  });

  test('an empty file has none', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'data/empty' });
  });
});
