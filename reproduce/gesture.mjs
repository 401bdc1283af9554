// Gesture phases: examples/gestures with each recording held out in turn, reading both ways and streaming; and beside it
// the protocol of windows that overlap across parts, with what a single frame tells there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveDataPath } from '../dist/node/index.js';
import { table } from '../dist/cli/text-table.js';
import { elman } from './train-example.mjs';

export const title = 'gesture phases: examples/gestures, each recording held out in turn';

/** @type {Record<string, import('./main.mjs').Option>} */
export const options = {
  run: { type: 'string', value: 'FOLDER', default: 'runs/reproduce/gesture', help: 'where the run folders go' },
  resume: { type: 'boolean', help: 'measure finished runs without training them anew' },
};

const config = fileURLToPath(new URL('../examples/gestures/elman.yaml', import.meta.url));
const recordings = ['a1', 'a2', 'a3', 'b1', 'b3', 'c1', 'c3'];

/** What is measured, what it is to reach (the mean accuracy over recordings), and what is set. */
const modes = [
  { name: 'both ways', goal: 0.62, set: ['model.bidirectional=true'] },
  { name: 'streaming', goal: 0.54, set: ['model.bidirectional=false'] },
];

/** Test accuracies in the protocol of windows (R. Hasani et al., Liquid Time-constant Networks, 2021, table 3). */
const published = [
  { value: 0.6457, source: 'LSTM' },
  { value: 0.6831, source: 'CT-GRU' },
  { value: 0.6955, source: 'LTC' },
];
const WINDOW = 32;

/**
 * @typedef {Record<string, number>} Figures
 * @typedef {{ recording: string, metrics: Figures, baselines: Record<string, Figures> }} Fold
 */

/**
 * @param {Record<string, any>} values
 * @param {import('./main.mjs').Io} io
 */
export async function run({ run: folder, resume = false }, { out, note }) {
  const started = performance.now();
  const how = resume ? '--resume' : '--overwrite';
  const results = [];
  for (const { name, goal, set } of modes) {
    /** @type {Fold[]} */
    const folds = [];
    for (const recording of recordings) {
      const place = `${folder}/${name.replace(' ', '-')}/${recording}`;
      const sets = [...set, `data.split.test=[${recording}_raw.csv]`].flatMap((one) => ['--set', one]);
      await elman(['train', config, '--run', place, how, ...sets], note);
      const { metrics, baselines } = await elman(['evaluate', place, '--split', 'test'], note);
      folds.push({ recording, metrics, baselines });
      note(`${name}, ${recording} held out: accuracy ${metrics.accuracy.toFixed(4)}`);
    }
    results.push({ name, goal, folds, mean: mean(folds.map(({ metrics }) => metrics)) });
  }
  const leaky = [];
  const data = await windowed(folder);
  for (const { name, set } of modes) {
    const place = `${folder}/windows/${name.replace(' ', '-')}`;
    const sets = set.flatMap((one) => ['--set', one]);
    await elman(['train', data, '--run', place, how, ...sets], note);
    const { metrics, baselines } = await elman(['evaluate', place, '--split', 'test'], note);
    leaky.push({ name, metrics, baselines });
  }
  const report = { results, leaky, published, seconds: (performance.now() - started) / 1000 };
  for (const line of describe(report)) out(line);
  return report;
}

/** @param {Figures[]} all */
function mean(all) {
  return Object.fromEntries(
    Object.keys(all[0]).map((name) => [name, all.reduce((sum, one) => sum + one[name], 0) / all.length]),
  );
}

/**
 * Writes the windows of the other protocol, and a config for them: 32 frames of the velocities and accelerations that
 * come with the recordings (`*_va3.csv`), a window every 16 frames, windows drawn to the parts 75 : 10 : 15. Half of the
 * frames of a window stand in the next one too, which may lie in another part.
 * @param {string} folder
 * @returns {Promise<string>} the config's path
 */
