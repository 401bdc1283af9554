// Writes dates as people of twelve languages write them, each with the same day in ISO 8601: train.tsv, validation.tsv, test.tsv.
//
//   node examples/date-formats/make-data.mjs [FOLDER] [--train N] [--validation N] [--test N]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from 'elman-rnn';
import { dateFormats } from 'elman-rnn/data';

const SEED = 7;
const COUNTS = { train: 10_000, validation: 1_000, test: 1_000 };

/**
 * @param {string} folder
 * @param {Readonly<Record<string, number>>} [counts] how many dates a part; no text stands in two
 */
export function makeData(folder, counts = COUNTS) {
  mkdirSync(folder, { recursive: true });
  const count = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const dates = dateFormats({ count }, new Random(SEED));
  let at = 0;
  for (const [part, n] of Object.entries(counts)) {
    const rows = dates.slice(at, (at += n)).map(({ text, iso, language }) => `${text}\t${iso}\t${language}\n`);
    writeFileSync(join(folder, `${part}.tsv`), `text\tiso\tlanguage\n${rows.join('')}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const number = (/** @type {number} */ count) => ({ type: /** @type {const} */ ('string'), default: String(count) });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { train: number(COUNTS.train), validation: number(COUNTS.validation), test: number(COUNTS.test) },
  });
  const folder = positionals[0] ?? 'runs/date-formats-data';
  const counts = Object.fromEntries(Object.entries(values).map(([part, count]) => [part, Number(count)]));
  makeData(folder, counts);
  process.stdout.write(
    `${folder}: ${Object.entries(counts)
      .map(([part, n]) => `${part} ${n}`)
      .join(', ')}\n`,
  );
}
