// From raw rounds to figures: pure functions over plain data.

/**
 * What one fresh process measured, or why it could not.
 * @typedef {object} Run
 * @property {string} work the id of the work
 * @property {string} peer
 * @property {string} setting how the peer was set, as people read it
 * @property {Readonly<Record<string, unknown>>} options the same for programs
 * @property {number} pass
 * @property {number} [best] milliseconds a step in the quickest round of the process
 * @property {number} [median] of its rounds
 * @property {readonly number[]} [rounds] all of them
 * @property {string} [failed]
 *
 * A setting of a peer on a piece of work, over all passes.
 * @typedef {object} Row
 * @property {string} work
 * @property {string} peer
 * @property {string} setting
 * @property {Readonly<Record<string, unknown>>} options
 * @property {number} [best] the quickest round of all, in milliseconds a step
 * @property {number} [median] the median of the medians of the processes
 * @property {number} passes how many processes gave figures
 * @property {string} [failed] why there are none
 */

/**
 * The middle value; the mean of the two in the middle when their number is even.
 * @param {readonly number[]} values
 */
export function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * One row a work, peer and setting, in the order in which they first ran. A setting that failed in one process and
 * worked in another has figures.
 * @param {readonly Run[]} runs
 * @returns {Row[]}
 */
export function summarise(runs) {
  /** @type {Map<string, Run[]>} */
  const groups = new Map();
  for (const run of runs) {
    const key = JSON.stringify([run.work, run.peer, run.setting]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return Array.from(groups.values(), (group) => {
    const { work, peer, setting, options } = group[0];
    const measured = group.filter(({ best }) => best !== undefined);
    const row = { work, peer, setting, options, passes: measured.length };
    if (measured.length === 0) return { ...row, failed: group.find(({ failed }) => failed)?.failed ?? 'no figures' };
    return {
      ...row,
      best: Math.min(...measured.map(({ best }) => best)),
      median: medianOf(measured.map(({ median }) => median)),
    };
  });
}

/**
 * The rows of a peer on a piece of work whose options are these.
 * @param {readonly Row[]} rows
 * @param {string} work
 * @param {string} peer
 * @param {Readonly<Record<string, unknown>>} [options]
 */
export function rowsOf(rows, work, peer, options = {}) {
  return rows.filter(
    (row) =>
      row.work === work &&
      row.peer === peer &&
      Object.entries(options).every(([name, value]) => row.options[name] === value),
  );
}

/**
 * The row with the least figure: a peer at its best setting.
 * @param {readonly Row[]} rows
 * @param {'best' | 'median'} figure
 * @returns {Row | undefined}
 */
export function quickest(rows, figure = 'best') {
  return rows
    .filter((row) => row[figure] !== undefined)
    .reduce((least, row) => (least === undefined || row[figure] < least[figure] ? row : least), undefined);
}

/**
 * Elman beside a peer, each at its best setting.
 * @typedef {object} Comparison
 * @property {string} work
 * @property {string} peer
 * @property {Row} [theirs]
 * @property {Row} [ours]
 * @property {number} [ratio] how many times as long the peer takes, by the best rounds
 * @property {number} [medianRatio] the same by medians
 * @property {Readonly<Record<string, number | undefined>>} ratios by the best rounds, for each backend of Elman alone
 * @property {string} [failed] why there is no ratio
 */

/**
 * @param {readonly Row[]} rows
 * @returns {Comparison[]} one a work and peer
 */
export function compare(rows) {
  const pairs = new Map(rows.filter(({ peer }) => peer !== 'elman').map((row) => [`${row.work} ${row.peer}`, row]));
  return Array.from(pairs.values(), ({ work, peer }) => {
    const theirRows = rowsOf(rows, work, peer);
    const ourRows = rowsOf(rows, work, 'elman');
    const theirs = quickest(theirRows);
    const ours = quickest(ourRows);
    const ratioTo = (/** @type {Row | undefined} */ row) => ratioOf(theirs?.best, row?.best);
    const ratio = ratioTo(ours);
    return {
      work,
      peer,
      theirs,
      ours,
      ratio,
      medianRatio: ratioOf(quickest(theirRows, 'median')?.median, quickest(ourRows, 'median')?.median),
      ratios: {
        wasm: ratioTo(quickest(rowsOf(rows, work, 'elman', { backend: 'wasm' }))),
        blas: ratioTo(quickest(rowsOf(rows, work, 'elman', { backend: 'blas' }))),
      },
      ...(ratio === undefined ? { failed: whyNone(theirs === undefined ? theirRows : ourRows) } : {}),
    };
  });
}

/**
 * @param {number | undefined} theirs
 * @param {number | undefined} ours
 */
export function ratioOf(theirs, ours) {
  return theirs === undefined || ours === undefined ? undefined : theirs / ours;
}

/**
 * Why none of these rows has a figure.
 * @param {readonly Row[]} rows
 */
export function whyNone(rows) {
  const [row] = rows;
  return row === undefined ? 'not measured' : `${row.peer} failed: ${row.failed}`;
}
