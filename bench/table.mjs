// Figures as tables: aligned columns for a terminal, or Markdown.

/**
 * @typedef {object} Table
 * @property {string} title
 * @property {readonly string[]} head
 * @property {readonly (readonly string[])[]} rows
 * @property {number} texts so many first columns are texts, aligned left; the others are figures
 */

/**
 * @param {Table} table
 * @param {boolean} markdown
 * @returns {string[]} lines
 */
export function render({ title, head, rows, texts }, markdown) {
  if (!markdown) return [title, '', ...columns([head, ...rows], texts), ''];
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map(escapeBar).join(' | ')} |`;
  const rule = head.map((_, i) => (i < texts ? '---' : '--:'));
  return [`### ${title}`, '', line(head), `|${rule.join('|')}|`, ...rows.map(line), ''];
}

/** @param {string} text */
function escapeBar(text) {
  return text.replaceAll('|', '\\|');
}

/**
 * @param {readonly (readonly string[])[]} rows
 * @param {number} texts
 */
function columns(rows, texts) {
  const widths = rows[0].map((_, j) => Math.max(...rows.map((row) => (isNote(row, j) ? 0 : row[j].length))));
  return rows.map((row) =>
    row
      .map((cell, j) => (j < texts || isNote(row, j) ? cell.padEnd(widths[j]) : cell.padStart(widths[j])))
      .join('  ')
      .trimEnd(),
  );
}

/**
 * The last text of a row whose other cells are empty: a reason, as long as it is.
 * @param {readonly string[]} row
 * @param {number} j
 */
function isNote(row, j) {
  return row.length > 1 && row[j].length > 20 && row.slice(j + 1).every((cell) => cell === '');
}

/**
 * A time for people.
 * @param {number | undefined} ms
 */
export function duration(ms) {
  if (ms === undefined) return '–';
  if (ms >= 1000) return `${figure(ms / 1000)} s`;
  return ms < 0.1 ? `${figure(ms * 1000)} µs` : `${figure(ms)} ms`;
}

/**
 * How many times as long.
 * @param {number | undefined} ratio
 */
export function times(ratio) {
  return ratio === undefined ? '–' : `${figure(ratio)}×`;
}

/**
 * Three significant digits: more is noise.
 * @param {number} value
 */
export function figure(value) {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

/** @param {number} count */
export function threadsOf(count) {
  return count === 1 ? '1 thread' : `${count} threads`;
}
