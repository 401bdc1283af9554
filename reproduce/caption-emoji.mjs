// Emoji by their names: examples/caption-emoji, in English and Korean with the drawings of one vendor held out, and with
// combinations of emoji and skin tone held out.
import { fileURLToPath } from 'node:url';
import { table } from '../dist/cli/text-table.js';
import { elman } from './train-example.mjs';

export const title = 'captions of emoji: how many are named letter for letter, by examples/caption-emoji';

/** @type {Record<string, import('./main.mjs').Option>} */
export const options = {
  run: { type: 'string', value: 'FOLDER', default: 'runs/reproduce/caption-emoji', help: 'where the run folders go' },
  only: { type: 'string', value: 'NAME', help: 'one of english, korean, combos' },
  resume: { type: 'boolean', help: 'go on with the runs there; finished ones are only measured' },
};

/** A goal is a share of the test part; without one the nearest image is what is to be done better than. */
const trainings = /** @type {const} */ ([
  { name: 'english', config: 'elman.yaml', what: "Google's drawings held out, in English", goal: 0.72 },
  { name: 'korean', config: 'korean.yaml', what: "Google's drawings held out, in Korean", goal: null },
  { name: 'combos', config: 'combos.yaml', what: 'a fifth of the skin tones of each emoji held out', goal: null },
]);

/**
 * @param {Record<string, any>} values
 * @param {import('./main.mjs').Io} io
 */
export async function run({ run: folder, only, resume = false }, { out, note }) {
  const chosen = trainings.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw Object.assign(new Error(`--only names one of ${trainings.map(({ name }) => name).join(', ')}`), {
      code: 'reproduce/only',
      isCallersFault: true,
    });
  const measured = [];
  for (const { config, goal, ...training } of chosen) {
    const file = fileURLToPath(new URL(`../examples/caption-emoji/${config}`, import.meta.url));
    const place = `${folder}/${training.name}`;
    const { seconds } = await elman(['train', file, '--run', place, resume ? '--resume' : '--overwrite'], note);
    const { metrics, baselines } = await elman(['evaluate', place, '--split', 'test'], note);
    const wanted = goal ?? baselines.nearest.exact;
    const reached = goal === null ? metrics.exact > wanted : metrics.exact >= wanted;
    measured.push({ ...training, goal: wanted, reached, metrics, baselines, seconds: seconds ?? null });
  }
  const percent = (/** @type {number} */ share) => (100 * share).toFixed(1);
  const lines = table(
    [
      ['emoji, test part', 'exact %', 'goal', '', 'nearest', 'CIDEr', 'images', 'training'],
      ...measured.map(({ what, goal, reached, metrics, baselines, seconds }) => [
        what,
        percent(metrics.exact),
        percent(goal),
        reached ? 'reached' : 'missed',
        percent(baselines.nearest.exact),
        metrics.cider.toFixed(2),
        String(metrics.images),
        seconds === null ? '–' : `${Math.round(seconds)} s`,
      ]),
    ],
    ['left', 'right', 'right', 'left', 'right', 'right', 'right', 'right'],
  );
  for (const line of lines) out(line);
  return { reached: measured.every(({ reached }) => reached), runs: measured };
}
