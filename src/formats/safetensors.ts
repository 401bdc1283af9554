import { fail, type ErrorDetails } from '../util/errors.ts';
import { DTYPE_NAMES, DTYPES, isDtype } from './dtypes.ts';
import { byCodePoint, hasLoneSurrogate } from '../util/code-points.ts';
import { parseStrictJson, shorten, StrictJsonError, type StrictJson } from './strict-json.ts';
import { elementCount, formatShape, type RawTensor } from './tensor-bytes.ts';

/**
 * The safetensors format (https://github.com/huggingface/safetensors#format): 8 bytes with the length N of the header
 * as a little-endian u64, N bytes of JSON, then the tensors' bytes without gaps. The JSON maps each name to
 * `{dtype, shape, data_offsets: [begin, end]}`, offsets counted from the end of the header, and `__metadata__` to an
 * object of strings.
 */
export interface Safetensors {
  readonly tensors: Map<string, RawTensor>;
  /** Without a prototype, so that no key of a stranger's file means anything. */
  readonly metadata: Record<string, string>;
}

/** The longest header that the official library accepts. */
const MAX_HEADER = 100_000_000;
const METADATA = '__metadata__';
const FETCH_AGAIN = 'the file is damaged or cut off: fetch or copy it again';

/**
 * Reads a safetensors file. The tensors are views into `bytes`; {@link toFloat32} copies one out.
 * Every claim of the header is checked against the bytes before it is used; a file that breaks the format anywhere
 * throws an ElmanError with a code `model/…`, the file's name and the byte offset.
 */
export function parseSafetensors(bytes: Uint8Array, { file = 'the model' }: { file?: string } = {}): Safetensors {
  const header = readHeader(bytes, file);
  const dataStart = header.end;
  const metadata: Record<string, string> = Object.create(null) as Record<string, string>;
  const entries: Entry[] = [];
  for (const [name, value] of header.json) {
    if (name === METADATA) readMetadata(value, metadata, file);
    else entries.push(readEntry(name, value, file));
  }
  checkLayout(entries, bytes.length, dataStart, file);
  const tensors = new Map<string, RawTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    tensors.set(name, { dtype, shape, data: bytes.subarray(dataStart + begin, dataStart + end) });
  }
  return { tensors, metadata };
}

interface Entry extends Omit<RawTensor, 'data'> {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array, file: string): { json: Map<string, StrictJson>; end: number } {
  if (bytes.length < 9) {
    const found = bytes.length === 0 ? 'is empty' : `has only ${bytes.length} bytes`;
    fail('model/truncated', `${file} ${found}, a safetensors file has at least 10; ${FETCH_AGAIN}`, {
      file,
      size: bytes.length,
      expected: 10,
    });
  }
  if (bytes[8] !== 0x7b) {
    const looks = SIGNATURES.find(([start]) => start.every((byte, i) => bytes[i] === byte))?.[1];
    const guess = looks === undefined ? '' : `; it looks like ${looks}`;
    fail(
      'model/not-safetensors',
      `${file} is not a safetensors file: byte 8 should be "{" (0x7b) but is ${hex(bytes[8] ?? 0)}${guess}`,
      { file, offset: 8, looksLike: looks },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 4294967296;
  if (length > MAX_HEADER) {
    fail(
      'model/header-size',
      `${file}: bytes 0 to 8 announce a header of ${length} bytes, the most is ${MAX_HEADER}; ${FETCH_AGAIN}`,
      {
        file,
        offset: 0,
        size: length,
        limit: MAX_HEADER,
      },
    );
  }
  const end = 8 + length;
  if (end > bytes.length) {
    fail(
      'model/truncated',
      `${file} ends at byte ${bytes.length}, inside its header, which should reach byte ${end}; ${FETCH_AGAIN}`,
      {
        file,
        size: bytes.length,
        expected: end,
      },
    );
  }
  return { json: parseHeader(bytes.subarray(8, end), file), end };
}

/** First bytes of files that people mistake for safetensors. */
const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 3, 4], 'a zip archive, as PyTorch (.pt, .pth) and Keras (.keras) write'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file (.h5), as Keras writes'],
  [[0x80, 2], 'a Python pickle, as old PyTorch (.pt, .pth) writes'],
  [[0x7b], 'JSON text'],
  [[0x1f, 0x8b], 'a gzip file: unpack it first'],
];

