// Which way a shape moves, frame by frame: the example moving-shapes as it is. Its films are rendered by ffmpeg.
import { join } from 'node:path';
import { makeClips } from '../../examples/moving-shapes/make-clips.mjs';

export const config = 'examples/moving-shapes/elman.yaml';

/** @param {import('./main.mjs').Io} io */
export async function prepare({ root }) {
  await makeClips(join(root, 'runs/moving-shapes-clips'));
}
