import { expect, fail, messageOf } from '../../util/errors.ts';
import type { MissingRule } from '../labelled/labelled-text.ts';
import { decodeText, type ByteSource } from '../text-source.ts';
import { partCalled, cleaned, type Captioned } from './captioned.ts';
import { Gathered } from './gathered.ts';

/**
 * Captions in JSON, also gzipped, in one of two forms, which is told by what is there.
 *
 * That of MS COCO: `{"images": [{"id", "file_name"}], "annotations": [{"image_id", "caption"}]}`. Images are in the order
 * of their first captions.
 *
 * That of Karpathy's splits of Flickr8k, Flickr30k and MS COCO: `{"images": [{"filename", "split", "sentences":
 * [{"raw"}]}]}`, with `"filepath"` where the images lie in several folders; the parts are those of `split`.
 * @throws `data/caption-json` for another form; `data/caption-image` for a caption of an image that is not listed;
 *   `data/no-caption` for an image without one, or an empty one, unless those are left out; `data/caption-part`;
 *   `data/empty`.
 */
export async function readCaptionJson(source: ByteSource, file: string, rule: MissingRule): Promise<Captioned[]> {
  const { images, annotations } = recordOf(await parse(source, file));
  if (!Array.isArray(images)) return wrong(file, 'it has no list "images"');
  const gathered = new Gathered();
  if (Array.isArray(annotations)) addCoco(gathered, images, annotations, file, rule);
  else addKarpathy(gathered, images, file, rule);
  return gathered.all(file);
}

function addCoco(into: Gathered, images: unknown[], annotations: unknown[], file: string, rule: MissingRule): void {
  const names = new Map<unknown, { image: string; entry: string; isNamed: boolean }>();
  for (const [i, value] of images.entries()) {
    const { id, file_name: name } = recordOf(value);
    const entry = `${file} images[${i}]`;
    if (id === undefined || typeof name !== 'string') wrong(entry, 'an image has an "id" and a "file_name"');
    names.set(id, { image: name, entry, isNamed: false });
  }
  for (const [i, value] of annotations.entries()) {
    const { image_id: id, caption } = recordOf(value);
    const entry = `${file} annotations[${i}]`;
    if (id === undefined || typeof caption !== 'string') wrong(entry, 'a caption has an "image_id" and a "caption"');
    const named = names.get(id);
    if (named === undefined)
      return fail('data/caption-image', `${entry}: there is no image ${JSON.stringify(id)} in "images"`, {
        file: entry,
        image: JSON.stringify(id),
      });
    named.isNamed = true;
    if (caption.trim() !== '') into.add({ image: named.image, caption: cleaned(caption), file: entry });
    else noCaption(entry, named.image, rule);
  }
  for (const { image, entry, isNamed } of names.values()) if (!isNamed) noCaption(entry, image, rule);
}

function addKarpathy(into: Gathered, images: unknown[], file: string, rule: MissingRule): void {
  for (const [i, value] of images.entries()) {
    const { filename, filepath, split, sentences } = recordOf(value);
    const entry = `${file} images[${i}]`;
    if (typeof filename !== 'string' || !Array.isArray(sentences))
      return wrong(
        entry,
        'an image has a "filename" and a list "sentences", or a list "annotations" stands beside them',
      );
    const image = typeof filepath === 'string' && filepath !== '' ? `${filepath}/${filename}` : filename;
    const part =
      split === undefined
        ? undefined
        : partCalled(typeof split === 'string' ? split : JSON.stringify(split), { file: entry });
    if (sentences.length === 0) noCaption(entry, image, rule);
    for (const [k, sentence] of sentences.entries()) {
      const { raw } = recordOf(sentence);
      const place = `${entry}.sentences[${k}]`;
      if (typeof raw !== 'string') return wrong(place, 'a sentence has a text "raw"');
      if (raw.trim() !== '') into.add({ image, caption: cleaned(raw), part, file: place });
      else noCaption(place, image, rule);
    }
  }
}

function noCaption(file: string, image: string, { missing, onSkip }: MissingRule): void {
  if (missing === 'skip') {
    onSkip?.();
    return;
  }
  fail(
    'data/no-caption',
    `${file}: the image "${image}" has no caption, or an empty one; give it one, or leave such images out (data.missing: skip)`,
    { file, image },
  );
}

async function parse(source: ByteSource, file: string): Promise<unknown> {
  let text = '';
  for await (const chunk of decodeText(source, file)) text += chunk;
  expect(text.trim() !== '', 'data/empty', () => `${file} is empty`, { file });
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return wrong(file, messageOf(thrown), thrown);
  }
}

/** A value as an object; one without anything in it for any other. */
function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function wrong(file: string, problem: string, cause?: unknown): never {
  return fail(
    'data/caption-json',
    `${file} is not JSON of captions: ${problem}; expected is the form of MS COCO ({"images", "annotations"}) or of Karpathy's splits ({"images": [{"filename", "split", "sentences"}]})`,
    { file, problem },
    cause,
  );
}