async function windowed(folder) {
  const lines = [];
  for (const recording of recordings) {
    const path = await resolveDataPath(`dataset:gesture-phase/${recording}_va3.csv`);
    const [head, ...rows] = (await textOf(path)).trim().split(/\r?\n/);
    if (lines.length === 0) lines.push(`${head},window`);
    for (let start = 0, i = 0; start + WINDOW <= rows.length; start += WINDOW / 2, i++)
      for (const row of rows.slice(start, start + WINDOW)) lines.push(`${row},${recording} ${i}`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/windows.csv`, `${lines.join('\n')}\n`);
  const { train, model } = JSON.parse(JSON.stringify(await settings()));
  const section = {
    task: 'sequence-labeling',
    data: {
      file: 'windows.csv',
      group: 'window',
      label: 'Phase',
      features: 'rest',
      split: { by: 'fraction', validation: 0.1, test: 0.15, seed: 1 },
    },
    model,
    train,
  };
  // JSON is YAML.
  writeFileSync(`${folder}/windows.yaml`, JSON.stringify(section, null, 2));
  return `${folder}/windows.yaml`;
}

async function settings() {
  const { parse } = await import('yaml');
  return parse(readFileSync(config, 'utf8'));
}

/** @param {string} path a file, perhaps gzipped */
async function textOf(path) {
  const { gunzipSync } = await import('node:zlib');
  const bytes = readFileSync(path);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.replace(/^\uFEFF/, '');
}

/**
 * @param {{ results: { name: string, goal: number, folds: Fold[], mean: Figures }[], leaky: { name: string, metrics: Figures, baselines: Record<string, Figures> }[], published: { value: number, source: string }[], seconds: number }} report
 * @returns {string[]} lines
 */
function describe({ results, leaky, published: others, seconds }) {
  const percent = (/** @type {number} */ value) => (100 * value).toFixed(1);
  const baseline = (/** @type {string} */ name) => results[0].folds.map(({ baselines }) => baselines[name].accuracy);
  const average = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0) / all.length;
  const row = (/** @type {string} */ name, /** @type {number[]} */ all, /** @type {string} */ goal) => [
    name,
    ...all.map(percent),
    percent(average(all)),
    goal,
  ];
  const folds = [
    ['% of frames', ...recordings, 'mean', 'goal'],
    ...results.map(({ name, goal, folds: each }) =>
      row(
        name,
        each.map(({ metrics }) => metrics.accuracy),
        `≥ ${percent(goal)}`,
      ),
    ),
    row('nearest frame', baseline('nearest'), ''),
    row('commonest phase', baseline('majority'), ''),
  ];
  const segments = results.map(({ name, mean: figures }) => [
    name,
    ...['segmentF1@10', 'segmentF1@25', 'segmentF1@50', 'edit'].map((key) => percent(figures[key])),
  ]);
  const right = (/** @type {number} */ n) => Array.from({ length: n }, () => /** @type {const} */ ('right'));
  return [
    'each recording held out in turn',
    ...table(folds, ['left', ...right(9)]),
    '',
    ...table([['mean, in hundredths', 'F1@10', 'F1@25', 'F1@50', 'edit'], ...segments], ['left', ...right(4)]),
    '',
    `windows of ${WINDOW} frames that overlap by half, drawn to the parts: neighbours of most test frames are learnt from`,
    ...table(
      [
        ['% of frames', 'accuracy', ''],
        ...leaky.map(({ name, metrics }) => [name, percent(metrics.accuracy), 'measured here']),
        ['nearest frame', percent(leaky[0].baselines.nearest.accuracy), 'measured here: no network at all'],
        ...others.map(({ value, source }) => [source, percent(value), 'Hasani et al. 2021']),
      ],
      ['left', 'right', 'left'],
    ),
    '',
    `${Math.round(seconds)} s by the clock`,
  ];
}
