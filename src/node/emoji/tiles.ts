import { createHash } from 'node:crypto';
import { decodePixels } from '../images.ts';
import { fileOf, wrong } from './files.ts';
import { vendors, type Emoji, type Vendor } from './list.ts';

/** Pixels a side of an image, and of its tile in a sheet, which has a border of one. */
export const SIDE = 32;
const TILE = SIDE + 2;

/** Who drew what. */
export interface Drawing {
  readonly emoji: Emoji;
  readonly vendor: Vendor;
}

/** An image of [32, 32, 3] bytes, and the drawings that come to exactly these pixels. */
export interface Tile {
  readonly pixels: Uint8Array;
  readonly drawings: readonly Drawing[];
}

/**
 * The drawings of all emoji by all vendors that drew them, cut out of their sheets and put on white; those that are the
 * same, pixel for pixel, are one tile. In the order of the emoji, then of the vendors.
 */
export async function readTiles(files: ReadonlyMap<string, Buffer>, emoji: readonly Emoji[]): Promise<Tile[]> {
  const cut = new Map<Vendor, (emoji: Emoji) => Uint8Array>();
  for (const vendor of vendors) cut.set(vendor, await openSheet(files, vendor));
  const tiles = new Map<string, { pixels: Uint8Array; drawings: Drawing[] }>();
  for (const one of emoji) {
    for (const vendor of one.drawnBy) {
      const pixels = cut.get(vendor)!(one);
      const id = createHash('sha256').update(pixels).digest('hex');
      const tile = tiles.get(id) ?? { pixels, drawings: [] };
      tile.drawings.push({ emoji: one, vendor });
      tiles.set(id, tile);
    }
  }
  return [...tiles.values()];
}

async function openSheet(files: ReadonlyMap<string, Buffer>, vendor: Vendor): Promise<(emoji: Emoji) => Uint8Array> {
  const path = `emoji-datasource/img/${vendor}/sheets/${SIDE}.png`;
  const sheet = await decodePixels(fileOf(files, path), path);
  return ({ text, column, row }) => {
    const [left, top] = [column * TILE + 1, row * TILE + 1];
    if (!(left > 0 && top > 0 && left + SIDE < sheet.width && top + SIDE < sheet.height))
      return wrong(path, `it has no tile of ${text} at ${column}, ${row}`);
    const pixels = new Uint8Array(SIDE * SIDE * 3);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const from = ((top + y) * sheet.width + left + x) * 4;
        const opaque = sheet.pixels[from + 3]!;
        for (let c = 0; c < 3; c++) {
          const colour = sheet.pixels[from + c]! * opaque + 255 * (255 - opaque);
          pixels[(y * SIDE + x) * 3 + c] = Math.round(colour / 255);
        }
      }
    }
    return pixels;
  };
}
