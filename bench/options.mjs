import { parseArgs } from 'node:util';
import { elman, peers } from './peers/index.mjs';
import { cells, kinds, sizeNames } from './work.mjs';

/** Something that whoever called can put right. */
export class UsageError extends Error {}

const peerNames = [...peers, elman].map(({ name }) => name);

const known = {
  peers: { type: 'string', value: 'A,B', help: `only these of ${peerNames.join(', ')}; elman alone measures itself` },
  sizes: { type: 'string', value: 'S1,H256', help: `only these of ${sizeNames.join(', ')}` },
  cells: { type: 'string', value: 'A,B', help: `only these of ${cells.join(', ')}` },
  only: { type: 'string', value: 'KIND', help: `only ${kinds.join(' or ')}` },
  rounds: { type: 'string', value: 'N', help: 'fresh processes a setting (3, or 1 with --quick)' },
  quick: { type: 'boolean', help: 'short rounds: shows that everything runs, figures mean little' },
  markdown: { type: 'boolean', help: 'print the tables as Markdown' },
  json: { type: 'boolean', help: 'print one JSON document in place of the tables' },
  from: { type: 'string', value: 'FILE', help: 'measure nothing: print the tables of earlier results' },
  help: { type: 'boolean', help: 'say how it is used' },
};

/**
 * @typedef {object} Options
 * @property {readonly import('./peers/index.mjs').Peer[]} peers without Elman, which is always measured
 * @property {boolean} alone whether Elman is to be measured on everything, beside no peer too
 * @property {readonly string[]} sizes
 * @property {readonly string[]} cells
 * @property {string} [only]
 * @property {number} passes
 * @property {boolean} quick
 * @property {boolean} markdown
 * @property {boolean} json
 * @property {string} [from]
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {Options}
 */
export function parseOptions(args) {
  const values = parse(args);
  const names = list('peers', values.peers, peerNames);
  const [only] = values.only === undefined ? [] : list('only', values.only, kinds);
  const { quick = false, markdown = false, json = false, from, help = false } = values;
  return {
    peers: peers.filter(({ name }) => names.includes(name)),
    alone: names.includes('elman'),
    sizes: list('sizes', values.sizes, sizeNames),
    cells: list('cells', values.cells, cells),
    ...(only && { only }),
    passes: values.rounds === undefined ? (quick ? 1 : 3) : count('rounds', values.rounds),
    quick,
    markdown,
    json,
    ...(from && { from }),
    help,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return /** @type {Record<string, any>} */ (parseArgs({ args, options: known, strict: true }).values);
  } catch (thrown) {
    const { message } = /** @type {Error} */ (thrown);
    throw new UsageError(`${message.split('. ')[0]}: --help says what there is`);
  }
}

/**
 * The names of a list, all when there is none.
 * @param {string} option
 * @param {string | undefined} text
 * @param {readonly string[]} all
 */
function list(option, text, all) {
  if (text === undefined) return all;
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !all.includes(name));
  if (wrong !== undefined) throw new UsageError(`--${option} knows no "${wrong}"; there are ${all.join(', ')}`);
  return names;
}

/**
 * @param {string} option
 * @param {string} text
 */
function count(option, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(`--${option} takes a whole number of at least 1, got "${text}"`);
  }
  return number;
}

export function usage() {
  const lines = Object.entries(known).map(([name, { value, help }]) => {
    const left = `  --${name}${value === undefined ? '' : ` ${value}`}`;
    return `${left.padEnd(20)}${help}`;
  });
  return [
    'Usage: npm run bench:peers -- [options]',
    '',
    'Measures Elman beside its peers, and holds it to its targets. bench/README.md says what is measured and how.',
    '',
    ...lines,
    '',
    'Peers:',
    ...peers.map(({ name, title }) => `  ${name.padEnd(18)}${title}`),
    '',
    'ELMAN_PYTHON names an interpreter to be used where it has what a peer in Python needs.',
  ].join('\n');
}
