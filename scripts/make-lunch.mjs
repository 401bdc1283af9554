/**
 * Writes examples/lunch/orders.csv: what a family ordered for dinner, one dish a night.
 *
 *   node scripts/make-lunch.mjs          writes the file
 *   node scripts/make-lunch.mjs -        prints it
 *
 * The rule is 짜장 → 짬뽕 → 볶음밥 → 짜장 …, and it goes on in the nights that nobody wrote down: about 12 % of them, alone,
 * in runs of two to four, and once for two weeks. Whoever looks only at the last dish is wrong after each hole;
 * a network that keeps time while nothing comes in is not. The first and the last nights are all written down.
 *
 * The file is the same on every machine: the numbers come from the small generator below, seeded here.
 */
import { writeFileSync } from 'node:fs';

const dishes = ['짜장', '짬뽕', '볶음밥'];
const firstNight = Date.UTC(2025, 0, 1);
const nights = 500;
const surelyRecorded = 7; // at either end
const holiday = { start: 208, length: 14 }; // from 2025-07-28
const holes = [4, 4, 3, 3, 3, 2, 2, 2, 2, ...Array(21).fill(1)]; // 46 nights; with the holiday 60 of 500, 12 %

/**
 * A linear congruential generator (Numerical Recipes): state ← 1664525 · state + 1013904223 mod 2³².
 * The low bits of such a generator repeat soon, so the high ones choose.
 */
let state = 1990;
function below(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

/** Which nights are missing. No two holes touch, so that their lengths are what `holes` says. */
function missingNights() {
  const missing = Array(nights).fill(false);
  missing.fill(true, holiday.start, holiday.start + holiday.length);
  for (const length of holes) {
    const starts = nights - 2 * surelyRecorded - length + 1;
    let start;
    do start = surelyRecorded + below(starts);
    while (missing.slice(start - 1, start + length + 1).includes(true));
    missing.fill(true, start, start + length);
  }
  return missing;
}

const missing = missingNights();
const lines = ['date,dish'];
for (let night = 0; night < nights; night++) {
  if (missing[night]) continue;
  const date = new Date(firstNight + night * 86_400_000).toISOString().slice(0, 10);
  lines.push(`${date},${dishes[night % dishes.length]}`);
}
const csv = `${lines.join('\n')}\n`;

if (process.argv[2] === '-') process.stdout.write(csv);
else writeFileSync(new URL('../examples/lunch/orders.csv', import.meta.url), csv);
