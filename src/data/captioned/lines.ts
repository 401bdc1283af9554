import { fail } from '../../util/errors.ts';
import type { MissingRule } from '../labelled/labelled-text.ts';
import { textLines } from '../labelled/lines.ts';
import type { ByteSource } from '../text-source.ts';
import { cleaned, type Captioned } from './captioned.ts';
import { Gathered } from './gathered.ts';

/**
 * Captions in the lines of Flickr8k and Flickr30k (`….token.txt`), also gzipped: `IMAGE#NUMBER`, a tab, a caption.
 * Empty lines are passed over.
 * @throws `data/caption-line` for another line, or an empty caption, unless those are left out; `data/empty`.
 */
export async function readCaptionLines(
  source: ByteSource,
  file: string,
  { missing, onSkip }: MissingRule,
): Promise<Captioned[]> {
  const gathered = new Gathered();
  for await (const { line, text } of textLines(source, file)) {
    const [, image, caption = ''] = /^([^\t]+)#\d+\t(.*)$/.exec(text) ?? [];
    if (image !== undefined && caption.trim() !== '') gathered.add({ image, caption: cleaned(caption), file, line });
    else if (missing === 'skip') onSkip?.();
    else {
      const got = text.slice(0, 60);
      fail(
        'data/caption-line',
        `${file}, line ${line}: a line holds IMAGE#NUMBER, a tab and a caption, as "dog.jpg#0", but this one is ${JSON.stringify(got)}; mend it, or leave such lines out (data.missing: skip)`,
        { file, line, got },
      );
    }
  }
  return gathered.all(file);
}
