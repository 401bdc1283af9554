import { describe, expect, it } from 'vitest';
import {
  decimal,
  digits,
  oneOf,
  orNone,
  readFields,
  readHash,
  texts,
  wholeNumber,
  writeFields,
  writeHash,
  type FieldsOf,
} from '../../studio/src/shell/fields.ts';
import { preferredLanguage } from '../../studio/src/shell/language.ts';

interface Values {
  readonly cell: 'elman' | 'lstm';
  readonly hidden: number;
  readonly order: readonly number[];
  readonly seventh: number | null;
}

const fields: FieldsOf<Values> = {
  cell: oneOf<'elman' | 'lstm'>('elman', ['elman', 'lstm']),
  hidden: wholeNumber(16, 2, 24),
  order: digits([0, 1], 3, 1, 4),
  seventh: orNone<number>(null, wholeNumber(0, 0, 3)),
};

describe('the state of a room in the address', () => {
  it('leaves defaults out, and comes back as it was', () => {
    const values: Values = { cell: 'lstm', hidden: 8, order: [2, 0, 1], seventh: 3 };
    const hash = writeHash('lunch', writeFields(fields, values));
    expect(hash).toBe('#/lunch?cell=lstm&hidden=8&order=201&seventh=3');
    const { room, given } = readHash(hash);
    expect(room).toBe('lunch');
    expect(readFields(fields, given)).toEqual({ values, unread: [] });
    const defaults = readFields(fields, new URLSearchParams()).values;
    expect(writeHash('lunch', writeFields(fields, defaults))).toBe('#/lunch');
    expect(readFields(fields, new URLSearchParams('seventh=none')).values).toEqual(defaults);
  });

  it.each([
    ['hidden', '1'],
    ['hidden', '25'],
    ['hidden', '8.5'],
    ['hidden', '-8'],
    ['hidden', ''],
    ['hidden', '0x8'],
    ['cell', 'LSTM'],
    ['order', '013'],
    ['order', ''],
    ['order', '01201'],
    ['seventh', '4'],
  ] as const)('falls back where %s is "%s", and says so', (name, text) => {
    const { values, unread } = readFields(fields, new URLSearchParams({ [name]: text }));
    expect(values).toEqual({ cell: 'elman', hidden: 16, order: [0, 1], seventh: null });
    expect(unread).toEqual([{ name, text, used: { hidden: '16', cell: 'elman', order: '01', seventh: 'none' }[name] }]);
  });

  it('has lists of any texts', () => {
    const field = texts();
    for (const list of [[], [''], ['a/b', 'c'], ['1,5', '100%2C', '%', '']])
      expect(field.parse(field.write(list))).toEqual(list);
    expect(field.write(['a', 'b,c'])).toBe('a,b%2Cc');
    expect(field.parse('a,a')).toEqual(['a']);
  });

  it('is read from any hash', () => {
    for (const hash of ['', '#', '#/', '#lunch', '#/lunch?', '#/?a=b', '#/a?b?c'])
      expect(() => readHash(hash)).not.toThrow();
    expect(readHash('#lunch?seed=1').room).toBe('lunch');
    expect(readHash('').room).toBe('');
  });
});

describe('a number in the address', () => {
  const field = decimal(0.5, 0.001, 20);

  it.each([
    ['0.5', 0.5],
    ['12', 12],
    ['1e-3', 0.001],
    ['2.5e-1', 0.25],
  ])('is read: "%s"', (text, value) => {
    expect(field.parse(text)).toBe(value);
    expect(field.parse(field.write(value))).toBe(value);
  });

  it.each(['', '-1', '.5', '21', '1e-4', '1e400', '0x1', ' 1', 'NaN', 'Infinity'])('is none: "%s"', (text) => {
    expect(field.parse(text)).toBeUndefined();
  });
});

describe('the language', () => {
  it.each([
    [['ko-KR', 'en'], 'ko'],
    [['en-GB'], 'en'],
    [['fr-FR', 'ko'], 'ko'],
    [['kok', 'de'], 'en'],
    [[], 'en'],
  ] as const)('of a reader of %j is %s', (wanted, language) => {
    expect(preferredLanguage(wanted)).toBe(language);
  });
});
