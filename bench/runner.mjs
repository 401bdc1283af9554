// What the programs of the peers in JavaScript share: the request, the measuring loop, the document.
import process from 'node:process';

/**
 * @typedef {object} Request
 * @property {'train' | 'stream' | 'sequence'} kind
 * @property {'lstm' | 'gru' | 'elman'} cell
 * @property {string} size
 * @property {Readonly<Record<string, number>>} shape
 * @property {Readonly<Record<string, any>>} options
 * @property {number} rounds how many at most
 * @property {number} roundMs how long one is to take
 * @property {number} warmUpMs
 * @property {number} budgetMs no further round begins after so long
 *
 * @typedef {object} Prepared
 * @property {() => unknown} step the work, once; may return a promise
 * @property {Record<string, string>} versions
 */

/**
 * Runs a program of a peer: makes what is asked for, times it, and prints the document. A failure is one line on the
 * standard error and status 1.
 * @param {(request: Request) => Promise<Prepared>} prepare
 */
export async function run(prepare) {
  console.log = console.error; // libraries greet: the standard output is the document's
  try {
    const request = /** @type {Request} */ (JSON.parse(process.argv[2]));
    const { step, versions } = await prepare(request);
    print({ versions, ...(await measure(step, request)) });
    process.exit(0); // threads of a library may keep the process
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    process.stderr.write(`${message.replaceAll(/\s*\n\s*/g, ' · ')}\n`);
    process.exit(1);
  }
}

/** @param {object} document */
export function print(document) {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/**
 * Times work: warms up, finds how often it fits into a round, and repeats rounds.
 * @param {() => unknown} step
 * @param {Pick<Request, 'rounds' | 'roundMs' | 'warmUpMs' | 'budgetMs'>} limits
 * @returns {Promise<{ rounds: number[], repetitions: number }>} milliseconds a step, a number a round
 */
export async function measure(step, { rounds, roundMs, warmUpMs, budgetMs }) {
  const begun = performance.now();
  const first = step();
  const time = first instanceof Promise ? timeAsync : timeSync;
  await first;
  let once = Infinity;
  do once = Math.min(once, await time(step, 1));
  while (performance.now() - begun < warmUpMs);
  const repetitions = Math.max(1, Math.round(roundMs / Math.max(once, 1e-4)));
  const times = [];
  const started = performance.now();
  do times.push((await time(step, repetitions)) / repetitions);
  while (times.length < rounds && performance.now() - started < budgetMs);
  return { rounds: times, repetitions };
}

/**
 * @param {() => unknown} step
 * @param {number} repetitions
 */
function timeSync(step, repetitions) {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) step();
  return performance.now() - start;
}

/**
 * @param {() => unknown} step
 * @param {number} repetitions
 */
async function timeAsync(step, repetitions) {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) await step();
  return performance.now() - start;
}

/**
 * Numbers that are alike from run to run, roughly of unit size; what they are does not matter to the time.
 * @param {number} length
 */
export function noise(length) {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    return state / 2 ** 31 - 1;
  });
}

/**
 * Whole numbers from 0 to `below`.
 * @param {number} length
 * @param {number} below
 */
export function indices(length, below) {
  return Int32Array.from(noise(length), (value) => Math.min(below - 1, Math.floor(((value + 1) / 2) * below)));
}
