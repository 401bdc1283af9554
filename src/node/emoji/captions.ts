import { readEmoji } from './list.ts';
import { byCombination, byVendor, partOfTile } from './parts.ts';
import { readTiles, SIDE, type Tile } from './tiles.ts';

/**
 * Emoji as images with captions: what vendors drew, in 32 × 32 pixels on white, and what Unicode calls it in English and
 * Korean.
 *
 * `images-idx4-ubyte` holds the images, [N, 32, 32, 3], each but once. `captions.csv` has a row for each drawing: `image`
 * (the number of the image, from 0), `vendor`, `emoji`, `base` (the emoji without its skin tone), `tone`, `category`, the
 * names `en` and `ko`, and the parts of two splits, `part` and `part_combos` ({@link byVendor}, {@link byCombination};
 * empty where the split leaves the drawing out). Where vendors drew the same for several emoji (flags, families), an image
 * has several rows, which all name it rightly.
 * @param files of the packages `emoji-datasource`, `cldr-annotations-full` and `cldr-annotations-derived-full`, by path
 *   with the name of the package before it.
 * @throws `data/emoji` for packages that are not laid out so, `data/not-image`, and `io/sharp` without the package sharp.
 */
export async function emojiCaptions(files: ReadonlyMap<string, Buffer>): Promise<Map<string, Buffer>> {
  const emoji = readEmoji(files);
  const tiles = await readTiles(files, emoji);
  const splits = [byVendor(emoji), byCombination(emoji)];
  const rows = tiles.flatMap((tile, image) => {
    const ofTile = splits.map((partOf) => partOfTile(tile, partOf));
    return tile.drawings.map((drawing) => {
      const { vendor, emoji: one } = drawing;
      const parts = splits.map((partOf, i) => (partOf(drawing) === undefined ? '' : ofTile[i]!));
      return [String(image), vendor, one.text, one.base, one.tone, one.category, one.en, one.ko, ...parts];
    });
  });
  const header = 'image,vendor,emoji,base,tone,category,en,ko,part,part_combos'.split(',');
  const table = [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
  return new Map([
    ['images-idx4-ubyte', idx(tiles)],
    ['captions.csv', Buffer.from(table)],
  ]);
}

/** The images as an IDX file of bytes. */
function idx(tiles: readonly Tile[]): Buffer {
  const shape = [tiles.length, SIDE, SIDE, 3];
  const header = Buffer.from([0, 0, 8, shape.length, ...shape.flatMap(() => [0, 0, 0, 0])]);
  shape.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis));
  return Buffer.concat([header, ...tiles.map(({ pixels }) => pixels)]);
}

function cell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