function parseHeader(bytes: Uint8Array, file: string): Map<string, StrictJson> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    fail(
      'model/header',
      `${file}: the header, bytes 8 to ${8 + bytes.length}, is not UTF-8 text; ${FETCH_AGAIN}`,
      {
        file,
        offset: 8,
      },
      cause,
    );
  }
  let json: StrictJson;
  try {
    json = parseStrictJson(text);
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    const offset = 8 + new TextEncoder().encode(text.slice(0, cause.index)).length;
    fail(
      'model/header',
      `${file}: the header is not valid JSON at byte ${offset}: ${cause.message}; ${FETCH_AGAIN}`,
      {
        file,
        offset,
        reason: cause.message,
      },
      cause,
    );
  }
  if (!(json instanceof Map))
    fail('model/header', `${file}: the header at byte 8 is not a JSON object`, { file, offset: 8 });
  return json;
}

function readMetadata(value: StrictJson, into: Record<string, string>, file: string): void {
  if (!(value instanceof Map)) {
    fail('model/metadata', `${file}: ${METADATA} should be an object of strings, but is ${kindOf(value)}`, { file });
  }
  for (const [key, text] of value) {
    if (typeof text !== 'string') {
      fail(
        'model/metadata',
        `${file}: the metadata ${shorten(key)} should be a string, but is ${kindOf(text)}; put JSON into a string`,
        {
          file,
          key,
        },
      );
    }
    into[key] = text;
  }
}

