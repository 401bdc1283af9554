import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStrictJson, StrictJsonError, type StrictJson } from './strict-json.ts';

/** Maps back to objects, for comparing with JSON.parse. */
function plain(value: StrictJson): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const object: Record<string, unknown> = {};
  for (const [key, item] of value) {
    Object.defineProperty(object, key, { value: plain(item), enumerable: true, configurable: true, writable: true });
  }
  return object;
}

test('agrees with JSON.parse on what JSON.stringify writes, spaced or not', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), fc.constantFrom('', ' ', '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(plain(parseStrictJson(text))).toEqual(JSON.parse(text));
    }),
  );
});

test('accepts and refuses the same texts as JSON.parse', () => {
  const scrap = fc.constantFrom(
    ...'{}[]",:\\ntrue0-1.eE+9 \n'.split(''),
    'null',
    'true',
    '"a"',
    '"b":',
    '\\u00e9',
    '1e5',
  );
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 9 }), (parts) => {
      const text = parts.join('');
      let expected: unknown;
      let valid = true;
      try {
        expected = JSON.parse(text);
      } catch {
        valid = false;
      }
      try {
        expect(plain(parseStrictJson(text))).toEqual(expected);
        expect(valid).toBe(true);
      } catch (thrown) {
        if (!(thrown instanceof StrictJsonError)) throw thrown;
        expect(valid && !/twice/.test(thrown.message), text).toBe(false);
      }
    }),
    { numRuns: 3000 },
  );
});

test('depth is bounded', () => {
  expect(plain(parseStrictJson('[[[]]]', 3))).toEqual([[[]]]);
  expect(() => parseStrictJson('[[[]]]', 2)).toThrow(/too deeply/);
});
