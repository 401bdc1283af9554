import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, promises as fs } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail } from '../util/errors.ts';
import { byCodePoint } from '../util/code-points.ts';
import type { FrameSize, Host } from '../util/host.ts';
import { useSha256, type Hasher } from '../util/sha256.ts';
import { cannotRead, cannotWrite, codeOf, isAbsent, reasonOf } from './file-errors.ts';

/** The host that Node is: files on disk. Checksums are then Node's to compute. */
export function nodeHost(): Host {
  useSha256(hasher);
  return { open, read, write, append, exists, list, makeFolder, remove, join, decodeImage, decodeVideo };
}

function hasher(): Hasher {
  const hash = createHash('sha256');
  let digest: string | undefined;
  return {
    update(bytes) {
      hash.update(bytes);
      return this;
    },
    hex: () => (digest ??= hash.digest('hex')),
  };
}

const chunkSize = 64 * 1024;

async function* open(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkSize }) as AsyncIterable<Uint8Array>;
  } catch (thrown) {
    await cannotRead(path, thrown);
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await fs.readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (thrown) {
    return cannotRead(path, thrown);
  }
}

/** All bytes reach the disk under a name of their own before the old file gives way. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  // Never by the number of the process: in a container the next run has the same, and meets what a kill left of the last.
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, path);
  } catch (thrown) {
    await fs.rm(temporary, { force: true }).catch(() => {});
    await cannotWrite(path, thrown, true);
  }
  await removeLeftOvers(folder, basename(path));
  await syncFolder(folder);
}

/** What follows a file's name in the names of its temporaries; earlier versions counted from the number of the process. */
const temporaryEnd = /^\.(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+-\d+)\.tmp$/;
/** A temporary of this age, in milliseconds, belongs to no write that is still going on. */
const leftOverAge = 10 * 60 * 1000;

/** Removes what kills in the middle of earlier writes of `name` left. The file is written by now: nothing here may fail. */
async function removeLeftOvers(folder: string, name: string): Promise<void> {
  try {
    for (const other of await fs.readdir(folder)) {
      if (!other.startsWith(`.${name}.`) || !temporaryEnd.test(other.slice(name.length + 1))) continue;
      const path = join(folder, other);
      const { mtimeMs } = await fs.stat(path);
      if (Date.now() - mtimeMs > leftOverAge) await fs.rm(path, { force: true });
    }
  } catch {
    // They stay for the next write.
  }
}

/** So that the new name outlives a power cut. Not every system can do this, and the file is whole in any case. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The rename has happened; when it becomes durable is then up to the system.
  }
}

/** A line that does not fit is taken back, so that the file still ends on a whole one. */
async function append(path: string, text: string): Promise<void> {
  try {
    const handle = await fs.open(path, 'a');
    try {
      const { size } = await handle.stat();
      try {
        await handle.writeFile(text);
      } catch (thrown) {
        await handle.truncate(size).catch(() => {});
        throw thrown;
      }
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    await cannotWrite(path, thrown, true);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await fs.stat(path);
    return true;
  } catch (thrown) {
    if (isAbsent(thrown)) return false;
    return cannotRead(path, thrown);
  }
}

async function list(path: string): Promise<string[]> {
  try {
    return (await fs.readdir(path)).sort(byCodePoint);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    if (codeOf(thrown) === 'ENOTDIR') fail('io/not-folder', `${path} is a file, not a folder`, { path }, thrown);
    return cannotRead(path, thrown);
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await fs.mkdir(path, { recursive: true });
  } catch (thrown) {
    await cannotWrite(path, thrown, false);
  }
}

async function remove(path: string): Promise<void> {
  try {
    await fs.rm(path, { recursive: true, force: true });
  } catch (thrown) {
    const reason = reasonOf(thrown);
    fail('io/remove-failed', `${path} cannot be removed: ${reason}`, { path, reason }, thrown);
  }
}

/** What decodes is loaded when there is an image. */
async function decodeImage(bytes: Uint8Array, path: string, size: FrameSize): Promise<Uint8Array> {
  return (await import('./images.ts')).decodeImage(bytes, path, size);
}

/** What decodes is loaded when there is a video. */
async function* decodeVideo(path: string, size: FrameSize): AsyncGenerator<Uint8Array> {
  yield* (await import('./video.ts')).decodeVideo(path, size);
}
