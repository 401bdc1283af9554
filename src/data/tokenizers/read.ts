import { messageOf } from '../../util/errors.ts';
import { gunzipped, type ByteSource } from '../text-source.ts';
import { openTokenizer, prepareTokenizer } from './open.ts';
import { isNoTokenizer } from './pieces.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * Reads a tokenizer.json, also gzipped.
 * @throws as {@link openTokenizer}, `io/tokenizers` where the package that a foreign one needs is not installed, and
 *   `data/gzip`.
 */
export async function readTokenizer(source: ByteSource, file: string): Promise<Tokenizer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of gunzipped(source, file)) chunks.push(chunk);
  const json = parse(joined(chunks), file);
  await prepareTokenizer(json, file);
  return openTokenizer(json, file);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function parse(bytes: Uint8Array, file: string): unknown {
  const text = textOf(bytes);
  if (text === undefined)
    return isNoTokenizer(
      file,
      'it is not a text',
      'a model of SentencePiece (.model, .spm) has to be saved as tokenizer.json first, as the library transformers does: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)',
    );
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return isNoTokenizer(file, `it is not JSON (${messageOf(thrown)})`, 'fetch or save it again', thrown);
  }
}

/** Undefined for bytes that are no UTF-8, or hold zeros, as a small model of SentencePiece may without being anything worse. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
