import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ElmanError } from '../util/errors.ts';
import { modelChecksum, readModelFile, writeModelFile } from './model-file.ts';
import { parseSafetensors, writeSafetensors } from './safetensors.ts';
import { toFloat32, toRawTensor, toValues } from './tensor-bytes.ts';

const golden = new Uint8Array(readFileSync(new URL('../../test/goldens/model-v1.safetensors', import.meta.url)));

const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => (i - 5) / 8);

/** What test/goldens/make_model_v1.mjs wrote. */
const model = {
  task: 'next-item',
  config: { cell: 'elman', hidden: 2, lr: 0.01, 드롭아웃: 0 },
  vocabulary: ['짜장', '짬뽕', 'tang su yuk', '"quoted" \\ \n', '😀'],
  normalisation: null,
};

function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ElmanError);
    return thrown as ElmanError;
  }
  throw new Error('nothing was thrown');
}

/** The golden with other metadata; `sha256: null` removes it, and by default it is made right again. */
function withMetadata(change: Record<string, string | null>): Uint8Array {
  const { tensors, metadata } = parseSafetensors(golden);
  const changed: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...metadata, ...change })) if (value !== null) changed[key] = value;
  if (change['sha256'] === undefined) changed['sha256'] = modelChecksum(changed, tensors);
  return writeSafetensors({ tensors, metadata: changed });
}

describe('the committed file of version 1', () => {
  test('loads', () => {
    const read = readModelFile(golden);
    expect(read.checksum).toBe('ok');
    expect(read.model).toEqual(model);
    const values = Object.fromEntries([...read.tensors].map(([name, t]) => [name, [t.dtype, t.shape, toValues(t)]]));
    expect(values).toEqual({
      'rnn.weight_ih_l0': ['F32', [2, 5], ramp(10)],
      'rnn.weight_hh_l0': ['F32', [2, 2], ramp(4)],
      'rnn.bias_ih_l0': ['F32', [2], ramp(2)],
      'rnn.bias_hh_l0': ['F32', [2], Float32Array.of(-0, 1e-30)],
      'head.weight': ['F32', [5, 2], ramp(10)],
      counts: ['I32', [3], Int32Array.of(1, -2, 3)],
      empty: ['F32', [0, 4], new Float32Array(0)],
    });
  });

  test('written again, has the same bytes', () => {
    expect(writeModelFile(readModelFile(golden))).toEqual(golden);
  });
});

