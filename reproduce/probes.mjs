// Each cell of the house on the same tasks of memory, with the same sizes, data, seed and number of updates.
import { cellNames } from 'elman-rnn';
import { nearest, suggestion } from '../dist/util/nearest.js';
import { adding } from './probes/adding.mjs';
import { copy } from './probes/copy.mjs';
import { ResultLog } from './probes/log.mjs';
import { loadDigits, mnist } from './probes/mnist.mjs';
import { parity } from './probes/parity.mjs';
import { reber } from './probes/reber.mjs';
import { resultTable, showFigures } from './probes/table.mjs';
import { train } from './probes/train.mjs';

/** @type {Record<string, () => import('./probes/train.mjs').Probe<any> | Promise<import('./probes/train.mjs').Probe<any>>>} */
const probes = { adding, copy, reber, parity, mnist: async () => mnist(await loadDigits()) };

export const title = 'each cell on adding, copy memory, embedded Reber grammar, parity and MNIST by rows';

/** @type {Record<string, import('./main.mjs').Option>} */
export const options = {
  cells: { type: 'string', value: 'A,B', help: 'only these cells' },
  probes: { type: 'string', value: 'X,Y', help: `only these of ${Object.keys(probes).join(', ')}` },
  seed: { type: 'string', value: 'N', default: '1', help: 'of weights and data' },
  updates: { type: 'string', value: 'N', help: 'at most so many updates, fewer than the probe allows' },
  budget: {
    type: 'string',
    value: 'SECONDS',
    help: 'at most so long a cell and probe; figures then depend on the machine',
  },
  run: { type: 'string', value: 'FOLDER', default: 'runs/reproduce/probes', help: 'where results are kept' },
  resume: { type: 'boolean', help: 'go on from the results kept there' },
  overwrite: { type: 'boolean', help: 'throw the results kept there away' },
  markdown: { type: 'boolean', help: 'print the table as Markdown' },
};

/**
 * @param {Record<string, any>} values
 * @param {import('./main.mjs').Io} io
 */
export async function run(values, { out, note }) {
  const chosenCells = /** @type {import('elman-rnn').CellName[]} */ (choose('cell', values['cells'], cellNames));
  const chosenProbes = choose('probe', values['probes'], Object.keys(probes));
  const seed = number('seed', values['seed'], 0);
  const limit = values['updates'] === undefined ? Infinity : number('updates', values['updates'], 1);
  const budget = values['budget'] === undefined ? undefined : number('budget', values['budget'], 1);
  const log = new ResultLog(`${values['run']}/results.jsonl`, values);

  /** @type {import('./probes/train.mjs').Probe<any>[]} */
  const made = [];
  /** @type {import('./probes/log.mjs').Result[]} */
  const results = [];
  for (const name of chosenProbes) {
    const probe = await probes[name]();
    made.push(probe);
    const { hidden, longest, lr, goal, sizes } = probe;
    const updates = Math.min(limit, probe.updates);
    const settings = { seed, hidden, longest, lr, goal, updates, budget, ...sizes };
    for (const cell of chosenCells) {
      let result = log.find(cell, name, settings);
      if (result === undefined) {
        const trained = train(probe, { cell, seed, updates, budget, onProgress: report(note, cell, probe) });
        result = { cell, probe: name, ...trained, settings };
        log.add(result);
      }
      results.push(result);
      note(
        `${name}  ${cell}  ${showFigures(probe, result.figures)}  ${result.ended} after ${result.updates} updates, ${result.seconds.toFixed(0)} s`,
      );
    }
  }
  for (const line of resultTable(made, chosenCells, results, values)) out(line);
  return {
    seed,
    floors: Object.fromEntries(made.map((probe) => [probe.name, named(probe, probe.floor)])),
    results: made.flatMap((probe) =>
      results
        .filter((result) => result.probe === probe.name)
        .map((result) => Object.assign({}, result, { figures: named(probe, result.figures) })),
    ),
  };
}

/**
 * @param {(line: string) => void} note
 * @param {string} cell
 * @param {import('./probes/train.mjs').Probe<any>} probe
 * @returns {import('./probes/train.mjs').TrainOptions['onProgress']}
 */
function report(note, cell, probe) {
  return ({ update, updates, loss, figures, seconds }) =>
    note(
      `${probe.name}  ${cell}  ${update}/${updates}  loss ${loss.toFixed(5)}  validation ${showFigures(probe, figures)}  ${seconds.toFixed(0)} s`,
    );
}

/**
 * The figures by their names.
 * @param {import('./probes/train.mjs').Probe<any>} probe
 * @param {(number | undefined)[]} numbers
 */
function named({ figures }, numbers) {
  return Object.fromEntries(figures.map(({ name }, i) => [name, numbers[i]]));
}

/**
 * The names of a list, all when there is none.
 * @param {string} what
 * @param {string | undefined} list
 * @param {readonly string[]} known
 */
function choose(what, list, known) {
  if (list === undefined) return known;
  const names = list.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw usageError(
      `there is no ${what} "${wrong}"; there are ${known.join(', ')}${suggestion(nearest(wrong, known, 1))}`,
    );
  }
  return names;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function number(name, text, least) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw usageError(`--${name} takes a whole number of at least ${least}, got "${text}"`);
  }
  return value;
}

/** @param {string} message */
function usageError(message) {
  return Object.assign(new Error(message), { code: 'usage/reproduce', isCallersFault: true });
}
