// Makes the figures of docs/results.md anew.
//
//   npm run reproduce -- NAME [options]
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * What a module of an experiment exports.
 * @typedef {object} Experiment
 * @property {string} title what it shows, in a line
 * @property {Record<string, Option>} options besides `--json` and `--help`
 * @property {(values: Record<string, any>, io: Io) => Promise<unknown>} run returns the document that `--json` prints
 *
 * @typedef {object} Option
 * @property {'string' | 'boolean'} type
 * @property {string} [default]
 * @property {string} [value] what stands for the value in the help
 * @property {string} help
 *
 * @typedef {object} Io
 * @property {(line: string) => void} out the result; silent with `--json`
 * @property {(line: string) => void} note progress, on standard error
 */

/** @type {Record<string, () => Promise<Experiment>>} */
const experiments = {
  probes: () => import('./probes.mjs'),
  storybook: () => import('./storybook.mjs'),
  'char-lm': () => import('./char-lm.mjs'),
  'word-lm': () => import('./word-lm.mjs'),
  'date-formats': () => import('./date-formats.mjs'),
  'translate-de-en': () => import('./translate-de-en.mjs'),
  'translate-en-ko': () => import('./translate-en-ko.mjs'),
  surnames: () => import('./surnames.mjs'),
  sst2: () => import('./sst2.mjs'),
  nsmc: () => import('./nsmc.mjs'),
  atis: () => import('./atis.mjs'),
  gesture: () => import('./gesture.mjs'),
  'moving-shapes': () => import('./moving-shapes.mjs'),
  mnist: () => import('./mnist.mjs'),
  'sequential-mnist': () => import('./sequential-mnist.mjs'),
  'caption-emoji': () => import('./caption-emoji.mjs'),
};

/** @type {Record<string, Option>} */
const common = {
  json: { type: 'boolean', help: 'print one JSON document' },
  help: { type: 'boolean', help: 'say how it is used' },
};

/** Something that whoever called can put right. */
class UsageError extends Error {}

async function main() {
  if (!existsSync(fileURLToPath(new URL('../dist/index.js', import.meta.url)))) {
    throw new UsageError('dist/index.js is missing: run `npm run build` first');
  }
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || name === '--help') {
    process.stdout.write(`${await overview()}\n`);
    if (name === undefined) process.exitCode = 2;
    return;
  }
  if (!Object.hasOwn(experiments, name)) {
    const names = Object.keys(experiments);
    throw new UsageError(
      `there is no experiment "${name}"; there are ${names.join(', ')}${await suggest(name, names)}`,
    );
  }
  const experiment = await experiments[name]();
  const values = await parse(rest, { ...experiment.options, ...common });
  if (values['help']) {
    process.stdout.write(`${usage(name, experiment)}\n`);
    return;
  }
  const json = values['json'] === true;
  const result = await experiment.run(values, {
    out: (line) => json || process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  });
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

/**
 * @param {string[]} args
 * @param {Record<string, Option>} options
 * @returns {Promise<Record<string, any>>}
 */
async function parse(args, options) {
  const unknown = args.find((arg) => /^--?\w/.test(arg) && !Object.hasOwn(options, arg.replace(/^--?|=.*$/g, '')));
  if (unknown !== undefined) {
    const hint = await suggest(
      unknown.replace(/=.*$/, ''),
      Object.keys(options).map((name) => `--${name}`),
    );
    throw new UsageError(`there is no option ${unknown}, see --help${hint}`);
  }
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (thrown) {
    throw new UsageError(/** @type {Error} */ (thrown).message);
  }
}

/**
 * @param {string} word
 * @param {string[]} known
 */
async function suggest(word, known) {
  const { nearest, suggestion } = await import('../dist/util/nearest.js');
  return suggestion(nearest(word, known, 1));
}

async function overview() {
  const titles = await Promise.all(
    Object.entries(experiments).map(async ([name, load]) => `  ${name.padEnd(12)}${(await load()).title}`),
  );
  return [
    'Usage: npm run reproduce -- NAME [options]',
    '',
    ...titles,
    '',
    'npm run reproduce -- NAME --help says more.',
  ].join('\n');
}

/**
 * @param {string} name
 * @param {Experiment} experiment
 */
function usage(name, { title, options }) {
  const lines = Object.entries({ ...options, ...common }).map(([option, { value, help, default: fallback }]) => {
    const left = `  --${option}${value === undefined ? '' : ` ${value}`}`;
    return `${left.padEnd(24)}${help}${fallback === undefined ? '' : ` (${fallback})`}`;
  });
  return [`Usage: npm run reproduce -- ${name} [options]`, '', title, '', ...lines].join('\n');
}

try {
  await main();
} catch (thrown) {
  const { code, isCallersFault, message, stack } = /** @type {any} */ (thrown);
  const usual = thrown instanceof UsageError || /^[a-z]+\/[a-z-]+$/.test(String(code));
  process.stderr.write(`reproduce: ${usual ? message : stack}\n`);
  process.exitCode = thrown instanceof UsageError || isCallersFault ? 2 : 1;
}
