import { fail, messageOf } from '../../util/errors.ts';

/** A file of the packages, as JSON. */
export function jsonFile(files: ReadonlyMap<string, Buffer>, path: string): unknown {
  const bytes = fileOf(files, path);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (thrown) {
    return wrong(path, messageOf(thrown), thrown);
  }
}

/** A file of the packages. */
export function fileOf(files: ReadonlyMap<string, Buffer>, path: string): Buffer {
  return files.get(path) ?? wrong(path, 'it is not there');
}

/** Throws `data/emoji`. */
export function wrong(path: string, reason: string, cause?: unknown): never {
  return fail(
    'data/emoji',
    `${path} of the packages cannot be read: ${reason}; fetch them again`,
    { file: path, reason },
    cause,
  );
}