function readEntry(name: string, value: StrictJson, file: string): Entry {
  const tensor = `${file}: tensor ${shorten(name)}`;
  const details: ErrorDetails = { file, tensor: name };
  if (!(value instanceof Map))
    fail('model/tensor', `${tensor} should be described by an object, but by ${kindOf(value)}`, details);
  const dtype = value.get('dtype');
  if (typeof dtype !== 'string' || !isDtype(dtype)) {
    const found = typeof dtype === 'string' ? shorten(dtype) : kindOf(dtype);
    fail(
      'model/dtype',
      `${tensor} has the element type ${found}; Elman reads ${DTYPE_NAMES.join(', ')}: convert it to F32 and save again`,
      {
        ...details,
        found,
        supported: DTYPE_NAMES,
      },
    );
  }
  const shape = value.get('shape');
  if (!isNumbers(shape))
    fail('model/shape', `${tensor} should have a shape such as [2, 3], but has ${kindOf(shape)}`, details);
  const count = elementCount(shape);
  const size = (count ?? Number.NaN) * DTYPES[dtype].bytes;
  if (!Number.isSafeInteger(size)) {
    fail(
      'model/shape',
      `${tensor} has the impossible shape ${formatShape(shape)}: sizes are whole numbers from 0 on, and all bytes together below 2^53`,
      details,
    );
  }
  const offsets = value.get('data_offsets');
  if (!isNumbers(offsets) || offsets.length !== 2 || !offsets.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    fail(
      'model/offsets',
      `${tensor} should have data_offsets [begin, end], two whole numbers from 0 on, but has ${isNumbers(offsets) ? formatShape(offsets) : kindOf(offsets)}`,
      details,
    );
  }
  const [begin = 0, end = 0] = offsets;
  if (end - begin !== size) {
    fail(
      'model/size',
      `${tensor}, ${dtype} ${formatShape(shape)}, takes ${size} bytes, but its data_offsets [${begin}, ${end}] span ${end - begin}`,
      {
        ...details,
        expected: size,
        found: end - begin,
      },
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The tensors must tile the data: each begins where the one before ends, and the last ends with the file. */
function checkLayout(entries: readonly Entry[], fileSize: number, dataStart: number, file: string): void {
  let at = 0;
  let before = 'the header';
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      const how =
        begin < at
          ? `overlaps ${before}, which ends at byte ${dataStart + at}`
          : `leaves a gap after ${before}, which ends at byte ${dataStart + at}`;
      fail(
        'model/offsets',
        `${file}: tensor ${shorten(name)}, from byte ${dataStart + begin}, ${how}; a safetensors file has no gaps and no overlaps`,
        {
          file,
          tensor: name,
          offset: dataStart + begin,
          expected: dataStart + at,
        },
      );
    }
    if (dataStart + end > fileSize) {
      fail(
        'model/truncated',
        `${file} ends at byte ${fileSize}, but tensor ${shorten(name)} reaches from byte ${dataStart + begin} to ${dataStart + end}; ${FETCH_AGAIN}`,
        {
          file,
          tensor: name,
          size: fileSize,
          expected: dataStart + end,
        },
      );
    }
    at = end;
    before = `tensor ${shorten(name)}`;
  }
  if (dataStart + at < fileSize) {
    fail(
      'model/trailing',
      `${file} has ${fileSize - dataStart - at} bytes that belong to no tensor, from byte ${dataStart + at} on; ${FETCH_AGAIN}`,
      {
        file,
        offset: dataStart + at,
        size: fileSize,
      },
    );
  }
}

/**
 * Writes a safetensors file. The same content gives the same bytes, whatever the order of the maps: as in the official
 * library, tensors stand with the widest element type first (so that all are aligned), then by name in code point
 * order; metadata by key; the header is padded with spaces to a multiple of 8 bytes.
 */
export function writeSafetensors(content: {
  tensors: ReadonlyMap<string, RawTensor>;
  metadata?: Readonly<Record<string, string>>;
}): Uint8Array<ArrayBuffer> {
  const entries = [...content.tensors].sort(
    ([a, x], [b, y]) => DTYPES[y.dtype].rank - DTYPES[x.dtype].rank || byCodePoint(a, b),
  );
  const parts: string[] = [];
  const metadata = Object.entries(content.metadata ?? {}).sort(([a], [b]) => byCodePoint(a, b));
  if (metadata.length > 0) {
    const pairs = metadata.map(
      ([key, value]) => `${quote(key, 'the metadata')}:${quote(value, `the metadata ${shorten(key)}`)}`,
    );
    parts.push(`"${METADATA}":{${pairs.join(',')}}`);
  }
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    checkWritable(name, { dtype, shape, data });
    const begin = end;
    end += data.length;
    parts.push(
      `${quote(name, 'a tensor')}:{"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${begin},${end}]}`,
    );
  }
  const header = new TextEncoder().encode(`{${parts.join(',')}}`);
  const padded = header.length + ((8 - (header.length % 8)) % 8);
  if (padded > MAX_HEADER) {
    fail(
      'model/header-size',
      `the names and metadata take ${padded} bytes, the format allows ${MAX_HEADER}; keep large tables as tensors`,
      {
        size: padded,
        limit: MAX_HEADER,
      },
    );
  }
  const bytes = new Uint8Array(8 + padded + end);
  new DataView(bytes.buffer).setUint32(0, padded, true);
  bytes.set(header, 8);
  bytes.fill(0x20, 8 + header.length, 8 + padded);
  let at = 8 + padded;
  for (const [, { data }] of entries) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

function checkWritable(name: string, { dtype, shape, data }: RawTensor): void {
  if (name === METADATA)
    fail('model/name', `a tensor can't be called ${METADATA}: the format keeps that name for metadata`, {
      tensor: name,
    });
  const size = (elementCount(shape) ?? Number.NaN) * DTYPES[dtype].bytes;
  if (size !== data.length) {
    fail(
      'model/size',
      `tensor ${shorten(name)}, ${dtype} ${formatShape(shape)}, takes ${size} bytes, but ${data.length} were given`,
      {
        tensor: name,
        expected: size,
        found: data.length,
      },
    );
  }
}

function quote(text: string, what: string): string {
  if (hasLoneSurrogate(text)) {
    fail(
      'model/name',
      `${what} holds half a surrogate pair, ${shorten(text)}, which has no UTF-8 form: cut text by code point or grapheme`,
      { text: shorten(text) },
    );
  }
  return JSON.stringify(text);
}

function isNumbers(value: StrictJson | undefined): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function kindOf(value: StrictJson | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number') ? formatShape(value) : 'an array';
  if (value instanceof Map) return 'an object';
  return typeof value === 'string' ? shorten(value) : `the ${typeof value} ${String(value)}`;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
