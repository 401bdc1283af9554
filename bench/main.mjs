// Measures Elman beside its peers.
//
//   npm run bench:peers -- [options]
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describeMachine } from './machine.mjs';
import { measureAll, short, usual } from './measure.mjs';
import { parseOptions, usage, UsageError } from './options.mjs';
import { elman } from './peers/index.mjs';
import { reportOf, show } from './report.mjs';
import { chooseWork } from './work.mjs';

const out = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
const note = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    out(usage());
    return;
  }
  const results = options.from === undefined ? await measure(options) : read(options.from);
  if (options.json) out(JSON.stringify({ ...results, ...reportOf(results) }, null, 2));
  else for (const line of show(results, options.markdown)) out(line);
}

/**
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<import('./report.mjs').Results>}
 */
async function measure({ peers, alone, sizes, cells, only, passes, quick }) {
  const works = chooseWork({ sizes, cells, only }).filter(
    (work) => alone || peers.some((peer) => peer.settings(work).length > 0),
  );
  if (works.length === 0)
    throw new UsageError('no peer that was chosen is measured on this: --help says what there is');
  const limits = quick ? short : usual;
  const date = new Date().toISOString();
  /** @type {import('./report.mjs').Results} */
  const results = { date, machine: describeMachine(), options: { passes, ...limits }, versions: {}, runs: [] };
  const { load, cores } = results.machine;
  if (load > cores / 4) note(`the load of this machine is ${load.toFixed(1)}: beside other work, figures mean little`);
  const file = fileURLToPath(new URL(`results/${date.replaceAll(/[:.]/g, '-')}.json`, import.meta.url));
  const save = saver(file, results);
  const found = (/** @type {import('./statistics.mjs').Run} */ run, /** @type {any} */ versions) => {
    results.runs.push(run);
    if (versions) results.versions[run.peer] = versions;
    save();
  };
  await measureAll({ works, peers, elman, passes, limits, found, note });
  note(`raw rounds: ${file}`);
  return results;
}

/**
 * Writes what was found so far, whole: a run that is stopped leaves its figures.
 * @param {string} file
 * @param {object} results
 */
function saver(file, results) {
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  return () => {
    writeFileSync(`${file}.new`, `${JSON.stringify(results, null, 1)}\n`);
    renameSync(`${file}.new`, file);
  };
}

/**
 * @param {string} file
 * @returns {import('./report.mjs').Results}
 */
function read(file) {
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new UsageError(`--from ${file} could not be read: ${/** @type {Error} */ (thrown).message}`);
  }
  if (!Array.isArray(results?.runs))
    throw new UsageError(`--from ${file} holds no results: a file of bench/results/ does`);
  return results;
}

try {
  await main();
} catch (thrown) {
  const { message, stack } = /** @type {Error} */ (thrown);
  note(`bench: ${thrown instanceof UsageError ? message : stack}`);
  process.exitCode = thrown instanceof UsageError ? 2 : 1;
}
