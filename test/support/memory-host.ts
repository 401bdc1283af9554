import { fail } from '../../src/util/errors.ts';
import { byCodePoint } from '../../src/util/code-points.ts';
import type { FrameSize, Host } from '../../src/util/host.ts';

export interface MemoryHostOptions {
  /** The size of the chunks that `open` yields. */
  chunkSize?: number;
  /** Bytes that all files together may have; what goes beyond fails as a full disk does. */
  capacity?: number;
}

/**
 * A host in memory, for tests: paths are parted by `/`. Writes can be made to fail as those of a full disk do, and are
 * then as harmless as those of a real host have to be: the old content stays.
 */
export class MemoryHost implements Host {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>(['']);
  readonly #chunkSize: number;
  #failure: { reason: string; after: number; times: number } | undefined;
  capacity: number;
  /** The paths of all writes and appends that succeeded, in order. */
  readonly writes: string[] = [];

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}, options: MemoryHostOptions = {}) {
    this.#chunkSize = options.chunkSize ?? 64 * 1024;
    this.capacity = options.capacity ?? Number.POSITIVE_INFINITY;
    for (const [path, content] of Object.entries(files)) {
      this.#files.set(normal(path), typeof content === 'string' ? new TextEncoder().encode(content) : content.slice());
    }
  }

  /** Lets `after` more writes or appends succeed, then makes the next `times` fail with `io/write-failed`. */
  failWrites({ reason = 'the disk is full', after = 0, times = Number.POSITIVE_INFINITY } = {}): void {
    this.#failure = { reason, after, times };
  }

  /** Ends what {@link failWrites} began. */
  healWrites(): void {
    this.#failure = undefined;
  }

  /** The content of a file as text. */
  text(path: string): string {
    return new TextDecoder().decode(this.#file(path));
  }

  /** Every file's path, sorted. */
  get paths(): string[] {
    return [...this.#files.keys()].sort(byCodePoint);
  }

  async *open(path: string): AsyncGenerator<Uint8Array> {
    const bytes = this.#file(path);
    for (let at = 0; at < bytes.length; at += this.#chunkSize) yield bytes.slice(at, at + this.#chunkSize);
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#file(path).slice();
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#store(path, bytes.slice());
  }

  async append(path: string, text: string): Promise<void> {
    const old = this.#files.get(normal(path)) ?? new Uint8Array(0);
    const added = new TextEncoder().encode(text);
    const bytes = new Uint8Array(old.length + added.length);
    bytes.set(old);
    bytes.set(added, old.length);
    this.#store(path, bytes);
  }

  async exists(path: string): Promise<boolean> {
    return this.#files.has(normal(path)) || this.#isFolder(normal(path));
  }

  async list(path: string): Promise<string[]> {
    const folder = normal(path);
    if (this.#files.has(folder)) fail('io/not-folder', `${path} is a file, not a folder`, { path });
    const start = folder === '' ? '' : `${folder}/`;
    const names = [...this.#files.keys(), ...this.#folders]
      .filter((other) => other !== folder && other.startsWith(start))
      .map((other) => other.slice(start.length).split('/')[0]!);
    return [...new Set(names)].sort(byCodePoint);
  }

  async makeFolder(path: string): Promise<void> {
    const parts = normal(path).split('/');
    parts.forEach((_, i) => {
      const folder = parts.slice(0, i + 1).join('/');
      if (this.#files.has(folder)) this.#cannotWrite(path, 'a file of that name is in the way', false);
      this.#folders.add(folder);
    });
  }

  async remove(path: string): Promise<void> {
    const gone = normal(path);
    for (const other of [...this.#files.keys(), ...this.#folders]) {
      if (other !== gone && !other.startsWith(`${gone}/`)) continue;
      this.#files.delete(other);
      this.#folders.delete(other);
    }
  }

  /** In memory, an image is its pixels as they are, in the size that is asked for. */
  async decodeImage(bytes: Uint8Array, path: string, { width, height, channels }: FrameSize): Promise<Uint8Array> {
    if (bytes.length !== width * height * channels)
      fail('data/not-image', `${path} cannot be decoded as an image`, { file: path, reason: 'its size' });
    return bytes.slice();
  }

  /** In memory, a video is its frames as they are, in the size that is asked for. */
  async *decodeVideo(path: string, { width, height, channels }: FrameSize): AsyncGenerator<Uint8Array> {
    const bytes = this.#file(path);
    const size = width * height * channels;
    if (bytes.length % size !== 0) fail('data/not-video', `${path} cannot be decoded as a video`, { file: path });
    if (bytes.length === 0) fail('data/no-frames', `${path} is a video without a frame`, { file: path });
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
  }

  join(...parts: string[]): string {
    return (
      parts
        .filter((part) => part !== '')
        .join('/')
        .replaceAll(/\/+/g, '/') || '.'
    );
  }

  #file(path: string): Uint8Array {
    const bytes = this.#files.get(normal(path));
    if (bytes !== undefined) return bytes;
    if (this.#isFolder(normal(path))) fail('io/is-folder', `${path} is a folder, not a file`, { path });
    return fail('io/not-found', `there is no file ${path}`, { path });
  }

  #store(path: string, bytes: Uint8Array): void {
    const name = normal(path);
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    const old = this.#files.get(name);
    const failure = this.#failure;
    if (failure !== undefined && failure.times > 0) {
      if (failure.after > 0) failure.after--;
      else {
        failure.times--;
        this.#cannotWrite(path, failure.reason, old !== undefined);
      }
    }
    if (this.#isFolder(name)) this.#cannotWrite(path, 'a folder of that name is in the way', true);
    if (!this.#isFolder(folder)) this.#cannotWrite(path, 'its folder does not exist', false);
    let total = bytes.length - (old?.length ?? 0);
    for (const { length } of this.#files.values()) total += length;
    if (total > this.capacity) this.#cannotWrite(path, 'the disk is full', old !== undefined);
    this.#files.set(name, bytes);
    this.writes.push(path);
  }

  #cannotWrite(path: string, reason: string, kept: boolean): never {
    const rest = kept ? '; the old file is untouched' : '';
    fail('io/write-failed', `${path} cannot be written: ${reason}${rest}`, { path, reason, kept });
  }

  #isFolder(name: string): boolean {
    if (this.#folders.has(name)) return true;
    for (const file of this.#files.keys()) if (file.startsWith(`${name}/`)) return true;
    return false;
  }
}

/** Without `.` and empty parts, and with `..` taken back. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
