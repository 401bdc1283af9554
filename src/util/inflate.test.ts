import { constants, deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflate } from './inflate.ts';
import { Random } from './random.ts';

describe('inflate', () => {
  const rng = new Random(3);
  const texts = {
    nothing: new Uint8Array(0),
    'one byte': Uint8Array.of(7),
    'long runs': new Uint8Array(70_000).fill(9),
    noise: Uint8Array.from({ length: 70_000 }, () => rng.below(256)),
    'few letters': Uint8Array.from({ length: 50_000 }, () => rng.below(3)),
    'far repeats': Uint8Array.from({ length: 80_000 }, (_, i) => ((i % 32_768) * 2_654_435_761) >>> 24),
  };

  it.each(Object.entries(texts))('undoes what zlib does to %s, however it does it', (_, bytes) => {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY]) {
        const data = deflateRawSync(bytes, { level, strategy });
        expect(Buffer.compare(inflate(data, bytes.length), bytes), `level ${level}, strategy ${strategy}`).toBe(0);
      }
    }
  });

  it('undoes what zlib does to anything', () => {
    const anything = fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.string({ maxLength: 2000 }).map(utf8));
    fc.assert(
      fc.property(anything, fc.nat(9), (bytes, level) => {
        expect(inflate(deflateRawSync(bytes, { level }), bytes.length)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it('gives the right bytes or a RangeError for damaged data, and always ends', () => {
    const bytes = utf8('짜장 짬뽕 짜장 탕수육 '.repeat(40));
    const data = deflateRawSync(bytes);
    for (let cut = 0; cut < data.length; cut++)
      expect(() => inflate(data.subarray(0, cut), bytes.length)).toThrow(RangeError);
    expect(() => inflate(data, bytes.length - 1)).toThrow(/more than/);
    expect(() => inflate(data, bytes.length + 1)).toThrow(/not for/);
    expect(() => inflate(Uint8Array.of(7), 0)).toThrow(/no known kind/);
    // A last block of fixed codes whose first symbol is 286, which stands for nothing.
    expect(() => inflate(Uint8Array.of(0b00011011, 0b011), 10)).toThrow(/stands for nothing/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        try {
          inflate(noise, 100);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
