import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { toRawTensor, writeSafetensors } from '../../formats/index.ts';
import { ElmanError } from '../../util/errors.ts';
import { readFeatures } from './index.ts';

const read = (file: string, content: string | Uint8Array) =>
  readFeatures(new MemoryHost({ [file]: content }), file, file);
const numbers = Float32Array.from({ length: 12 }, (_, i) => i / 2);

function safetensors(shape: readonly number[], values = numbers, metadata?: Record<string, string>): Uint8Array {
  const tensors = new Map([['features', toRawTensor(shape, values)]]);
  return writeSafetensors({ tensors, ...(metadata && { metadata }) });
}

/** As NumPy writes it. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const length = version > 1 ? [text.length, 0, 0, 0] : [text.length, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...length, ...text, ...data]);
}
const header = (shape: string, descr = '<f4', order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
const raw = (values: Float32Array | Float64Array | Int32Array | Uint8Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('features of images', () => {
  test('are a tensor of a safetensors file, a vector an image or one a region', async () => {
    expect(await read('f.safetensors', safetensors([4, 3]))).toEqual({
      values: numbers,
      count: 4,
      regions: 1,
      size: 3,
    });
    const packed = await read('f.safetensors.gz', new Uint8Array(gzipSync(safetensors([2, 3, 2]))));
    expect(packed).toEqual({ values: numbers, count: 2, regions: 3, size: 2 });
  });

  test('may have the names of their images', async () => {
    const names = (image: string) => read('f.safetensors', safetensors([4, 3], numbers, { image }));
    expect((await names('["a","b","c","d"]')).names).toEqual(['a', 'b', 'c', 'd']);
    for (const image of ['["a"]', '["a","b","c",4]', 'a,b,c,d', '{}'])
      await expect(names(image)).rejects.toThrow(/its metadata "image" is not a JSON list of 4 names/);
  });

  test('are an array of NumPy, of any common type', async () => {
    const wanted = { values: numbers, count: 4, regions: 1, size: 3 };
    expect(await read('f.npy', npy(header('4, 3'), raw(numbers)))).toEqual(wanted);
    expect(await read('f.npy', npy(header('4, 3', '<f8'), raw(Float64Array.from(numbers)), 2))).toEqual(wanted);
    const whole = Uint8Array.from({ length: 12 }, (_, i) => i);
    const expected = { values: Float32Array.from(whole), count: 2, regions: 2, size: 3 };
    expect(await read('f.npy', npy(header('2, 2, 3', '|u1'), whole))).toEqual(expected);
    expect(await read('f.npy', npy(header('2, 2, 3', '<i4'), raw(Int32Array.from(whole))))).toEqual(expected);
  });

  /*
   * numpy 2.4.6: numpy.save('f.npy', (numpy.arange(12) / 2 - 1.25).reshape(2, 3, 2).astype('<f2')), in
   * hexadecimal.
   */
  test('are what NumPy itself saved', async () => {
    const start =
      '934e554d5059010076007b276465736372273a20273c6632272c2027666f727472616e5f6f72646572273a2046616c73652c20';
    const shape = `277368617065273a2028322c20332c2032292c207d${'20'.repeat(55)}0a`;
    const halves = '00bd00ba00b40034003a003d003f80408041804280434044';
    expect(await read('f.npy', Uint8Array.from(Buffer.from(start + shape + halves, 'hex')))).toEqual({
      values: numbers.map((value) => value - 1.25),
      count: 2,
      regions: 3,
      size: 2,
    });
  });

  test.each([
    ['another order', npy(header('4, 3', '<f4', 'True'), raw(numbers)), /not laid out row by row/],
    ['another type', npy(header('4, 3', '>f4'), raw(numbers)), /its elements are >f4/],
    ['too few elements', npy(header('4, 4'), raw(numbers)), /needs 64 bytes, but 48 follow/],
    ['objects', npy(header('4, 3', '|O'), raw(numbers)), /its elements are \|O/],
    ['no header', Uint8Array.of(0x93, 0x4e), /does not begin with/],
    ['another file', new TextEncoder().encode('1,2,3\n4,5,6\n'), /does not begin with/],
  ])('are no array with %s', async (_, content, message) => {
    await expect(read('f.npy', content)).rejects.toMatchObject({
      code: 'data/npy',
      message: expect.stringMatching(message),
    });
  });

  test('of a damaged array are an error of ours', async () => {
    const good = npy(header('4, 3'), raw(numbers));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
        const bad = Uint8Array.from(cut ? good.subarray(0, at) : good);
        if (!cut) bad[at] = byte;
        await read('f.npy', bad).catch((error: unknown) => expect(error).toBeInstanceOf(ElmanError));
      }),
      { numRuns: 300 },
    );
  });

  test('are rows of a table, with a column of names or without', async () => {
    expect(await read('f.csv', 'a,image,b\n1,x.png,2\n3,y.png,4.5\n')).toEqual({
      values: Float32Array.of(1, 2, 3, 4.5),
      count: 2,
      regions: 1,
      size: 2,
      names: ['x.png', 'y.png'],
    });
    expect(await read('f.jsonl', '{"a": 1, "b": 2}\n{"b": 4, "a": 3}\n')).toEqual({
      values: Float32Array.of(1, 2, 3, 4),
      count: 2,
      regions: 1,
      size: 2,
    });
  });

  test.each([
    ['a,b\n1,2\n3,\n', 'data/missing-value', /line 3: column "b" is empty/],
    ['a,b\n1,NaN\n', 'data/missing-value', /line 2: column "b" is empty/],
    ['a,b\n1,dog\n', 'data/not-a-number', /line 2.*"dog"/],
    ['a,b\n1\n', 'data/csv-cells', /line 2/],
    ['image\nx.png\n', 'data/features', /no column of numbers/],
  ])('of a table are numbers: %j', async (text, code, message) => {
    await expect(read('f.csv', text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('must have a shape that they can have, and be finite', async () => {
    await expect(read('f.safetensors', safetensors([12]))).rejects.toMatchObject({
      code: 'data/features',
      message: expect.stringContaining('its shape is [12]; expected is'),
    });
    await expect(read('f.safetensors', safetensors([0, 12], new Float32Array(0)))).rejects.toThrow(
      /shape is \[0, 12\]/,
    );
    const other = writeSafetensors({ tensors: new Map([['pool5', toRawTensor([4, 3], numbers)]]) });
    await expect(read('f.safetensors', other)).rejects.toThrow(/no tensor "features" \(its tensors are pool5\)/);
    for (const value of [NaN, Infinity]) {
      const bad = numbers.slice();
      bad[7] = value;
      await expect(read('f.safetensors', safetensors([2, 3, 2], bad))).rejects.toMatchObject({
        code: 'data/feature-value',
        details: { file: 'f.safetensors', image: 1, feature: 1, got: String(value) },
      });
    }
  });
});
