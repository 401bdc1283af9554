import { fail } from '../util/errors.ts';
import { DTYPES, LITTLE_ENDIAN, swapToHost, type Dtype, type Values } from './dtypes.ts';

/** A named array as it lies in a file: little-endian elements, row by row (the last axis varies fastest). */
export interface RawTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const DTYPE_OF: readonly (readonly [{ new (length: number): Values }, Dtype])[] = [
  [Float32Array, 'F32'],
  [Float64Array, 'F64'],
  [Int32Array, 'I32'],
  [Int16Array, 'I16'],
  [Int8Array, 'I8'],
  [Uint8Array, 'U8'],
];

/** The bytes of `values` under `shape`; the element type follows from the kind of array. A copy. */
export function toRawTensor(shape: readonly number[], values: Values): RawTensor {
  const dtype = DTYPE_OF.find(([kind]) => values instanceof kind)?.[1];
  if (dtype === undefined) {
    fail('model/dtype', `no element type is known for ${Object.prototype.toString.call(values)}; give a Float32Array`);
  }
  const count = elementCount(shape);
  if (count !== values.length) {
    fail(
      'model/size',
      `a tensor of shape ${formatShape(shape)} holds ${count} values, but ${values.length} were given`,
      {
        expected: count ?? -1,
        found: values.length,
      },
    );
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { dtype, shape: [...shape], data: swapToHost(bytes, values.BYTES_PER_ELEMENT) };
}

/** The values as float32, rounded to nearest even where the file holds more. A copy, aligned and free of the file. */
export function toFloat32(tensor: RawTensor): Float32Array {
  const values = toValues(tensor);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** As {@link toFloat32}, but not a copy where the bytes lie as this machine has them: then not to be changed. */
export function asFloat32(tensor: RawTensor): Float32Array {
  const { buffer, byteOffset, byteLength } = tensor.data;
  const lies = tensor.dtype === 'F32' && LITTLE_ENDIAN && byteOffset % 4 === 0;
  return lies ? new Float32Array(buffer, byteOffset, byteLength / 4) : toFloat32(tensor);
}

/** The values as float64. Exact, save for int64 beyond 2^53. A copy. */
export function toFloat64(tensor: RawTensor): Float64Array {
  const values = toValues(tensor);
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

/** The values in the smallest JavaScript array that holds them: F16 and BF16 as float32, I64 as float64. A copy. */
export function toValues(tensor: RawTensor): Values {
  const { bytes, decode } = DTYPES[tensor.dtype];
  return decode(swapToHost(tensor.data, bytes).buffer);
}

/** How many elements a shape holds; undefined for a negative, fractional or overflowing one. `[]`, a scalar, holds 1. */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    count *= size;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/** `[4, 3]`, cut off when there are very many axes. */
export function formatShape(shape: readonly number[]): string {
  const shown = shape.slice(0, 8).join(', ');
  return shape.length > 8 ? `[${shown}, … (${shape.length} axes)]` : `[${shown}]`;
}
