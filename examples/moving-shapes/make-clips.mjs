// Renders films of shapes that move, each an .mp4 with a .csv of a label a frame beside it.
//
//   node examples/moving-shapes/make-clips.mjs [FOLDER] [--train N] [--validation N] [--test N]
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from 'elman-rnn';
import { movingShape } from 'elman-rnn/data';

const SIZE = 32;
const FRAMES = 64;
const SEED = 7;
const COUNTS = { train: 480, validation: 30, test: 60 };

/**
 * @param {readonly Uint8Array[]} frames
 * @param {string} file
 */
export async function writeClip(frames, file) {
  const ffmpeg = process.env['ELMAN_FFMPEG'] ?? 'ffmpeg';
  const child = spawn(
    ffmpeg,
    ['-nostdin', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${SIZE}x${SIZE}`, '-r', '25'].concat(
      ['-i', 'pipe:0', '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv420p', `file:${file}`],
    ),
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  child.stdin.on('error', () => {}); // ffmpeg says on its own what went wrong
  for (const frame of frames) child.stdin.write(frame);
  child.stdin.end();
  const status = await ended.catch((/** @type {Error} */ error) => {
    throw new Error(`${ffmpeg} could not be started (${error.message}): install ffmpeg`);
  });
  if (status !== 0) throw new Error(`ffmpeg ended with status ${status} on ${file}`);
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, number>>} [counts] how many clips a part
 */
export async function makeClips(folder, counts = COUNTS) {
  for (const [part, count] of Object.entries(counts)) {
    mkdirSync(join(folder, part), { recursive: true });
    for (let i = 0; i < count; i++) {
      const { frames, labels } = movingShape(Random.derive(SEED, part, i), { frames: FRAMES, size: SIZE });
      const name = join(folder, part, String(i).padStart(3, '0'));
      await writeClip(frames, `${name}.mp4`);
      writeFileSync(`${name}.csv`, ['label', ...labels, ''].join('\n'));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const number = (/** @type {number} */ count) => ({ type: /** @type {const} */ ('string'), default: String(count) });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { train: number(COUNTS.train), validation: number(COUNTS.validation), test: number(COUNTS.test) },
  });
  const folder = positionals[0] ?? 'runs/moving-shapes-clips';
  const counts = Object.fromEntries(Object.entries(values).map(([part, count]) => [part, Number(count)]));
  await makeClips(folder, counts);
  process.stdout.write(
    `${folder}: ${Object.entries(counts)
      .map(([part, n]) => `${part} ${n}`)
      .join(', ')}\n`,
  );
}
