/** The dishes that a rule may name, by their places here. */
export const dishes = ['짜장', '짬뽕', '볶음밥', '탕수육'] as const;

/** What is served: dishes in turn and, if so, another one every seventh day, after which the turn goes on. */
export interface Rule {
  /** Dishes by their places, one or more, a dish more than once if need be. */
  readonly order: readonly number[];
  /** The dish of every seventh day; null for none. */
  readonly seventh: number | null;
}

/** What is served on the first so many days. */
export function servedDays({ order, seventh }: Rule, count: number): number[] {
  let turn = 0;
  return Array.from({ length: count }, (_, day) => {
    if (seventh !== null && day % 7 === 6) return seventh;
    return order[turn++ % order.length]!;
  });
}

/** The dishes that come about, in the order of their places: the words of the network. */
export function menuOf({ order, seventh }: Rule): number[] {
  const named = new Set(seventh === null ? order : [...order, seventh]);
  return [...named].sort((a, b) => a - b);
}
