import { parseSafetensors, toFloat32, type RawTensor } from '../../formats/index.ts';
import { expect, fail } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import { readRows } from '../readers.ts';
import { requireColumns } from '../row.ts';
import { readNumber } from '../schema.ts';
import { unpackedBytes } from '../text-source.ts';
import { isNpy, parseNpy } from './npy.ts';

/** What a network, trained before, says of images: one vector each, or one for each region of them. */
export interface Features {
  /** [count, regions, size] */
  readonly values: Float32Array;
  readonly count: number;
  readonly regions: number;
  readonly size: number;
  /** The names of the images, where the file says them. */
  readonly names?: readonly string[] | undefined;
}

/** The name of the tensor in a safetensors file. */
const TENSOR = 'features';
/** The column with the names, and the key of the metadata of a safetensors file with a JSON list of them. */
const NAMES = 'image';

/**
 * Features of images, also gzipped, image by image: a safetensors file with a tensor `features` (and the names of the
 * images, if they are not in the order of the captions, as a JSON list in its metadata under `image`), an array of NumPy
 * (`.npy`), both [N, F] or [N, R, F]; or a table with a row of numbers an image, and perhaps a column `image`.
 * @throws `data/features` for other contents or another shape, `data/feature-value` for what is not a finite number;
 *   `data/not-a-number`, `data/missing-value` in a table; `model/…` for a damaged safetensors file.
 */
export async function readFeatures(host: Host, path: string, file: string): Promise<Features> {
  const kind = /\.(safetensors|npy)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
  if (kind === undefined) return readFeatureRows(host, path, file);
  const bytes = await unpackedBytes(host.open(path), file);
  return kind === 'npy' || isNpy(bytes) ? fromTensor(parseNpy(bytes, file), file) : fromSafetensors(bytes, file);
}

function fromSafetensors(bytes: Uint8Array, file: string): Features {
  const { tensors, metadata } = parseSafetensors(bytes, { file });
  const tensor = tensors.get(TENSOR);
  if (tensor === undefined)
    return wrong(file, `it has no tensor "${TENSOR}" (its tensors are ${[...tensors.keys()].join(', ')})`);
  const features = fromTensor(tensor, file);
  const listed = metadata[NAMES];
  return listed === undefined ? features : { ...features, names: readNames(listed, features.count, file) };
}

function readNames(listed: string, count: number, file: string): string[] {
  let names: unknown;
  try {
    names = JSON.parse(listed);
  } catch {
    names = undefined;
  }
  return Array.isArray(names) && names.length === count && names.every((name) => typeof name === 'string')
    ? names
    : wrong(file, `its metadata "${NAMES}" is not a JSON list of ${count} names`);
}

function fromTensor(tensor: RawTensor, file: string): Features {
  const { shape } = tensor;
  if ((shape.length !== 2 && shape.length !== 3) || shape.includes(0))
    return wrong(file, `its shape is [${shape.join(', ')}]`);
  const [count, size] = [shape[0]!, shape.at(-1)!];
  const regions = shape.length === 3 ? shape[1]! : 1;
  const values = toFloat32(tensor);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  expect(
    bad < 0,
    'data/feature-value',
    () =>
      `${file}: feature ${bad % size} of image ${Math.floor(bad / (regions * size))} (both from 0) is ${values[bad]}; all must be finite numbers`,
    { file, image: Math.floor(bad / (regions * size)), feature: bad % size, got: String(values[bad]) },
  );
  return { values, count, regions, size };
}

async function readFeatureRows(host: Host, path: string, file: string): Promise<Features> {
  const names: string[] = [];
  const rows: Float32Array[] = [];
  let columns: string[] | undefined;
  for await (const row of readRows(host.open(path), { file })) {
    columns ??= Object.keys(row.cells).filter((name) => name !== NAMES);
    if (rows.length === 0 && columns.length === 0) wrong(file, 'it has no column of numbers');
    // In JSON Lines each line says its own.
    requireColumns(row, columns, file);
    const at = { file, line: row.line };
    const values = columns.map((column) => {
      const value = readNumber(row.cells[column], { ...at, column });
      if (Number.isNaN(value))
        fail('data/missing-value', `${file}, line ${row.line}: column "${column}" is empty; fill it in`, {
          ...at,
          column,
        });
      return value;
    });
    rows.push(Float32Array.from(values));
    if (row.cells[NAMES] !== undefined) names.push(String(row.cells[NAMES]).trim());
  }
  const size = columns?.length ?? 0;
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => values.set(row, i * size));
  const named = names.length === rows.length ? { names } : {};
  return { values, count: rows.length, regions: 1, size, ...named };
}

function wrong(file: string, problem: string): never {
  return fail(
    'data/features',
    `${file} does not hold features of images: ${problem}; expected is a tensor "${TENSOR}" of a safetensors file, or an array of NumPy, of shape [images, numbers] or [images, regions, numbers], or a table with a row of numbers an image`,
    { file, problem },
  );
}
