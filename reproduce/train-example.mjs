// Trains a committed example through the command line, once or with several seeds, and lays its figures beside published ones.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { table } from '../dist/cli/text-table.js';

/**
 * @typedef {object} Example
 * @property {string} name
 * @property {string} title
 * @property {string} config seen from the folder of the repository
 * @property {'validation' | 'test'} split the part that published figures are of
 * @property {string} metric the name of the figure, as `elman evaluate` gives it
 * @property {boolean} [higherIsBetter] else lower is
 * @property {boolean} [percent] whether shares are shown in hundredths; all numbers here stay shares
 * @property {string} unit
 * @property {number} digits behind the point
 * @property {number | string} goal at most so much (at least, where higher is better); or the name of a baseline to do better than
 * @property {string[]} [also] names of other figures to show, without a goal
 * @property {number[]} [seeds] trains with each of these; the figure is then their median
 * @property {{ value: number, source: string }[]} published
 *
 * @typedef {object} Training
 * @property {number | null} seconds since training began or was last resumed; null where nobody wrote it down
 * @property {boolean} resumed
 * @property {number | null} bestEpoch
 *
 * @typedef {Record<string, number>} Figures
 * @typedef {Training & { seed: number | null, run: string, figure: number, metrics: Figures, baselines: Record<string, Figures>, parameters: number, config: unknown }} Measured
 *
 * @typedef {import('./main.mjs').Io} Io
 */

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/**
 * The experiment of an example.
 * @param {Example} example
 * @returns {import('./main.mjs').Experiment}
 */
export function exampleExperiment(example) {
  return {
    title: example.title,
    options: {
      run: { type: 'string', value: 'FOLDER', default: `runs/reproduce/${example.name}`, help: 'the run folder' },
      resume: { type: 'boolean', help: 'go on with the run there; a finished one is only measured' },
      overwrite: { type: 'boolean', help: 'replace the run there' },
    },
    run: (values, io) => run(example, values, io),
  };
}

/**
 * @param {Example} example
 * @param {Record<string, any>} values
 * @param {Io} io
 */
async function run(example, { run: folder, resume = false, overwrite = false }, { out, note }) {
  const { name, split, metric, goal: wanted, published, seeds, higherIsBetter = false } = example;
  /** @type {Measured[]} */
  const runs = [];
  for (const seed of seeds ?? [null]) {
    const place = seed === null ? folder : `${folder}/seed-${seed}`;
    runs.push(await measured(example, seed, place, { resume, overwrite }, note));
  }
  const inOrder = runs.toSorted((a, b) => a.figure - b.figure);
  // Of an even number the worse one in the middle: a figure that was measured.
  const middle = inOrder[(runs.length - (higherIsBetter ? 1 : 0)) >> 1];
  const { figure, baselines } = middle;
  const goal = typeof wanted === 'number' ? wanted : baselines[wanted][metric];
  const better = higherIsBetter ? figure > goal : figure < goal;
  const report = {
    name,
    split,
    metric,
    goal,
    reached: better || (typeof wanted === 'number' && figure === goal),
    published,
    ...middle,
    ...(seeds && { runs }),
  };
  for (const line of describe(example, report)) out(line);
  return report;
}

/**
 * Trains with one seed, or the one of the config, and measures.
 * @param {Example} example
 * @param {number | null} seed
 * @param {string} folder
 * @param {{ resume: boolean, overwrite: boolean }} options
 * @param {Io['note']} note
 * @returns {Promise<Measured>}
 */
async function measured(example, seed, folder, options, note) {
  const training = await trained(example, seed, folder, options, note);
  const { metrics, baselines } = await elman(['evaluate', folder, '--split', example.split], note);
  const { parameters, config } = await elman(['inspect', folder], note);
  return { seed, run: folder, figure: metrics[example.metric], metrics, baselines, parameters, ...training, config };
}

/**
 * Trains, or takes the finished run. What training said is kept beside the run folder, for a later `--resume`.
 * @param {Example} example
 * @param {number | null} seed
 * @param {string} folder
 * @param {{ resume: boolean, overwrite: boolean }} options
 * @param {Io['note']} note
 * @returns {Promise<Training>}
 */
