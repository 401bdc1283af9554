/**
 * The element types that Elman reads, by their names in a safetensors file. A table, not a switch: a new type is a
 * line here and a name in {@link Dtype}.
 */
export type Dtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** What elements become in memory: an array that holds each of their values exactly (int64 beyond 2^53 excepted). */
export type Values = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array;

interface DtypeEntry {
  /** Bytes an element takes. */
  readonly bytes: number;
  /** Where the official library lays the type out in a file: the largest first, so that all are aligned. */
  readonly rank: number;
  /** From aligned elements in this machine's byte order. */
  readonly decode: (buffer: ArrayBuffer) => Values;
}

export const DTYPES: { readonly [D in Dtype]: DtypeEntry } = {
  I64: { bytes: 8, rank: 9, decode: fromInt64 },
  F64: { bytes: 8, rank: 8, decode: (buffer) => new Float64Array(buffer) },
  F32: { bytes: 4, rank: 7, decode: (buffer) => new Float32Array(buffer) },
  I32: { bytes: 4, rank: 6, decode: (buffer) => new Int32Array(buffer) },
  BF16: { bytes: 2, rank: 5, decode: fromBfloat16 },
  F16: { bytes: 2, rank: 4, decode: fromFloat16 },
  I16: { bytes: 2, rank: 3, decode: (buffer) => new Int16Array(buffer) },
  I8: { bytes: 1, rank: 2, decode: (buffer) => new Int8Array(buffer) },
  U8: { bytes: 1, rank: 1, decode: (buffer) => new Uint8Array(buffer) },
  BOOL: { bytes: 1, rank: 0, decode: (buffer) => new Uint8Array(buffer).map((byte) => (byte === 0 ? 0 : 1)) },
};

export const DTYPE_NAMES = Object.keys(DTYPES) as readonly Dtype[];

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(DTYPES, name);
}

/**
 * A copy of `bytes` with every element of `size` bytes turned from little-endian to this machine's order, or back;
 * the copy is aligned, whatever the view it came from.
 */
export function swapToHost(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  if (!LITTLE_ENDIAN) for (let at = 0; at + size <= copy.length; at += size) copy.subarray(at, at + size).reverse();
  return copy;
}

export const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function fromInt64(buffer: ArrayBuffer): Float64Array {
  const wide = new BigInt64Array(buffer);
  const values = new Float64Array(wide.length);
  for (let i = 0; i < wide.length; i++) values[i] = Number(wide[i]);
  return values;
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(buffer: ArrayBuffer): Float32Array {
  const halves = new Uint16Array(buffer);
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16;
  return new Float32Array(words.buffer);
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits; each of its values is a float32 too. */
function fromFloat16(buffer: ArrayBuffer): Float32Array {
  const halves = new Uint16Array(buffer);
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = widenHalf(halves[i]!);
  return new Float32Array(words.buffer);
}

/** The bits of the float32 that equals the float16 with these bits. */
function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13); // infinity, NaN
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21; // subnormal: its leading 1 moves up to bit 10 and is then implied
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 1023) << 13);
}
