import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha256, sha256 } from './sha256.ts';

const byNode = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('the examples of FIPS 180-4', () => {
  const ascii = (text: string) => new TextEncoder().encode(text);
  expect(sha256(ascii('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(ascii('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
  expect(sha256(ascii(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('every length around the padding agrees with node:crypto', () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    expect(sha256(bytes)).toBe(byNode(bytes));
  }
});

test('however the message is cut, the digest is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
      const hash = new Sha256();
      for (const part of parts) hash.update(part);
      expect(hash.hex()).toBe(byNode(Buffer.concat(parts)));
    }),
  );
});

test('hex repeats, and update after it throws', () => {
  const hash = new Sha256().update(Uint8Array.of(1));
  expect(hash.hex()).toBe(hash.hex());
  expect(() => hash.update(Uint8Array.of(2))).toThrow(/new Sha256/);
});

test('a view into a larger buffer hashes only what it shows', () => {
  const whole = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
  const view = whole.subarray(7, 207);
  expect(sha256(view)).toBe(byNode(view.slice()));
});
