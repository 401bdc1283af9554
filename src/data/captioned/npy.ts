import type { RawTensor } from '../../formats/index.ts';
import { fail } from '../../util/errors.ts';

type Dtype = RawTensor['dtype'];

/** Element types of NumPy that are read; those of one byte have no order. */
const dtypes: Readonly<Record<string, readonly [Dtype, bytes: number]>> = {
  '<f8': ['F64', 8],
  '<f4': ['F32', 4],
  '<f2': ['F16', 2],
  '<i4': ['I32', 4],
  '|u1': ['U8', 1],
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether bytes begin as a `.npy` file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * An array as `numpy.save` writes it (NEP 1: the magic, two bytes of version, the length of the header, the header in
 * the notation of Python, the elements), row by row. Nothing of it is executed.
 * @throws `data/npy`
 */
export function parseNpy(bytes: Uint8Array, file: string): RawTensor {
  const wrong = (problem: string): never =>
    fail(
      'data/npy',
      `${file} is not an array of numbers as numpy.save writes it: ${problem}; save it as float32 (numpy.ascontiguousarray(x, numpy.float32))`,
      { file, problem },
    );
  if (!isNpy(bytes) || bytes.length < 12) wrong('it does not begin with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isLong = bytes[6]! > 1;
  const start = isLong ? 12 : 10;
  const end = start + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, Math.min(end, start + 10_000)));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? 'unknown';
  const extents = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (extents === undefined || !/'fortran_order':\s*False/.test(header)) wrong('it is not laid out row by row');
  const shape = extents!.match(/\d+/g)?.map(Number) ?? [];
  const [dtype, size] =
    dtypes[descr] ?? wrong(`its elements are ${descr}, not one of ${Object.keys(dtypes).join(', ')}`);
  const data = bytes.subarray(end);
  const wanted = shape.reduce((product, extent) => product * extent, size);
  if (data.length !== wanted)
    wrong(`its shape (${shape.join(', ')}) needs ${wanted} bytes, but ${Math.max(0, bytes.length - end)} follow`);
  return { dtype, shape, data };
}
