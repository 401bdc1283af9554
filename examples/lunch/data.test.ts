import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const csv = readFileSync(new URL('orders.csv', import.meta.url), 'utf8');
const day = 86_400_000;
const dishes = ['짜장', '짬뽕', '볶음밥'];

/** The dish of each night from the first to the last, undefined where nobody wrote it down. */
const nights = ((): (string | undefined)[] => {
  const rows = csv.trimEnd().split('\n').slice(1);
  const all: (string | undefined)[] = [];
  for (const row of rows) {
    const [date, dish] = row.split(',');
    const night = (Date.parse(date!) - Date.parse('2025-01-01')) / day;
    while (all.length < night) all.push(undefined);
    all.push(dish);
  }
  return all;
})();

/** The lengths of the runs of missing nights before night `end`. */
const holes = (end: number): number[] =>
  nights
    .slice(0, end)
    .map((dish) => (dish === undefined ? '-' : '+'))
    .join('')
    .split(/\++/)
    .map((run) => run.length)
    .filter((length) => length > 0);

describe('the dinners of examples/lunch', () => {
  it('are what scripts/make-lunch.mjs writes, to the byte', () => {
    const script = fileURLToPath(new URL('../../scripts/make-lunch.mjs', import.meta.url));
    expect(execFileSync(process.execPath, [script, '-'], { encoding: 'utf8' })).toBe(csv);
  });

  it('follow the rule through the nights that are missing', () => {
    expect(csv.startsWith('date,dish\n2025-01-01,짜장\n')).toBe(true);
    expect(nights.length).toBeGreaterThanOrEqual(400);
    nights.forEach((dish, night) => {
      if (dish !== undefined) expect(dish).toBe(dishes[night % 3]);
    });
  });

  it('miss about 12 % of the nights, runs of them and two weeks once, but none of the last', () => {
    expect(nights.filter((dish) => dish === undefined).length / nights.length).toBeCloseTo(0.12, 2);
    const training = holes(Math.trunc(nights.length * 0.7));
    expect(new Set(training)).toEqual(new Set([1, 2, 3, 4, 14]));
    expect(holes(nights.length).filter((length) => length === 14)).toHaveLength(1);
    expect(nights.slice(-7)).not.toContain(undefined);
  });
});
