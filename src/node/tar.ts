import { fail } from '../util/errors.ts';

const BLOCK = 512;

/**
 * The files in a tar archive (POSIX ustar, as npm packs), by their paths; folders, links and extended headers are
 * passed over. A path is only a name here: nothing is written.
 * @throws `data/tar` for a header whose checksum or size is wrong, and when the archive is cut off.
 */
export function readTar(bytes: Buffer, file: string): Map<string, Buffer> {
  const wrong = (problem: string): never =>
    fail('data/tar', `${file} holds a damaged tar archive: ${problem}; fetch it again`, { file, problem });
  const files = new Map<string, Buffer>();
  let at = 0;
  while (at + BLOCK <= bytes.length && bytes[at] !== 0) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = octal(header, 124, 12);
    const end = at + BLOCK + size;
    if (octal(header, 148, 8) !== checksum(header)) wrong(`the header at byte ${at} has another checksum`);
    if (!Number.isSafeInteger(size) || end > bytes.length) wrong(`the file at byte ${at} goes beyond the end`);
    const type = header[156];
    if (type === 0 || type === 48) {
      const [prefix, name] = [text(header, 345, 155), text(header, 0, 100)];
      files.set(prefix === '' ? name : `${prefix}/${name}`, bytes.subarray(at + BLOCK, end));
    }
    at = Math.ceil(end / BLOCK) * BLOCK;
  }
  if (at >= bytes.length) wrong('its end is missing');
  return files;
}

/** The sum of the header's bytes, those of the checksum itself counted as spaces. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}

/** NaN for what is no octal number. */
function octal(header: Buffer, start: number, length: number): number {
  const digits = text(header, start, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
