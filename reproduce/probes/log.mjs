// Finished results, a line of JSON each, so that an interrupted suite can go on.
import { existsSync, mkdirSync, readFileSync, appendFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @typedef {import('./train.mjs').Trained & { cell: string, probe: string, settings: object }} Result
 */

export class ResultLog {
  #file;
  /** @type {Result[]} */
  #results;

  /**
   * @param {string} file
   * @param {{ resume?: boolean, overwrite?: boolean }} options
   */
  constructor(file, { resume = false, overwrite = false }) {
    if (overwrite) rmSync(file, { force: true });
    const isThere = existsSync(file);
    if (isThere && !resume) {
      throw Object.assign(
        new Error(`${file} holds results of an earlier run: --resume goes on from them, --overwrite begins anew`),
        { code: 'usage/run-exists', isCallersFault: true },
      );
    }
    mkdirSync(dirname(file), { recursive: true });
    this.#file = file;
    const text = isThere ? readFileSync(file, 'utf8') : '';
    // A run that was killed may have left a part of a line.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
    this.#results = text.split('\n').flatMap(parseLine);
  }

  /**
   * The result of that cell on that probe with the same settings, if there is one.
   * @param {string} cell
   * @param {string} probe
   * @param {object} settings
   */
  find(cell, probe, settings) {
    const wanted = JSON.stringify(settings);
    return this.#results.findLast(
      (result) => result.cell === cell && result.probe === probe && JSON.stringify(result.settings) === wanted,
    );
  }

  /** @param {Result} result */
  add(result) {
    appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
    this.#results.push(result);
  }
}

/**
 * @param {string} line
 * @returns {Result[]}
 */
function parseLine(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
