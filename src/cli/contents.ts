import { modelChecksum, MODEL_FORMAT, parseSafetensors, type ChecksumState } from '../formats/index.ts';

/** What is in a safetensors file. In the JSON of `elman inspect` this is the document. */
export interface Contents {
  readonly file: string;
  readonly kind: 'model' | 'checkpoint' | 'other';
  readonly format: string;
  readonly formatVersion: string | null;
  readonly bytes: number;
  readonly checksum: ChecksumState | 'none';
  readonly task: string | null;
  readonly config: unknown;
  readonly vocabularySize: number | null;
  /** Of a checkpoint. */
  readonly progress: { readonly epoch: number; readonly step: number } | null;
  /** How many numbers the tensors hold. */
  readonly parameters: number;
  /** The metadata of a file that Elman did not write. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
}

/** Reads what a file says of itself. Damage to the layout throws `model/…`; a wrong checksum is told. */
export function readContents(bytes: Uint8Array, file: string): Contents {
  const { tensors, metadata } = parseSafetensors(bytes, { file });
  const ours = metadata['format'] === MODEL_FORMAT;
  const model = ours ? parseModel(metadata['model']) : {};
  const checkpoint = model['kind'] === 'checkpoint';
  const described = checkpoint ? objectIn(model, 'identity') : model;
  const list = [...tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  return {
    file,
    kind: !ours ? 'other' : checkpoint ? 'checkpoint' : 'model',
    format: ours ? MODEL_FORMAT : (metadata['format'] ?? 'safetensors'),
    formatVersion: ours ? (metadata['formatVersion'] ?? null) : null,
    bytes: bytes.length,
    checksum: !ours
      ? 'none'
      : metadata['sha256'] === undefined
        ? 'absent'
        : modelChecksum(metadata, tensors) === metadata['sha256']
          ? 'ok'
          : 'wrong',
    task: textIn(described, 'task'),
    config: configOf(described),
    vocabularySize: vocabularySize(model['vocabulary'] ?? model['items'] ?? model['labels']),
    progress: checkpoint ? { epoch: numberIn(model, 'epoch'), step: numberIn(model, 'step') } : null,
    parameters: list.reduce((sum, { shape }) => sum + shape.reduce((size, extent) => size * extent, 1), 0),
    metadata: ours ? {} : { ...metadata },
    tensors: list,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseModel(text: string | undefined): Fields {
  try {
    const model = JSON.parse(text ?? '{}') as unknown;
    return isFields(model) ? model : {};
  } catch {
    return {};
  }
}

/** A model's `config`; a checkpoint's identity without its task. */
function configOf(fields: Fields): unknown {
  if (fields['config'] !== undefined) return fields['config'];
  const { data, model, train } = fields;
  const parts = Object.fromEntries(Object.entries({ data, model, train }).filter(([, value]) => value !== undefined));
  return Object.keys(parts).length === 0 ? null : parts;
}

function vocabularySize(vocabulary: unknown): number | null {
  if (Array.isArray(vocabulary)) return vocabulary.length;
  if (!isFields(vocabulary)) return null;
  const list = ['items', 'labels', 'tokens'].map((key) => vocabulary[key]).find(Array.isArray);
  return list === undefined ? null : (list as readonly unknown[]).length;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(fields: Fields, key: string): Fields {
  const value = fields[key];
  return isFields(value) ? value : {};
}

function textIn(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' ? value : null;
}

function numberIn(fields: Fields, key: string): number {
  const value = fields[key];
  return typeof value === 'number' ? value : Number.NaN;
}
