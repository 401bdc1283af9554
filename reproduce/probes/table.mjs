// The results as one table: a row a cell, a column a probe.
import { table } from '../../dist/cli/text-table.js';

/**
 * @typedef {import('./train.mjs').Probe<any>} Probe
 * @typedef {import('./log.mjs').Result} Result
 */

/**
 * @param {Probe[]} probes
 * @param {readonly string[]} cells
 * @param {Result[]} results
 * @param {{ markdown?: boolean }} options
 * @returns {string[]} lines
 */
export function resultTable(probes, cells, results, { markdown = false } = {}) {
  const rows = [
    ['cell', ...probes.map(({ title }) => title)],
    ['', ...probes.map(({ figures }) => `${figures.map(({ name }) => name).join(' / ')} · updates · processor time`)],
    ['remembers nothing', ...probes.map((probe) => showFigures(probe, probe.floor))],
    ...cells.map((cell) => [
      cell,
      ...probes.map((probe) => {
        const result = results.find((one) => one.cell === cell && one.probe === probe.name);
        return result === undefined ? '' : showResult(probe, result);
      }),
    ]),
  ];
  const notes = [...new Set(results.map(({ ended }) => marks[ended]))].filter((mark) => mark !== undefined);
  const legend = notes.map(({ mark, meaning }) => `${mark} ${meaning}`).join('; ');
  const lines = markdown ? markdownTable(rows) : table(rows);
  return legend === '' ? lines : [...lines, '', legend];
}

/** @type {Partial<Record<import('./train.mjs').Trained['ended'], { mark: string, meaning: string }>>} */
const marks = {
  goal: { mark: '✓', meaning: 'the goal was reached on validation data, and training ended' },
  budget: { mark: '…', meaning: 'the budget of time was used up' },
  diverged: {
    mark: '✗',
    meaning: 'the loss became infinite or no number; the figures are those of the best weights before',
  },
};

/**
 * @param {Probe} probe
 * @param {(number | undefined)[]} figures
 */
export function showFigures({ figures: kinds }, figures) {
  return kinds.map(({ digits }, i) => figures[i]?.toFixed(digits) ?? '').join(' / ');
}

/**
 * @param {Probe} probe
 * @param {Result} result
 */
function showResult(probe, { figures, updates, processorSeconds, ended }) {
  const mark = marks[ended]?.mark;
  return `${showFigures(probe, figures)} · ${updates}${mark === undefined ? '' : ` ${mark}`} · ${processorSeconds.toFixed(0)} s`;
}

/** @param {string[][]} rows */
function markdownTable([titles, kinds, ...rest]) {
  const heads = titles.map((title, i) => [title, kinds[i]].filter((text) => text !== '').join('<br>'));
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rest.map(line)];
}
