// Handwritten digits, MNIST, by a network small enough for a page. Beside it lie a few digits of the test part, two of
// each: what a reader who does not draw asks about.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIdx } from '../../dist/data/index.js';
import { resolveDataPath } from '../../dist/node/index.js';

export const config = 'studio/models/digit.yaml';

const EACH = 2;

/**
 * Writes the first digits of each class, 0 to 9 and again, as an IDX file.
 * @param {import('./main.mjs').Io} io
 */
export async function finish({ here, name }) {
  const [images, labels] = await Promise.all(['images-idx3', 'labels-idx1'].map(read));
  const [, height, width] = images.shape;
  const size = height * width;
  const chosen = Array.from({ length: 10 * EACH }, (_, i) => {
    const ofClass = [...labels.data.keys()].filter((at) => labels.data[at] === i % 10);
    return ofClass[Math.floor(i / 10)];
  });
  const header = Buffer.alloc(16);
  [0x0803, chosen.length, height, width].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  const pixels = chosen.map((at) => images.data.subarray(at * size, (at + 1) * size));
  writeFileSync(join(here, `${name}-samples.idx3-ubyte`), Buffer.concat([header, ...pixels]));
}

/** @param {string} kind */
async function read(kind) {
  const file = await resolveDataPath(`dataset:mnist/t10k-${kind}-ubyte`);
  return readIdx(readFileSync(file), file);
}
