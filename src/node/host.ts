import { createReadStream, promises as fs } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ElmanError, fail, messageOf } from '../util/errors.ts';
import { compareCodePoints, type Host } from '../util/host.ts';
import { nearest, suggestion } from '../util/nearest.ts';

/** The host that Node is: files on disk. */
export function nodeHost(): Host {
  return { open, read, write, append, exists, list, makeFolder, remove, join };
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

let temporaries = 0;

/** All bytes reach the disk under a name of their own before the old file gives way. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${++temporaries}.tmp`);
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
  await syncFolder(folder);
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
    return (await fs.readdir(path)).sort(compareCodePoints);
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

async function cannotRead(path: string, thrown: unknown): Promise<never> {
  if (thrown instanceof ElmanError) throw thrown;
  if (isAbsent(thrown)) {
    const near = nearest(basename(path), await fs.readdir(dirname(path)).catch(() => []), 1);
    fail('io/not-found', `there is no file ${path}${suggestion(near)}`, { path, nearest: near[0] }, thrown);
  }
  const code = codeOf(thrown);
  if (code === 'EISDIR') fail('io/is-folder', `${path} is a folder, not a file`, { path }, thrown);
  if (code === 'EACCES' || code === 'EPERM') {
    fail('io/denied', `${path} may not be read: permission denied; check its owner and mode`, { path }, thrown);
  }
  const reason = messageOf(thrown);
  return fail('io/read-failed', `${path} cannot be read: ${reason}`, { path, reason }, thrown);
}

async function cannotWrite(path: string, thrown: unknown, isFile: boolean): Promise<never> {
  const reason = reasonOf(thrown);
  const kept = isFile && (await exists(path).catch(() => false));
  const rest = kept ? '; the old file is untouched' : '';
  return fail(
    'io/write-failed',
    `${path} cannot be written: ${reason}${rest}`,
    { path, reason, code: codeOf(thrown), kept },
    thrown,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENOTEMPTY: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
};

function reasonOf(thrown: unknown): string {
  return reasons[codeOf(thrown) ?? ''] ?? messageOf(thrown);
}

function isAbsent(thrown: unknown): boolean {
  return codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR';
}

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
