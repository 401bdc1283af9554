import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ElmanError } from '../util/errors.ts';
import { DTYPES, DTYPE_NAMES } from './dtypes.ts';
import { parseSafetensors, writeSafetensors } from './safetensors.ts';
import { toFloat32, toFloat64, toRawTensor, toValues, type RawTensor } from './tensor-bytes.ts';

const golden = new Uint8Array(
  readFileSync(new URL('../../test/goldens/safetensors-dtypes.safetensors', import.meta.url)),
);

/** A file with this header text and `size` zero bytes of data. */
function fileOf(header: string | Uint8Array, size = 0): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ElmanError);
    return thrown as ElmanError;
  }
  throw new Error('nothing was thrown');
}

const refusal = (bytes: Uint8Array) => errorOf(() => parseSafetensors(bytes, { file: 'x.safetensors' }));

describe('the file of the official library (make_safetensors.py)', () => {
  const { tensors, metadata } = parseSafetensors(golden);

  test('every type widens to float32 as PyTorch widens it, bit for bit', () => {
    const names = [...tensors.keys()].filter((name) => !name.startsWith('expected.'));
    expect(names).toHaveLength(14);
    for (const name of names) {
      const tensor = tensors.get(name)!;
      const expected = tensors.get(`expected.${name}`)!;
      expect(expected.dtype).toBe('F32');
      expect(tensor.shape).toEqual(expected.shape);
      const found = toFloat32(tensor);
      expect(Array.from(found), name).toEqual(Array.from(toFloat32(expected)));
      const finite = found.map((value) => (Number.isNaN(value) ? 0 : value));
      const wanted = toFloat32(expected).map((value) => (Number.isNaN(value) ? 0 : value));
      expect(new Uint32Array(finite.buffer), name).toEqual(new Uint32Array(wanted.buffer)); // the sign of -0 too
    }
  });

  test('metadata keeps quotes, backslashes and Hangul', () => {
    expect({ ...metadata }).toEqual({ note: 'quotes ", backslash \\, 한글, tab \t' });
  });

  test('written again, the bytes are those of the official library', () => {
    expect(writeSafetensors({ tensors, metadata })).toEqual(golden);
  });

  test('float64 keeps what float32 rounds', () => {
    expect([...toFloat64(tensors.get('i64')!)]).toEqual([0, -1, 16777217, 1099511627777, -9007199254740992]);
    expect(toFloat64(tensors.get('f64')!)[14]).toBe(1 + 1 / 16777216);
    expect(toValues(tensors.get('i16')!)).toEqual(Int16Array.of(0, -1, 32767, -32768));
  });

  test('a view at an odd address reads the same', () => {
    const shifted = new Uint8Array(golden.length + 3);
    shifted.set(golden, 3);
    const again = parseSafetensors(shifted.subarray(3)).tensors;
    for (const [name, tensor] of tensors) expect(toFloat32(again.get(name)!)).toEqual(toFloat32(tensor));
  });

  test('what toFloat32 gives is a copy', () => {
    const bytes = golden.slice();
    const values = toFloat32(parseSafetensors(bytes).tensors.get('scalar')!);
    bytes.fill(0);
    expect([...values]).toEqual([3.5]);
  });
});

describe('writing', () => {
  test('the order of the maps makes no difference; the header ends on a multiple of 8', () => {
    const a = toRawTensor([2], Float32Array.of(1, 2));
    const b = toRawTensor([1], Float64Array.of(3));
    const c = toRawTensor([], Int8Array.of(-4));
    const one = writeSafetensors({
      tensors: new Map([
        ['a', a],
        ['b', b],
        ['c', c],
      ]),
      metadata: { x: '1', y: '2' },
    });
    const other = writeSafetensors({
      tensors: new Map([
        ['c', c],
        ['b', b],
        ['a', a],
      ]),
      metadata: { y: '2', x: '1' },
    });
    expect(one).toEqual(other);
    const length = new DataView(one.buffer).getUint32(0, true);
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(one.subarray(8, 8 + length)).trimEnd()).toBe(
      '{"__metadata__":{"x":"1","y":"2"},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
        '"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"c":{"dtype":"I8","shape":[],"data_offsets":[16,17]}}',
    );
  });

  test('nothing at all is a file too', () => {
    const empty = parseSafetensors(writeSafetensors({ tensors: new Map() }));
    expect(empty.tensors.size).toBe(0);
    expect(Object.keys(empty.metadata)).toEqual([]);
  });

  test('refuses what the format cannot say', () => {
    const tensor = toRawTensor([1], Float32Array.of(1));
    const write = (name: string, value: RawTensor, metadata = {}) =>
      errorOf(() => writeSafetensors({ tensors: new Map([[name, value]]), metadata })).code;
    expect(write('__metadata__', tensor)).toBe('model/name');
    expect(write('half \ud83d', tensor)).toBe('model/name');
    expect(write('a', tensor, { 'half \ude00': '' })).toBe('model/name');
    expect(write('a', { ...tensor, shape: [2] })).toBe('model/size');
    expect(write('a', { ...tensor, shape: [-1] })).toBe('model/size');
    expect(errorOf(() => toRawTensor([2, 2], Float32Array.of(1))).message).toMatch(/\[2, 2\] holds 4 values, but 1/);
    expect(errorOf(() => toRawTensor([0.5], Float32Array.of(1))).code).toBe('model/size');
  });
});

