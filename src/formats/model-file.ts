import { fail } from '../util/errors.ts';
import { newSha256 } from '../util/sha256.ts';
import { byCodePoint } from '../util/code-points.ts';
import { toJsonText, type Json } from './model-json.ts';
import { parseSafetensors, writeSafetensors } from './safetensors.ts';
import { shorten } from './strict-json.ts';
import type { RawTensor } from './tensor-bytes.ts';

/**
 * Elman's model file: a safetensors file (so that Python opens it) whose metadata says what the tensors are.
 *
 * | metadata key | value |
 * |---|---|
 * | `format` | `elman` |
 * | `formatVersion` | `1` |
 * | `model` | JSON: task, config, vocabulary, normalisation …; this file does not look inside |
 * | `sha256` | {@link modelChecksum} of the rest, 64 lower-case hexadecimal digits |
 */
export interface ModelFile {
  readonly model: Json;
  readonly tensors: Map<string, RawTensor>;
}

export const MODEL_FORMAT = 'elman';
export const MODEL_FORMAT_VERSION = 1;

/** `wrong` only when the caller asked to ignore the checksum. */
export type ChecksumState = 'ok' | 'absent' | 'wrong';

export interface ReadModelOptions {
  /** The name of the file, for messages. */
  readonly file?: string;
  /** Reads a file whose checksum is wrong, and says so through `warn`. */
  readonly ignoreChecksum?: boolean;
  /** Hears what is odd but no reason to stop. */
  readonly warn?: (message: string) => void;
}

/** The bytes of a model file; the same content gives the same bytes. `model` must be plain JSON. */
export function writeModelFile(content: {
  model: unknown;
  tensors: ReadonlyMap<string, RawTensor>;
}): Uint8Array<ArrayBuffer> {
  const metadata: Record<string, string> = {
    format: MODEL_FORMAT,
    formatVersion: String(MODEL_FORMAT_VERSION),
    model: toJsonText(content.model, 'model'),
  };
  metadata['sha256'] = modelChecksum(metadata, content.tensors);
  return writeSafetensors({ tensors: content.tensors, metadata });
}

/**
 * Reads a model file. Its tensors are views into `bytes`. Throws `model/not-elman` for any other safetensors file,
 * `model/too-new` for a later version of the format, `model/checksum` when the content is not what was written.
 */
export function readModelFile(
  bytes: Uint8Array,
  options: ReadModelOptions = {},
): ModelFile & { readonly checksum: ChecksumState } {
  const { file = 'the model' } = options;
  const { tensors, metadata } = parseSafetensors(bytes, { file });
  checkFormat(metadata, file);
  const checksum = checkSum(metadata, tensors, file, options);
  return { model: readModel(metadata['model'], file), tensors, checksum };
}

function readModel(text: string | undefined, file: string): Json {
  let cause: unknown;
  try {
    if (text !== undefined) return JSON.parse(text) as Json;
  } catch (thrown) {
    cause = thrown;
  }
  const found = text === undefined ? 'is missing' : 'is not valid JSON';
  return fail(
    'model/header',
    `${file}: the "model" in its metadata ${found}: save it again with Elman`,
    { file },
    cause,
  );
}

function checkFormat(metadata: Readonly<Record<string, string>>, file: string): void {
  if (metadata['format'] !== MODEL_FORMAT) {
    const found = metadata['format'];
    const origin = found === undefined ? 'has no format in its metadata' : `is of the format ${shorten(found)}`;
    fail(
      'model/not-elman',
      `${file} is a safetensors file but not an Elman model: it ${origin}; \`elman import\` turns models from elsewhere into one`,
      {
        file,
        found,
      },
    );
  }
  const version = metadata['formatVersion'] ?? '';
  if (!/^[1-9]\d{0,8}$/.test(version)) {
    fail(
      'model/version',
      `${file}: formatVersion should be "${MODEL_FORMAT_VERSION}", but is ${shorten(version)}: save it again with Elman`,
      {
        file,
        found: version,
      },
    );
  }
  if (Number(version) > MODEL_FORMAT_VERSION) {
    fail(
      'model/too-new',
      `${file} was written by a later Elman, in format version ${version}; this one reads up to ${MODEL_FORMAT_VERSION}: update elman-rnn`,
      {
        file,
        found: Number(version),
        supported: MODEL_FORMAT_VERSION,
      },
    );
  }
}

function checkSum(
  metadata: Readonly<Record<string, string>>,
  tensors: ReadonlyMap<string, RawTensor>,
  file: string,
  { ignoreChecksum = false, warn = () => {} }: ReadModelOptions,
): ChecksumState {
  const expected = metadata['sha256'];
  if (expected === undefined) {
    warn(`${file} has no checksum, so damage would go unnoticed; saving it with Elman adds one`);
    return 'absent';
  }
  const found = modelChecksum(metadata, tensors);
  if (found === expected) return 'ok';
  const difference = `its content has the sha256 ${found}, but it says ${shorten(expected, 64)}`;
  if (!ignoreChecksum) {
    fail(
      'model/checksum',
      `${file} is damaged or was changed by hand: ${difference}. Fetch or copy it again, or pass --ignore-checksum (ignoreChecksum: true) to use it as it is`,
      {
        file,
        expected,
        found,
      },
    );
  }
  warn(`${file} is used although its checksum is wrong: ${difference}`);
  return 'wrong';
}

/**
 * The SHA-256, in lower-case hexadecimal, of this stream of bytes (format version 1):
 *
 * 1. a line with the metadata without `sha256`, as a JSON array of [key, value] pairs sorted by key;
 * 2. for each tensor, sorted by name: a line with the JSON array [name, dtype, shape], then the tensor's bytes.
 *
 * JSON without spaces, as `JSON.stringify` and Python's `json.dumps(…, ensure_ascii=False, separators=(',', ':'))`
 * write it, in UTF-8; a line ends with \n; sorted by code point. How the file orders or pads its header does not matter.
 */
export function modelChecksum(
  metadata: Readonly<Record<string, string>>,
  tensors: ReadonlyMap<string, RawTensor>,
): string {
  const hash = newSha256();
  const utf8 = new TextEncoder();
  const pairs = Object.entries(metadata)
    .filter(([key]) => key !== 'sha256')
    .sort(([a], [b]) => byCodePoint(a, b));
  hash.update(utf8.encode(`${JSON.stringify(pairs)}\n`));
  for (const [name, { dtype, shape, data }] of [...tensors].sort(([a], [b]) => byCodePoint(a, b))) {
    hash.update(utf8.encode(`${JSON.stringify([name, dtype, shape])}\n`)).update(data);
  }
  return hash.hex();
}
