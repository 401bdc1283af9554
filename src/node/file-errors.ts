import { promises as fs } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ElmanError, fail, messageOf } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';

/** Throws what the failure to read means. */
export async function cannotRead(path: string, thrown: unknown): Promise<never> {
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

/** Throws what the failure to write means; of a file it says whether an old one is still there. */
export async function cannotWrite(path: string, thrown: unknown, isFile: boolean): Promise<never> {
  const reason = reasonOf(thrown);
  const kept =
    isFile &&
    (await fs.stat(path).then(
      () => true,
      () => false,
    ));
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

/** Why, in words. */
export function reasonOf(thrown: unknown): string {
  return reasons[codeOf(thrown) ?? ''] ?? messageOf(thrown);
}

export function isAbsent(thrown: unknown): boolean {
  return codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR';
}

export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