describe('damaged and hostile files', () => {
  const F32 = (shape: string, begin: number, end: number) =>
    `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;

  test.each<[what: string, bytes: Uint8Array, code: string, message: RegExp]>([
    ['an empty file', new Uint8Array(0), 'model/truncated', /is empty/],
    ['three bytes', Uint8Array.of(1, 2, 3), 'model/truncated', /only 3 bytes/],
    [
      'a header beyond the file',
      fileOf('{"a":1}').subarray(0, 12),
      'model/truncated',
      /ends at byte 12.*reach byte 15/,
    ],
    ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0), 'model/not-safetensors', /zip archive.*PyTorch/],
    ['HDF5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0), 'model/not-safetensors', /HDF5/],
    ['a pickle', Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x58, 5, 0, 0), 'model/not-safetensors', /pickle/],
    ['no JSON', fileOf('hello'), 'model/not-safetensors', /byte 8 should be "\{"/],
    ['half of JSON', fileOf('{"a":'), 'model/header', /byte 13.*found the end/],
    ['no UTF-8', fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22)), 'model/header', /not UTF-8/],
    ['a byte order mark', fileOf('{\ufeff}'), 'model/header', /byte 9/],
    ['two values', fileOf('{} {}'), 'model/header', /expected the end/],
    ['padding with zeros', fileOf('{}\0\0'), 'model/header', /byte 10/],
    ['a key twice', fileOf('{"é":1,"é":2}'), 'model/header', /byte 16.*"é" stands twice/],
    ['a key twice, once escaped', fileOf('{"a":1,"\\u0061":2}'), 'model/header', /stands twice/],
    ['a field twice', fileOf('{"a":{"dtype":"F32","dtype":"F32"}}'), 'model/header', /"dtype" stands twice/],
    ['half a surrogate pair', fileOf('{"\\ud800":1}'), 'model/header', /surrogate/],
    ['an unknown escape', fileOf('{"\\x41":1}'), 'model/header', /escape/],
    ['a raw control character', fileOf('{"a\n":1}'), 'model/header', /control character/],
    ['deep nesting', fileOf(`{"a":${'['.repeat(100000)}`), 'model/header', /too deeply/],
    ['a tensor that is a number', fileOf('{"a":1}'), 'model/tensor', /by the number 1/],
    ['a tensor without a type', fileOf('{"a":{}}'), 'model/dtype', /nothing/],
    ['an unknown type', fileOf('{"a":{"dtype":"F8_E4M3","shape":[0],"data_offsets":[0,0]}}'), 'model/dtype', /F8_E4M3/],
    ['a type from the prototype', fileOf('{"a":{"dtype":"toString"}}'), 'model/dtype', /"toString"/],
    ['no shape', fileOf('{"a":{"dtype":"F32"}}'), 'model/shape', /nothing/],
    ['a shape of text', fileOf(`{"a":${F32('["1"]', 0, 4)}}`, 4), 'model/shape', /an array/],
    ['a negative size', fileOf(`{"a":${F32('[-1]', 0, 4)}}`, 4), 'model/shape', /\[-1\]/],
    ['a fractional size', fileOf(`{"a":${F32('[0.5,2]', 0, 4)}}`, 4), 'model/shape', /0\.5/],
    ['a huge size', fileOf(`{"a":${F32('[1e400]', 0, 4)}}`, 4), 'model/shape', /Infinity/],
    ['an overflowing product', fileOf(`{"a":${F32('[4294967296,4294967296]', 0, 4)}}`, 4), 'model/shape', /impossible/],
    ['overflow hidden by a 0', fileOf(`{"a":${F32('[4294967296,4294967296,0]', 0, 0)}}`), 'model/shape', /impossible/],
    ['bytes that overflow', fileOf(`{"a":${F32('[9007199254740991]', 0, 4)}}`, 4), 'model/shape', /2\^53/],
    ['no offsets', fileOf('{"a":{"dtype":"F32","shape":[1]}}'), 'model/offsets', /nothing/],
    [
      'three offsets',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}'),
      'model/offsets',
      /\[0, 4, 8\]/,
    ],
    ['negative offsets', fileOf(`{"a":${F32('[1]', -4, 0)}}`, 4), 'model/offsets', /\[-4, 0\]/],
    ['offsets backwards', fileOf(`{"a":${F32('[1]', 4, 0)}}`, 4), 'model/size', /span -4/],
    [
      'offsets that do not fit the shape',
      fileOf(`{"a":${F32('[2]', 0, 4)}}`, 4),
      'model/size',
      /takes 8 bytes.*span 4/,
    ],
    ['data beyond the file', fileOf(`{"a":${F32('[2]', 0, 8)}}`, 4), 'model/truncated', /"a" reaches from byte/],
    [
      'an overlap',
      fileOf(`{"a":${F32('[2]', 0, 8)},"b":${F32('[2]', 4, 12)}}`, 12),
      'model/offsets',
      /overlaps tensor "a"/,
    ],
    [
      'the same bytes twice',
      fileOf(`{"a":${F32('[1]', 0, 4)},"b":${F32('[1]', 0, 4)}}`, 4),
      'model/offsets',
      /overlaps/,
    ],
    [
      'a gap',
      fileOf(`{"a":${F32('[1]', 0, 4)},"b":${F32('[1]', 8, 12)}}`, 12),
      'model/offsets',
      /gap after tensor "a"/,
    ],
    ['a gap at the start', fileOf(`{"a":${F32('[1]', 4, 8)}}`, 8), 'model/offsets', /gap after the header/],
    ['trailing bytes', fileOf(`{"a":${F32('[1]', 0, 4)}}`, 6), 'model/trailing', /2 bytes that belong to no tensor/],
    ['metadata that is a list', fileOf('{"__metadata__":[]}'), 'model/metadata', /object of strings/],
    ['metadata that is a number', fileOf('{"__metadata__":{"epoch":3}}'), 'model/metadata', /"epoch".*number 3/],
  ])('%s', (_, bytes, code, message) => {
    const error = refusal(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^x\.safetensors/);
    expect(error.details['file']).toBe('x.safetensors');
  });

  test('a header of more than 100 MB is refused before it is read', () => {
    const bytes = fileOf('{}');
    new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
    expect(refusal(bytes).code).toBe('model/header-size');
    new DataView(bytes.buffer).setBigUint64(0, 0xffffffffffffffffn, true);
    expect(refusal(bytes).code).toBe('model/header-size');
  });

  test('__proto__ and constructor are names like any other', () => {
    const bytes = fileOf(`{"__proto__":${F32('[0]', 0, 0)},"__metadata__":{"__proto__":"x","constructor":"y"}}`);
    const { tensors, metadata } = parseSafetensors(bytes);
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(Object.entries(metadata)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(parseSafetensors(writeSafetensors({ tensors, metadata })).metadata).toEqual(metadata);
  });

  test('a very long foreign name does not flood the message', () => {
    expect(refusal(fileOf(`{"${'n'.repeat(100000)}":1}`)).message.length).toBeLessThan(400);
    expect(refusal(fileOf(`{"a":${F32(`[${'1,'.repeat(5000)}-1]`, 0, 4)}}`, 4)).message).toMatch(/5001 axes/);
  });
});

/** Tensors of any type with a few axes, and arbitrary bytes. */
const rawTensor: fc.Arbitrary<RawTensor> = fc
  .tuple(fc.constantFrom(...DTYPE_NAMES), fc.array(fc.nat(4), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const size = shape.reduce((product, extent) => product * extent, 1) * DTYPES[dtype].bytes;
    return fc.uint8Array({ minLength: size, maxLength: size }).map((data) => ({ dtype, shape, data }));
  });
const name = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text !== '__metadata__');
const content = fc.record({
  tensors: fc.array(fc.tuple(name, rawTensor), { maxLength: 6 }).map((pairs) => new Map(pairs)),
  metadata: fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 20 }), { maxKeys: 4, noNullPrototype: false }),
});

describe('for any content', () => {
  test('what was written is read', () => {
    fc.assert(
      fc.property(content, ({ tensors, metadata }) => {
        const bytes = writeSafetensors({ tensors, metadata });
        const again = parseSafetensors(bytes);
        expect(again.tensors).toEqual(tensors);
        expect(new Map(Object.entries(again.metadata))).toEqual(new Map(Object.entries(metadata)));
        expect(writeSafetensors(again)).toEqual(bytes);
        for (const tensor of again.tensors.values()) expect(toFloat32(tensor)).toHaveLength(toFloat64(tensor).length);
      }),
      { numRuns: 300 },
    );
  });

  test('a damaged file is read or refused, never worse', () => {
    const edit = fc.tuple(fc.nat(2000), fc.nat(255));
    fc.assert(
      fc.property(content, fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat(40), (value, edits, cut) => {
        const bytes = writeSafetensors(value);
        for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
        try {
          const { tensors } = parseSafetensors(bytes.subarray(0, bytes.length - cut));
          for (const tensor of tensors.values()) toFloat32(tensor);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ElmanError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