describe('reading', () => {
  test('no checksum: accepted, and said', () => {
    const said: string[] = [];
    const read = readModelFile(withMetadata({ sha256: null }), { file: 'm', warn: (message) => said.push(message) });
    expect(read.checksum).toBe('absent');
    expect(read.model).toEqual(model);
    expect(said).toEqual([expect.stringMatching(/^m has no checksum/)]);
    expect(readModelFile(withMetadata({ sha256: null })).checksum).toBe('absent');
  });

  test('a wrong checksum: refused, unless it is to be ignored, and then said', () => {
    const bytes = golden.slice();
    bytes[bytes.length - 1]! ^= 1;
    const error = errorOf(() => readModelFile(bytes, { file: 'm' }));
    expect(error.code).toBe('model/checksum');
    expect(error.message).toMatch(/--ignore-checksum/);
    const said: string[] = [];
    const read = readModelFile(bytes, { file: 'm', ignoreChecksum: true, warn: (message) => said.push(message) });
    expect(read.checksum).toBe('wrong');
    expect(said).toHaveLength(1);
  });

  test('a checksum covers names, shapes, types and the model, not the layout of the header', () => {
    const { tensors, metadata } = parseSafetensors(golden);
    const sum = modelChecksum(metadata, tensors);
    const counts = tensors.get('counts')!;
    const changed = (name: string, tensor: typeof counts) => {
      const others = new Map(tensors);
      others.delete('counts');
      return modelChecksum(metadata, others.set(name, tensor));
    };
    expect(changed('counts', counts)).toBe(sum);
    expect(changed('count', counts)).not.toBe(sum);
    expect(changed('counts', { ...counts, shape: [3, 1] })).not.toBe(sum);
    expect(changed('counts', { ...counts, dtype: 'F32' })).not.toBe(sum);
    expect(modelChecksum({ ...metadata, model: '{}' }, tensors)).not.toBe(sum);
    expect(modelChecksum({ ...metadata, sha256: 'x' }, tensors)).toBe(sum);
  });

  test.each<[what: string, change: Record<string, string | null>, code: string, message: RegExp]>([
    ['a plain safetensors file', { format: null }, 'model/not-elman', /no format.*elman import/],
    ['a file of PyTorch', { format: 'pt' }, 'model/not-elman', /format "pt"/],
    ['a later version', { formatVersion: '2' }, 'model/too-new', /version 2; this one reads up to 1: update/],
    ['a later version, checksum unknown', { formatVersion: '12', sha256: 'new' }, 'model/too-new', /version 12/],
    ['no version', { formatVersion: null }, 'model/version', /should be "1"/],
    ['a senseless version', { formatVersion: '1.5' }, 'model/version', /"1\.5"/],
    ['no model', { model: null }, 'model/header', /"model".*is missing/],
    ['a broken model', { model: '{' }, 'model/header', /not valid JSON/],
  ])('%s', (_, change, code, message) => {
    const error = errorOf(() => readModelFile(withMetadata(change), { file: 'm' }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.details['file']).toBe('m');
  });
});

describe('writing', () => {
  const write = (value: unknown) => writeModelFile({ model: value, tensors: new Map() });

  test('what is JSON comes back; what is undefined is left out', () => {
    const value = { a: [1, -2.5e-7, 'x', null, true], b: { c: undefined, d: {} } };
    expect(readModelFile(write(value)).model).toEqual({ a: [1, -2.5e-7, 'x', null, true], b: { d: {} } });
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  test.each<[unknown, RegExp]>([
    [{ a: [1, Number.NaN] }, /^model\.a\[1\] is NaN/],
    [{ 'a b': Infinity }, /^model\["a b"\] is Infinity/],
    [{ a: Float32Array.of(1) }, /^model\.a is a Float32Array.*plain arrays/],
    [{ a: new Map() }, /^model\.a is a Map/],
    [[undefined], /^model\[0\] is undefined/],
    [{ a: () => 1 }, /^model\.a is a function/],
    [{ a: 1n }, /^model\.a is a bigint/],
    [undefined, /^model is undefined/],
    [cycle, /contains itself/],
  ])('refuses what JSON would lose', (value, message) => {
    const error = errorOf(() => write(value));
    expect(error.code).toBe('model/json');
    expect(error.message).toMatch(message);
  });

  test('one object at two places is no cycle', () => {
    const shared = { a: 1 };
    expect(readModelFile(write([shared, shared])).model).toEqual([shared, shared]);
  });
});

describe('for any damage', () => {
  const content = fc.record({
    model: fc.jsonValue(),
    tensors: fc
      .array(fc.tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.float32Array({ maxLength: 12 })), { maxLength: 4 })
      .map((pairs) => new Map(pairs.map(([name, values]) => [name, toRawTensor([values.length], values)]))),
  });

  test('what was written is read', () => {
    fc.assert(
      fc.property(content, (value) => {
        const bytes = writeModelFile(value);
        const read = readModelFile(bytes);
        expect(read.checksum).toBe('ok');
        expect(read.model).toEqual(JSON.parse(JSON.stringify(value.model)));
        expect(read.tensors).toEqual(value.tensors);
        expect(writeModelFile(read)).toEqual(bytes);
      }),
    );
  });

  test('every single flipped bit of the committed file is noticed', () => {
    let unharmed = 0;
    for (let bit = 0; bit < golden.length * 8; bit++) {
      const bytes = golden.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      unharmed += checkDamaged(bytes, golden) ? 1 : 0;
    }
    expect(unharmed).toBeLessThanOrEqual(60); // the name of the checksum: 6 bytes, 8 bits each, and fields nobody reads
  });

  test('every cut of the committed file is noticed', () => {
    for (let length = 0; length < golden.length; length++) {
      expect(() => readModelFile(golden.subarray(0, length))).toThrow(ElmanError);
    }
  });

  test('flipped bits and cuts of any file give an error or the same content', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.nat(200), (value, at, cut) => {
        const whole = writeModelFile(value);
        const bytes = whole.slice(0, whole.length - (cut < 100 ? 0 : cut - 100));
        if (bytes.length > 0) bytes[at % bytes.length]! ^= 1 << (at & 7);
        checkDamaged(bytes, whole);
      }),
      { numRuns: 500 },
    );
  });
});

/** Reads a damaged file; true when it was read all the same, and then its content must be that of the whole one. */
function checkDamaged(bytes: Uint8Array, whole: Uint8Array): boolean {
  const content = (file: Uint8Array) => {
    const { model, tensors } = readModelFile(file);
    return [model, [...tensors].map(([name, tensor]) => [name, tensor.shape, tensor.dtype, [...toFloat32(tensor)]])];
  };
  let found: unknown;
  try {
    found = content(bytes);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ElmanError);
    return false;
  }
  expect(found).toEqual(content(whole));
  return true;
}
