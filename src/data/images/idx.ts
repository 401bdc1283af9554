import { fail } from '../../util/errors.ts';

export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of bytes, the format of MNIST (LeCun, Cortes and Burges 1998): two zeros, the type (8: unsigned
 * bytes), the number of axes, each extent as a big-endian 32-bit number, the data.
 * @throws `data/idx` when it is not one, or is cut off.
 */
export function readIdx(bytes: Uint8Array, file: string): IdxArray {
  const wrong = (problem: string): never =>
    fail('data/idx', `${file} is not an IDX file of bytes, as MNIST's are: ${problem}`, { file, problem });
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) wrong('it does not begin with two zeros and a type');
  if (bytes[2] !== 8) wrong(`its type is ${bytes[2]}, expected is 8, unsigned bytes`);
  const axes = bytes[3]!;
  const start = 4 + 4 * axes;
  if (axes === 0 || bytes.length < start) wrong(`its ${axes} extents are not there`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: axes }, (_, k) => view.getUint32(4 + 4 * k));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length - start !== size) {
    wrong(`its shape [${shape.join(', ')}] needs ${size} bytes, but ${bytes.length - start} follow`);
  }
  return { shape, data: bytes.subarray(start) };
}
