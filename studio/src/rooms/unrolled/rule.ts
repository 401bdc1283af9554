import { menuOf, servedDays, type Rule } from '../lunch/rule.ts';

/** Three dishes in turn, and a fourth every seventh day: what comes next hangs on the weekday and on the turn before it. */
const rule: Rule = { order: [0, 1, 2], seventh: 3 };

/** The dishes that come about: the words of the networks. */
export const menu: readonly number[] = menuOf(rule);

/** The dishes of the first so many days, by their places on the menu. */
export function daysOf(count: number): number[] {
  return servedDays(rule, count).map((dish) => menu.indexOf(dish));
}

/** All that the cells keep which learn it. */
export type PartName = 'a' | 'i' | 'f' | 'g' | 'o' | 'c' | 'r' | 'z' | 'n' | 'h';
