import { expect } from '../../util/errors.ts';
import type { PartName } from '../split.ts';
import { placeOf, type Captioned } from './captioned.ts';

/** A caption of an image, where it stands. */
export interface Caption extends Pick<Captioned, 'image' | 'part' | 'file' | 'line'> {
  readonly caption: string;
}

/** Puts the captions of each image together, images in the order of their first, wherever the others stand. */
export class Gathered {
  readonly #images = new Map<string, Caption & { readonly captions: string[] }>();

  /** @throws `data/caption-parts` for an image that stands in two parts. */
  add(caption: Caption): void {
    const known = this.#images.get(caption.image);
    if (known === undefined) {
      this.#images.set(caption.image, { ...caption, captions: [caption.caption] });
      return;
    }
    const [part, before]: (PartName | '')[] = [caption.part ?? '', known.part ?? ''];
    expect(
      part === before,
      'data/caption-parts',
      () =>
        `${placeOf(caption)}: the image "${caption.image}" is in the part ${part} here, but in ${before} before (${placeOf(known)}); an image is in one part`,
      { file: caption.file, line: caption.line, image: caption.image, part, before, lineBefore: known.line },
    );
    known.captions.push(caption.caption);
  }

  /** @throws `data/empty` */
  all(file: string): Captioned[] {
    expect(this.#images.size > 0, 'data/empty', () => `${file} holds no captions`, { file });
    return Array.from(this.#images.values(), ({ image, captions, part, file: own, line }) => {
      return { image, captions, ...(part !== undefined && { part }), file: own, ...(line !== undefined && { line }) };
    });
  }
}
