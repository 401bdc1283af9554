import { quickest, ratioOf, rowsOf, whyNone } from './statistics.mjs';

/**
 * @typedef {import('./targets.mjs').Target & { ratio?: number, state: 'met' | 'not met' | 'not measured', why?: string }} Verdict
 */

/**
 * Holds figures against targets, by the best rounds.
 * @param {readonly import('./targets.mjs').Target[]} targets
 * @param {readonly import('./statistics.mjs').Row[]} rows
 * @returns {Verdict[]} one a target
 */
export function judge(targets, rows) {
  return targets.map((target) => {
    const ourRows = rowsOf(rows, target.work, 'elman', target.ours);
    const theirRows = rowsOf(rows, target.work, target.peer, target.theirs);
    const ours = quickest(ourRows);
    const theirs = quickest(theirRows);
    const ratio = ratioOf(theirs?.best, ours?.best);
    if (ratio === undefined) {
      return { ...target, state: 'not measured', why: whyNone(ours === undefined ? ourRows : theirRows) };
    }
    return { ...target, ratio, state: ratio >= target.least ? 'met' : 'not met' };
  });
}
