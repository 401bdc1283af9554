// Films of shapes that move: examples/moving-shapes, through mp4 and ffmpeg; and beside it what a single frame tells, to
// a convolutional network of the same blocks.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClips } from '../examples/moving-shapes/make-clips.mjs';
import { table } from '../dist/cli/text-table.js';
import { nodeHost } from '../dist/node/index.js';
import { elman } from './train-example.mjs';

export const title = 'films of moving shapes, from video files: the accuracy a frame of examples/moving-shapes';

/** @type {Record<string, import('./main.mjs').Option>} */
export const options = {
  run: { type: 'string', value: 'FOLDER', default: 'runs/reproduce/moving-shapes', help: 'where the run folders go' },
  resume: { type: 'boolean', help: 'measure finished runs without training them anew' },
};

const config = fileURLToPath(new URL('../examples/moving-shapes/elman.yaml', import.meta.url));
const clips = fileURLToPath(new URL('../runs/moving-shapes-clips', import.meta.url));
const goal = 0.98;
const parts = /** @type {const} */ (['train', 'validation', 'test']);
const ways = ['down', 'left', 'right', 'up'];

/**
 * @param {Record<string, any>} values
 * @param {import('./main.mjs').Io} io
 */
export async function run({ run: folder, resume = false }, { out, note }) {
  const how = resume ? '--resume' : '--overwrite';
  if (!existsSync(join(clips, 'test'))) {
    note(`rendering films into ${clips}`);
    await makeClips(clips);
  }
  const film = await trained(config, `${folder}/films`, how, note);
  const frame = await trained(await singleFrames(folder), `${folder}/frames`, how, note);
  const report = { goal, reached: film.metrics.accuracy >= goal, film, frame };
  const percent = (/** @type {number} */ value) => (100 * value).toFixed(2);
  const lines = table(
    [
      ['moving shapes, test part', '% of frames', ''],
      [
        'measured here, as it streams',
        percent(film.metrics.accuracy),
        film.seconds === null ? '' : `${film.seconds} s of training`,
      ],
      ['goal', `≥ ${percent(goal)}`, report.reached ? 'reached' : 'missed'],
      ['single frame, convolutions', percent(frame.metrics.accuracy), 'measured here'],
      ['single frame, nearest', percent(film.baselines.nearest.accuracy), 'measured here'],
      ['commonest way', percent(film.baselines.majority.accuracy), 'measured here'],
    ],
    ['left', 'right', 'left'],
  );
  for (const line of lines) out(line);
  return report;
}

/**
 * @param {string} file
 * @param {string} folder
 * @param {string} how
 * @param {import('./main.mjs').Io['note']} note
 */
async function trained(file, folder, how, note) {
  const { seconds } = await elman(['train', file, '--run', folder, how], note);
  const { metrics, baselines } = await elman(['evaluate', folder, '--split', 'test'], note);
  return { metrics, baselines, seconds: seconds === undefined ? null : Math.round(seconds) };
}

/**
 * Writes all frames as images of the task image-classification, and a config for them.
 * @param {string} folder
 * @returns {Promise<string>} the config's path
 */
async function singleFrames(folder) {
  const { parse } = await import('yaml');
  const { data, model } = parse(readFileSync(config, 'utf8'));
  mkdirSync(folder, { recursive: true });
  for (const part of parts) {
    const pixels = [];
    const labels = [];
    for (const name of readdirSync(join(clips, part)).filter((file) => file.endsWith('.mp4'))) {
      const video = join(clips, part, name);
      for await (const frame of nodeHost().decodeVideo(video, { channels: 1, ...data.frames })) pixels.push(frame);
      labels.push(...readFileSync(video.replace('.mp4', '.csv'), 'utf8').trim().split('\n').slice(1));
    }
    const numbers = labels.map((label) => ways.indexOf(label));
    const { height, width } = data.frames;
    writeFileSync(`${folder}/${part}-images-idx3-ubyte`, idx([labels.length, height, width], pixels));
    writeFileSync(`${folder}/${part}-labels-idx1-ubyte`, idx([labels.length], [Uint8Array.from(numbers)]));
  }
  const section = {
    task: 'image-classification',
    data: Object.fromEntries(parts.map((part) => [part === 'train' ? 'file' : part, `${part}-images-idx3-ubyte`])),
    model: { reader: 'cnn', channels: model.convChannels, hidden: 64, outputDropout: 0.2 },
    train: { epochs: 8, batchSize: 128, lr: 0.003, schedule: 'cosine', seed: 7 },
  };
  // JSON is YAML.
  writeFileSync(`${folder}/frames.yaml`, JSON.stringify(section, null, 2));
  return `${folder}/frames.yaml`;
}

/**
 * A file in the IDX format: bytes in an array of some extents.
 * @param {number[]} extents
 * @param {Uint8Array[]} pieces
 */
function idx(extents, pieces) {
  const head = Buffer.from([0, 0, 8, extents.length]);
  const sizes = extents.map((extent) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(extent);
    return bytes;
  });
  return Buffer.concat([head, ...sizes, ...pieces]);
}
