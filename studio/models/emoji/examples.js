// What is done before and after the networks that name emoji are trained.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { gatherDrawings, SIDE } from './drawings.js';

/** How many of the drawings that were held out lie beside the models. */
const COUNT = 40;

const folderOf = (root) => join(root, 'runs/studio/emoji');

export function prepareDrawings({ root }) {
  return gatherDrawings(folderOf(root));
}

/** The first of the lot as one picture, a row of them, and what they are called: nobody chose those that come out well. */
export async function layExamples({ root, here }) {
  const chosen = JSON.parse(readFileSync(join(folderOf(root), 'held-out.json'), 'utf8')).slice(0, COUNT);
  const images = readFileSync(join(folderOf(root), 'images-idx4-ubyte'));
  const size = SIDE * SIDE * 3;
  const tiles = chosen.map(({ image }, i) => ({
    input: images.subarray(20 + image * size, 20 + (image + 1) * size),
    raw: { width: SIDE, height: SIDE, channels: 3 },
    left: i * SIDE,
    top: 0,
  }));
  await sharp({ create: { width: COUNT * SIDE, height: SIDE, channels: 3, background: '#fff' } })
    .composite(tiles)
    .png({ compressionLevel: 9 })
    .toFile(join(here, 'emoji-examples.png'));
  const names = chosen.map(({ emoji, en, ko }) => ({ emoji, en, ko }));
  writeFileSync(join(here, 'emoji-examples.json'), `${JSON.stringify(names, null, 2)}\n`);
}