async function trained({ config }, seed, folder, { resume, overwrite }, note) {
  const file = fileURLToPath(new URL(`../${config}`, import.meta.url));
  const flags = [
    ...(seed === null ? [] : ['--set', `train.seed=${seed}`]),
    ...(resume ? ['--resume'] : []),
    ...(overwrite ? ['--overwrite'] : []),
  ];
  const kept = `${folder}.training.json`;
  if (overwrite) rmSync(kept, { force: true });
  const result = await elman(['train', file, '--run', folder, ...flags], note);
  if (result.reason === 'finished') {
    if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
    return { seconds: null, resumed: false, bestEpoch: null };
  }
  const training = { seconds: result.seconds, resumed: result.resumed, bestEpoch: result.best?.epoch ?? null };
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, `${JSON.stringify(training)}\n`);
  return training;
}

/**
 * Runs a command with `--json` and gives back its document. Progress goes to `note`, line by line. Ctrl-C reaches the
 * command by itself, which saves a checkpoint before it ends.
 * @param {string[]} args
 * @param {Io['note']} note
 * @returns {Promise<any>}
 */
export async function elman(args, note) {
  const child = spawn(process.execPath, [main, ...args, '--json', '--lang', 'en'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const wait = () => {};
  process.on('SIGINT', wait);
  try {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ piece) => (text += piece));
    createInterface({ input: child.stderr }).on('line', note);
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    if (status !== 0) {
      const what = status === 130 ? 'was interrupted: --resume goes on with it' : `ended with status ${status}`;
      throw Object.assign(new Error(`elman ${args[0]} ${what}`), {
        code: 'reproduce/elman',
        isCallersFault: status === 2,
      });
    }
    return JSON.parse(text);
  } finally {
    process.off('SIGINT', wait);
  }
}

/**
 * One table: what was measured, what it is held to, and what it took.
 * @param {Example} example
 * @param {Measured & { goal: number, reached: boolean, runs?: Measured[] }} report
 * @returns {string[]} lines
 */
export function describe(example, report) {
  const { name, split, metric, unit, digits, published, also = [], percent = false, higherIsBetter = false } = example;
  const { figure, goal, reached, parameters, baselines, metrics, seconds, resumed, bestEpoch, runs } = report;
  const show = (/** @type {number | undefined} */ value) =>
    value === undefined ? '–' : (percent ? value * 100 : value).toFixed(digits);
  const weightsOf = (/** @type {number | null} */ epoch) => (epoch === null ? '' : `weights of epoch ${epoch}`);
  const counted = 'counted on the training part';
  const atLeast = typeof example.goal === 'string' ? ['<', '>'] : ['≤', '≥'];
  return table(
    [
      [`${name}, ${split} part`, unit, ''],
      ...(runs ?? []).map((one) => [`seed ${one.seed}`, show(one.figure), weightsOf(one.bestEpoch)]),
      ['measured here', show(figure), runs === undefined ? weightsOf(bestEpoch) : `the median, of seed ${report.seed}`],
      ['goal', `${atLeast[higherIsBetter ? 1 : 0]} ${show(goal)}`, reached ? 'reached' : 'missed'],
      ...published.map(({ value, source }) => ['published', show(value), source]),
      ...Object.entries(baselines).map(([kind, figures]) => [kind, show(figures[metric]), counted]),
      ...also.flatMap((other) => [
        [other, show(metrics[other]), 'measured here'],
        ...Object.entries(baselines).map(([kind, figures]) => [`${other} of ${kind}`, show(figures[other]), counted]),
      ]),
      ['parameters', parameters.toLocaleString('en'), ''],
      [
        'training',
        seconds === null ? '–' : `${Math.round(seconds)} s`,
        resumed ? 'since it was resumed' : `by the clock${runs === undefined ? '' : ', one seed'}`,
      ],
    ],
    ['left', 'right', 'left'],
  );
}
