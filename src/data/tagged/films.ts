import { expect, fail } from '../../util/errors.ts';
import type { FrameSize, Host } from '../../util/host.ts';
import { readTaggedLabels } from './table.ts';
import type { TaggedFilm } from './tagged.ts';

/** Endings of the files that are read as videos. */
export const videoEndings = ['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.avi', '.gif'] as const;

export interface FilmOptions {
  /** The form that frames are brought to. */
  readonly frames: FrameSize;
  /** The column of labels in the table beside each video; without it films have none. */
  readonly label?: string | undefined;
}

/** A file or folder as the config names it, and where it lies. */
export interface NamedPath {
  readonly file: string;
  readonly path: string;
}

/**
 * A video, or all videos of a folder in the order of their names; the labels of NAME.mp4 stand in NAME.csv, a row a frame.
 * @throws `data/no-videos` for a folder without any, `data/no-labels` where the table is missing, `data/frames-labels`
 *   where it has not a row a frame; `data/not-video`, `data/no-frames` and `io/…` as decoding does.
 */
export async function readFilms(host: Host, { file, path }: NamedPath, options: FilmOptions): Promise<TaggedFilm[]> {
  if (isVideo(file)) return [await readFilm(host, { file, path }, options)];
  const names = (await host.list(path)).filter(isVideo);
  expect(
    names.length > 0,
    'data/no-videos',
    () => `${file} holds no videos: it has to be a video, or a folder of them (${videoEndings.join(', ')})`,
    { file, endings: videoEndings },
  );
  const films: TaggedFilm[] = [];
  for (const name of names)
    films.push(await readFilm(host, { file: `${file}/${name}`, path: host.join(path, name) }, options));
  return films;
}

async function readFilm(host: Host, { file, path }: NamedPath, { frames, label }: FilmOptions): Promise<TaggedFilm> {
  const seen: Uint8Array[] = [];
  for await (const frame of host.decodeVideo(path, frames)) seen.push(frame);
  const bytes = frames.width * frames.height * frames.channels;
  const pixels = new Uint8Array(seen.length * bytes);
  seen.forEach((frame, t) => pixels.set(frame, t * bytes));
  const film = { file, group: file.slice(file.lastIndexOf('/') + 1), pixels, length: seen.length };
  if (label === undefined) return { ...film, lines: [1], tags: undefined };
  const [table, there] = [file, path].map((name) => `${name.slice(0, name.lastIndexOf('.'))}.csv`) as [string, string];
  if (!(await host.exists(there)))
    fail('data/no-labels', `${file} has no labels: a table ${table} with the column "${label}" has to lie beside it`, {
      file,
      table,
      column: label,
    });
  const { tags, lines } = await readTaggedLabels({ file: table, source: host.open(there) }, label);
  expect(
    tags.length === seen.length,
    'data/frames-labels',
    () => `${file} has ${seen.length} frames, but ${table} ${tags.length} labels; it has to have a row a frame`,
    { file, table, frames: seen.length, labels: tags.length },
  );
  // Messages about labels are about the table.
  return { ...film, file: table, lines, tags };
}

function isVideo(name: string): boolean {
  return videoEndings.some((ending) => name.toLowerCase().endsWith(ending));
}
