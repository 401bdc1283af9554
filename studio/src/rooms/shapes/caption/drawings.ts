import drawings from '../../../../models/emoji-examples.json' with { type: 'json' };
import sheet from '../../../../models/emoji-examples.png?url';

/** How many pixels high and wide the networks see. */
export const SIDE = 32;

/** A drawing that was held out, and what Unicode calls it. */
export interface Drawing {
  readonly emoji: string;
  readonly en: string;
  readonly ko: string;
}

/** In the order in which they stand in the sheet, one beside another. */
export const held: readonly Drawing[] = drawings;

/** The pixels of every drawing of the sheet, as the networks take them. */
export async function heldPixels(): Promise<Uint8Array[]> {
  const whole = await createImageBitmap(await (await fetch(sheet)).blob(), { colorSpaceConversion: 'none' });
  return held.map((_, i) => pixelsOf((context) => context.drawImage(whole, -SIDE * i, 0)));
}

/** A picture of the reader's, whole, on white. Rejects what the browser cannot read as one. */
export async function ownPixels(file: Blob): Promise<Uint8Array> {
  const image = await createImageBitmap(file);
  const share = SIDE / Math.max(image.width, image.height);
  const [width, height] = [image.width * share, image.height * share];
  return pixelsOf((context) => {
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  });
}

/** Red, green and blue of what is drawn on white. */
function pixelsOf(draw: (context: OffscreenCanvasRenderingContext2D) => void): Uint8Array {
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, SIDE, SIDE);
  draw(context);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]!);
}

/** The same with full opacity, as a canvas takes them. */
export function opaque(pixels: Uint8Array): ImageData {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  pixels.forEach((value, i) => (data[4 * Math.floor(i / 3) + (i % 3)] = value));
  return new ImageData(data, SIDE);
}
