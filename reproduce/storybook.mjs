// The example storybook with more seeds and sizes than its page has time for.
import { networks, run as tellBook, settings } from '../examples/storybook/networks.mjs';
import { kinds } from '../examples/storybook/story.mjs';
import { table } from '../dist/cli/text-table.js';

export const title = 'what networks with more and more memory make of a book of "A saw B ."';

/** @type {Record<string, import('./main.mjs').Option>} */
export const options = {
  seeds: { type: 'string', value: 'N', default: '5', help: 'how many seeds, from 1' },
  sizes: { type: 'string', value: 'A,B', default: '2,3,4,6,8', help: 'hidden sizes of the Elman cell and the LSTM' },
  hidden: { type: 'string', value: 'N', default: '4', help: 'hidden size of all networks' },
  updates: { type: 'string', value: 'N', default: String(settings.updates), help: 'how long each learns' },
};

/**
 * @param {Record<string, any>} values
 * @param {import('./main.mjs').Io} io
 */
export async function run(values, { out, note }) {
  const seeds = Array.from({ length: whole('seeds', values['seeds']) }, (_, i) => i + 1);
  const sizes = String(values['sizes'])
    .split(',')
    .map((size) => whole('sizes', size));
  const size = whole('hidden', values['hidden']);
  const updates = whole('updates', values['updates']);
  /** @type {any[]} */
  const results = [];
  const tell = (/** @type {string} */ name, /** @type {number} */ hidden) =>
    seeds.map((seed) => {
      const known = results.find((one) => one.name === name && one.hidden === hidden && one.seed === seed);
      if (known !== undefined) return known;
      const result = tellBook(name, { hidden, seed, updates });
      results.push(result);
      note(
        `${name}, hidden ${hidden}, seed ${seed}: ${kinds.map((kind) => `${result.counts[kind]} ${kind}`).join(', ')}`,
      );
      return result;
    });
  const right = (/** @type {any[]} */ told) => told.map(({ counts }) => String(counts.right));
  const heads = seeds.map((seed) => `seed ${seed}`);
  const aligned = (/** @type {('left' | 'right')[]} */ ...first) => [
    ...first,
    ...heads.map(() => /** @type {const} */ ('right')),
  ];
  const bySize = sizes.flatMap((hidden) =>
    ['Elman', '+ ignoring = LSTM'].map((name) => {
      const told = tell(name, hidden);
      return [String(hidden), name.replace(/.* = /, ''), String(told[0].parameters), ...right(told)];
    }),
  );
  out(`right sentences of ${settings.sentences}, by hidden size`);
  for (const line of table([['hidden', 'cell', 'weights', ...heads], ...bySize], aligned('right', 'left', 'right'))) {
    out(line);
  }
  out('');
  out(`right sentences of ${settings.sentences} at hidden size ${size}, and all mistakes by kind`);
  const byNetwork = Object.keys(networks).map((name) => {
    const told = tell(name, size);
    const sums = kinds.slice(1).map((kind) => String(told.reduce((sum, { counts }) => sum + counts[kind], 0)));
    return [name, ...right(told), ...sums];
  });
  const mistakes = kinds.slice(1);
  const aligns = [...aligned('left'), ...mistakes.map(() => /** @type {const} */ ('right'))];
  for (const line of table([['network', ...heads, ...mistakes], ...byNetwork], aligns)) out(line);
  return { settings: { ...settings, updates }, results };
}

/**
 * @param {string} option
 * @param {string} text
 */
function whole(option, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw Object.assign(new Error(`--${option} takes whole numbers above 0, got "${text}"`), {
    code: 'usage/reproduce',
    isCallersFault: true,
  });
}
