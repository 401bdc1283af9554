import type { Host } from '../../util/host.ts';
import type { MissingRule } from '../labelled/labelled-text.ts';
import { formatOfName, readRows, type ReadOptions } from '../readers.ts';
import type { Captioned } from './captioned.ts';
import { readCaptionJson } from './json.ts';
import { readCaptionLines } from './lines.ts';
import { readCaptionRows, type CaptionColumns } from './rows.ts';

/** What belongs to tables only is passed over for other forms. */
export interface ReadCaptionsOptions extends MissingRule, ReadOptions, Omit<CaptionColumns, 'file'> {}

/**
 * Captions from a file of any form, which its name tells: a table (`.csv`, `.tsv`, `.jsonl`), JSON, or else the lines of
 * Flickr8k. Throws as {@link readCaptionRows}, {@link readCaptionJson} and {@link readCaptionLines} do.
 */
export async function readCaptions(host: Host, path: string, options: ReadCaptionsOptions): Promise<Captioned[]> {
  const { file } = options;
  const source = host.open(path);
  if (options.format !== undefined || formatOfName(file) !== undefined)
    return readCaptionRows(readRows(source, options), options);
  return /\.json(?:\.gz)?$/i.test(file)
    ? readCaptionJson(source, file, options)
    : readCaptionLines(source, file, options);
}
