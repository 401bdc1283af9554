// The three tables of a run: every setting, Elman beside each peer, and the targets.
import { judge } from './acceptance.mjs';
import { compare, summarise } from './statistics.mjs';
import { duration, figure, render, threadsOf, times } from './table.mjs';
import { targets } from './targets.mjs';

/**
 * What a run leaves: everything that its tables are made from.
 * @typedef {object} Results
 * @property {string} date
 * @property {ReturnType<typeof import('./machine.mjs').describeMachine>} machine
 * @property {Readonly<Record<string, unknown>>} options
 * @property {Record<string, Record<string, string>>} versions by peer
 * @property {import('./statistics.mjs').Run[]} runs
 *
 * @typedef {object} Report
 * @property {import('./statistics.mjs').Row[]} rows
 * @property {import('./statistics.mjs').Comparison[]} comparisons
 * @property {import('./acceptance.mjs').Verdict[]} verdicts
 */

/**
 * @param {Results} results
 * @returns {Report}
 */
export function reportOf({ runs }) {
  const rows = summarise(runs);
  return { rows, comparisons: compare(rows), verdicts: judge(targets, rows) };
}

/**
 * @param {Results} results
 * @param {boolean} markdown
 * @returns {string[]} lines
 */
export function show(results, markdown) {
  const { rows, comparisons, verdicts } = reportOf(results);
  const tables = [settingsTable(rows), comparisonTable(comparisons), targetTable(verdicts)];
  return [...heading(results), '', ...tables.flatMap((table) => render(table, markdown))];
}

/** @param {Results} results */
function heading({ date, machine, versions }) {
  const { cpu, cores, memoryGB, platform, node, load } = machine;
  const peers = Object.entries(versions).map(([peer, parts]) => {
    const list = Object.entries(parts).filter(([name]) => !['node', 'python'].includes(name));
    return `${peer} ${list.map(([name, version]) => (list.length === 1 ? version : `${name} ${version}`)).join(' ')}`;
  });
  return [
    `${date.slice(0, 10)}, ${cpu}, ${cores} cores, ${memoryGB} GB, ${platform}, Node ${node}, load ${figure(load)}`,
    peers.join(', '),
  ];
}

/**
 * @param {Report['rows']} rows
 * @returns {import('./table.mjs').Table}
 */
function settingsTable(rows) {
  return {
    title: 'Every setting, a step',
    head: ['work', 'who', 'setting', 'best', 'median'],
    rows: rows.map(({ work, peer, setting, best, median, failed }) => [
      work,
      peer,
      setting,
      ...(failed === undefined ? [duration(best), duration(median)] : [`failed: ${failed}`, '']),
    ]),
    texts: 3,
  };
}

/**
 * @param {Report['comparisons']} comparisons
 * @returns {import('./table.mjs').Table}
 */
function comparisonTable(comparisons) {
  return {
    title: 'How many times as long a peer takes as Elman, each at its best setting',
    head: ['work', 'peer', 'its setting', 'its best', "Elman's best", 'by best', 'by median', 'to WASM', 'to BLAS', ''],
    rows: comparisons.map(({ work, peer, theirs, ours, ratio, medianRatio, ratios, failed }) =>
      failed === undefined
        ? [
            work,
            peer,
            theirs.setting,
            duration(theirs.best),
            duration(ours.best),
            times(ratio),
            times(medianRatio),
            times(ratios.wasm),
            times(ratios.blas),
            ratio >= 1 ? 'won' : 'lost',
          ]
        : [work, peer, failed, ...Array.from({ length: 7 }, () => '')],
    ),
    texts: 3,
  };
}

/**
 * @param {Report['verdicts']} verdicts
 * @returns {import('./table.mjs').Table}
 */
function targetTable(verdicts) {
  const optionsOf = (/** @type {import('./targets.mjs').Chosen} */ { backend, threads }) =>
    [backend ?? '', threads === undefined ? '' : threadsOf(threads)].filter((part) => part !== '').join(', ');
  return {
    title: 'Targets',
    head: ['work', 'Elman', 'against', 'at least', 'is', ''],
    rows: verdicts.map(({ work, ours, peer, theirs = {}, least, ratio, state, why }) => [
      work,
      optionsOf(ours) || 'at its best',
      [peer, optionsOf(theirs)].filter((part) => part !== '').join(', '),
      `${figure(least)}×`,
      times(ratio),
      why === undefined || why === state ? state : `${state}: ${why}`,
    ]),
    texts: 3,
  };
}
