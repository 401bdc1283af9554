import { fail } from '../../util/errors.ts';
import { nearest, suggestion } from '../../util/nearest.ts';
import { partNames, type PartName } from '../split.ts';

/** An image, what was said of it, and where. */
export interface Captioned {
  /** As the file names it: a path, or the number of an image from 0. */
  readonly image: string;
  /** At least one, in the order of the file; composed (NFC), without white space around. */
  readonly captions: readonly string[];
  /** Where the file says it. */
  readonly part?: PartName | undefined;
  /** For messages; in JSON with the entry in it, as `captions.json images[3]`. */
  readonly file: string;
  /** Of the first caption; none in JSON. */
  readonly line?: number | undefined;
}

/** `captions.csv, line 3`: what messages begin with. */
export function placeOf({ file, line }: Pick<Captioned, 'file' | 'line'>): string {
  return line === undefined ? file : `${file}, line ${line}`;
}

/** The names that data sets give to the parts. */
const partsByName: Readonly<Record<string, PartName>> = {
  ...Object.fromEntries(partNames.map((part) => [part, part])),
  // What was left over from MS COCO's validation images, which Karpathy's split trains on.
  restval: 'train',
  val: 'validation',
  valid: 'validation',
  dev: 'validation',
};

/** The part that is called so. Throws `data/caption-part`. */
export function partCalled(name: string, place: Pick<Captioned, 'file' | 'line'>): PartName {
  const part = Object.hasOwn(partsByName, name) ? partsByName[name] : undefined;
  if (part !== undefined) return part;
  const known = Object.keys(partsByName);
  const near = nearest(name, known, 1);
  return fail(
    'data/caption-part',
    `${placeOf(place)}: no part is called "${name}"; there are ${known.join(', ')}${suggestion(near)}`,
    { ...place, part: name, parts: known, nearest: near[0] },
  );
}

/** A caption as it is kept. */
export function cleaned(caption: string): string {
  return caption.normalize('NFC').trim();
}
