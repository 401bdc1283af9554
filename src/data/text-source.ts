import { Gunzip } from 'fflate';
import { ElmanError, fail, messageOf } from '../util/errors.ts';
import { Crc32 } from './crc32.ts';

/** What a reader pulls its bytes from: a stream of a host, or chunks in memory. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The text of a source, chunk by chunk: gzip (known by its first bytes) is unpacked, UTF-8 checked, a byte order mark dropped. */
export async function* decodeText(source: ByteSource, file: string): AsyncGenerator<string> {
  yield* decodeUtf8(gunzipped(source, file), file);
}

/** Unpacks a source that begins with gzip's magic bytes; hands any other on as it is. Memory does not grow with the file. */
export async function* gunzipped(source: ByteSource, file: string): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  let unpacker: Unpacker | undefined;
  let plain = false;
  for await (const chunk of source) {
    if (plain) {
      yield chunk;
      continue;
    }
    if (unpacker === undefined) {
      head = joinBytes(head, chunk);
      if (head.length < 2) continue;
      if (head[0] !== 0x1f || head[1] !== 0x8b) {
        plain = true;
        yield head;
        continue;
      }
      unpacker = new Unpacker(file);
      yield* unpacker.push(head);
    } else yield* unpacker.push(chunk);
  }
  if (unpacker !== undefined) yield* unpacker.finish();
  else if (!plain && head.length > 0) yield head;
}

/** All bytes of a source, unpacked as {@link gunzipped} does. */
export async function unpackedBytes(source: ByteSource, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of gunzipped(source, file)) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** fflate's stream, with the checksum that it leaves unchecked. */
class Unpacker {
  readonly #file: string;
  readonly #gunzip: Gunzip;
  #out: Uint8Array[] = [];
  #crc = new Crc32();
  #tail: Uint8Array = new Uint8Array(0);

  constructor(file: string) {
    this.#file = file;
    this.#gunzip = new Gunzip((data) => {
      this.#crc.add(data);
      if (data.length > 0) this.#out.push(data);
    });
    this.#gunzip.onmember = () => (this.#crc = new Crc32());
  }

  /** Small pieces, so that a chunk that unpacks a thousandfold never lies in memory whole. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    const piece = 16384;
    for (let at = 0; at < chunk.length; at += piece) yield* this.#feed(chunk.subarray(at, at + piece), false);
    this.#tail = joinBytes(this.#tail, chunk.subarray(-8)).slice(-8);
  }

  *finish(): Generator<Uint8Array> {
    yield* this.#feed(new Uint8Array(0), true);
    const trailer = new DataView(this.#tail.buffer, this.#tail.byteOffset, this.#tail.length);
    const whole = trailer.byteLength === 8 && trailer.getUint32(0, true) === this.#crc.value;
    if (!whole) this.#broken('its checksum does not match its content');
  }

  *#feed(chunk: Uint8Array, final: boolean): Generator<Uint8Array> {
    try {
      this.#gunzip.push(chunk, final);
    } catch (thrown) {
      this.#broken(messageOf(thrown), thrown);
    }
    const out = this.#out;
    this.#out = [];
    yield* out;
  }

  #broken(reason: string, cause?: unknown): never {
    const file = this.#file;
    fail(
      'data/gzip',
      `${file} is a damaged or cut off gzip file (${reason}); fetch or compress it again`,
      { file, reason },
      cause,
    );
  }
}

/** UTF-8 bytes to text. A byte order mark at the start is dropped. */
async function* decodeUtf8(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let tail: Uint8Array = new Uint8Array(0);
  let first = true;
  for await (const chunk of source) {
    if (first) refuseUtf16(chunk, file);
    first = first && chunk.length === 0;
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (thrown) {
      notUtf8(line, joinBytes(openSequence(tail), chunk), file, thrown);
    }
    line += countLineFeeds(chunk);
    tail = joinBytes(tail, chunk.subarray(-4)).slice(-4);
    if (text !== '') yield text;
  }
  try {
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (thrown) {
    notUtf8(line, openSequence(tail), file, thrown);
  }
}

function refuseUtf16(chunk: Uint8Array, file: string): void {
  const mark = (chunk[0] ?? 0) * 256 + (chunk[1] ?? 0);
  if (mark !== 0xfffe && mark !== 0xfeff) return;
  const advice = `iconv -f UTF-16 -t UTF-8 ${file} > utf8-${baseName(file)}`;
  fail('data/not-utf8', `${file}, line 1: the text is UTF-16, not UTF-8; save it as UTF-8, or convert it: ${advice}`, {
    file,
    line: 1,
    encoding: 'UTF-16',
    advice,
  });
}

/** Finds the line of the first bad byte in `bytes`, which begins on line `line`, and throws. */
function notUtf8(line: number, bytes: Uint8Array, file: string, cause: unknown): never {
  let bad = line;
  for (let at = 0; ; bad++) {
    const end = bytes.indexOf(10, at) + 1;
    if (end === 0) break;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, end));
    } catch {
      break;
    }
    at = end;
  }
  const advice = `iconv -f CP949 -t UTF-8 ${file} > utf8-${baseName(file)}`;
  throw new ElmanError(
    'data/not-utf8',
    `${file}, line ${bad}: the text is not UTF-8. Save it as UTF-8 (in Excel: "CSV UTF-8"), or convert it; ` +
      `Korean files are often CP949 or EUC-KR: ${advice}`,
    { file, line: bad, encoding: 'unknown', advice },
    { cause },
  );
}

/** The bytes at the end that begin a character without ending it. */
function openSequence(tail: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, tail.length); back++) {
    const byte = tail[tail.length - back]!;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needed ? tail.subarray(tail.length - back) : new Uint8Array(0);
    }
    if (byte < 0x80) break;
  }
  return new Uint8Array(0);
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

export function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
