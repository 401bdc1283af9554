// Trains a committed example of a language model through the command line, and lays its figures beside published ones.
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
 * @property {'loss' | 'perplexity'} metric their figure; lower is better
 * @property {string} unit
 * @property {number} digits behind the point
 * @property {number} goal at most so much
 * @property {{ value: number, source: string }[]} published
 *
 * @typedef {object} Training
 * @property {number | null} seconds since training began or was last resumed; null where nobody wrote it down
 * @property {boolean} resumed
 * @property {number | null} bestEpoch
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
  const training = await trained(example, folder, { resume, overwrite }, note);
  const { metrics, baselines } = await elman(['evaluate', folder, '--split', example.split], note);
  const { parameters, config } = await elman(['inspect', folder], note);
  const figure = metrics[example.metric];
  const report = {
    name: example.name,
    run: folder,
    split: example.split,
    metrics,
    baselines,
    metric: example.metric,
    figure,
    goal: example.goal,
    reached: figure <= example.goal,
    published: example.published,
    parameters,
    ...training,
    config,
  };
  for (const line of describe(example, report)) out(line);
  return report;
}

/**
 * Trains, or takes the finished run. What training said is kept beside the run folder, for a later `--resume`.
 * @param {Example} example
 * @param {string} folder
 * @param {{ resume: boolean, overwrite: boolean }} options
 * @param {Io['note']} note
 * @returns {Promise<Training>}
 */
async function trained({ config }, folder, { resume, overwrite }, note) {
  const file = fileURLToPath(new URL(`../${config}`, import.meta.url));
  const flags = [...(resume ? ['--resume'] : []), ...(overwrite ? ['--overwrite'] : [])];
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
async function elman(args, note) {
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
 * @param {{ figure: number, reached: boolean, parameters: number, baselines: Record<string, Record<string, number>> } & Training} report
 * @returns {string[]} lines
 */
export function describe({ name, split, metric, unit, digits, goal, published }, report) {
  const { figure, reached, parameters, baselines, seconds, resumed, bestEpoch } = report;
  const show = (/** @type {number | undefined} */ value) => value?.toFixed(digits) ?? '–';
  return table(
    [
      [`${name}, ${split} part`, unit, ''],
      ['measured here', show(figure), bestEpoch === null ? '' : `weights of epoch ${bestEpoch}`],
      ['goal', `≤ ${show(goal)}`, reached ? 'reached' : 'missed'],
      ...published.map(({ value, source }) => ['published', show(value), source]),
      ...Object.entries(baselines).map(([kind, figures]) => [
        kind,
        show(figures[metric]),
        'counted on the training part',
      ]),
      ['parameters', parameters.toLocaleString('en'), ''],
      [
        'training',
        seconds === null ? '–' : `${Math.round(seconds)} s`,
        resumed ? 'since it was resumed' : 'by the clock, one thread',
      ],
    ],
    ['left', 'right', 'left'],
  );
}
