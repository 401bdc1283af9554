import { describe, expect, it } from 'vitest';
import { explain, type Part } from '../../studio/src/rooms/lunch/arithmetic.ts';
import { LunchNetwork, type Description, type Outcome } from '../../studio/src/rooms/lunch/network.ts';
import { lunchProgram } from '../../studio/src/rooms/lunch/program.ts';
import { menuOf, servedDays } from '../../studio/src/rooms/lunch/rule.ts';
import { texts } from '../../studio/src/rooms/lunch/texts.ts';

const plain: Description = { order: [0, 1, 2], seventh: null, hidden: 16, epochs: 60, seed: 7 };

function trained(description: Description): { network: LunchNetwork; outcome: Outcome; losses: number[] } {
  const network = new LunchNetwork(description);
  const turns = network.train(description);
  const losses: number[] = [];
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return { network, outcome: turn.value, losses };
    losses.push(turn.value.loss);
  }
}

describe('the rule', () => {
  it('goes in turn, and on after an exception', () => {
    expect(servedDays({ order: [0, 1, 2], seventh: null }, 7)).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(servedDays({ order: [0, 1], seventh: 3 }, 9)).toEqual([0, 1, 0, 1, 0, 1, 3, 0, 1]);
    expect(menuOf({ order: [2, 0, 2], seventh: 3 })).toEqual([0, 2, 3]);
  });
});

describe('the network of lunch', () => {
  it.each([
    ['three dishes in turn', plain],
    ['another order, fewer hidden numbers', { ...plain, order: [2, 1, 0], hidden: 4 }],
    ['four dishes', { ...plain, order: [0, 1, 2, 3] }],
    ['a dish twice running', { ...plain, order: [0, 0, 1] }],
    ['an exception every seventh day', { ...plain, seventh: 3 }],
  ])('learns %s', (_, description) => {
    const { outcome, losses } = trained(description);
    expect(outcome.right).toBe(outcome.days);
    expect(outcome.commonest).toBeLessThan(outcome.days);
    expect(losses).toHaveLength(60);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 5);
  });

  it('goes two days ahead on what it says itself', () => {
    const { network } = trained(plain);
    const days = network.trace([0, 1, 2, 0], 2);
    expect(days.map(({ input, isFedBack }) => [input, isFedBack])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [0, false],
      [1, true],
      [2, true],
    ]);
    for (const [i, day] of days.entries()) if (i > 0) expect(day.before).toEqual(days[i - 1]!.h);
  });

  it('has the same bits from the same description, trained or half-way', () => {
    const [a, b] = [trained(plain), trained(plain)];
    expect(a.losses).toEqual(b.losses);
    expect(a.network.weights()).toEqual(b.network.weights());
    expect(trained({ ...plain, seed: 8 }).losses).not.toEqual(a.losses);
  });

  it('passes over dishes that it does not know, and is asked for none before it is there', () => {
    const program = lunchProgram();
    expect(() => program.answer({ history: [0], ahead: 1 })).toThrow('start a run first');
    program.start(plain);
    expect(program.answer({ history: [0, 3, 1], ahead: 1 }).days).toHaveLength(3);
  });
});

describe('the arithmetic of a number', () => {
  const { network } = trained({ ...plain, seventh: 3 });
  const days = network.trace([0, 1, 2, 0, 1], 0);
  const names = ['짜장', '짬뽕', '볶음밥', '탕수육'];
  const shownNow = { day: days[4]!, weights: network.weights(), names, t: texts.en };
  const value = (text: string): number => Number(text.replaceAll('−', '-').replaceAll(/[+ ]/g, ''));

  it.each([
    ['input', 16, 4, 'fromInput'],
    ['state', 16, 16, 'fromState'],
    ['output', 4, 16, 'scores'],
  ] as const)('of %s adds up to what the library has', (part, rows, columns, totals) => {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column <= columns; column++) {
        const { sum, how } = explain[part](shownNow, row, column);
        expect(sum!.terms.reduce((total, { text }) => total + value(text), 0)).toBeCloseTo(
          shownNow.day[totals][row]!,
          2,
        );
        expect(value(sum!.total)).toBeCloseTo(shownNow.day[totals][row]!, 4);
        expect(sum!.terms.filter(({ isHere }) => isHere)).toHaveLength(column < columns ? 1 : 0);
        if (column === columns) continue;
        const [weight, above, product] = how.split(/[×=]/).map(value) as [number, number, number];
        expect(weight * above).toBeCloseTo(product, 3);
      }
    }
  });

  it('tells of every part, in both languages', () => {
    for (const t of [texts.en, texts.ko]) {
      for (const [part, tell] of Object.entries(explain) as [Part, (typeof explain)[Part]][]) {
        const told = tell({ ...shownNow, t }, 1, 0);
        expect(told.what, part).toMatch(/\[/);
        expect(`${told.what} ${told.how}`, part).not.toMatch(/undefined|NaN/);
      }
    }
    expect(explain.input(shownNow, -1, 1).how).toBe('1: 짬뽕 is what goes in');
  });
});
