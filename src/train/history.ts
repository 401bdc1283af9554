/**
 * What an epoch's model was judged by, an epoch an entry, smaller is better; null where it was not a finite number.
 * What hangs on more than the last epoch is a function of it, so that a checkpoint need save nothing else.
 */
export type Costs = readonly (number | null)[];

/**
 * How often the rate has been lowered: each time that for `patience` epochs on end none was better than all before.
 * After each the count of epochs begins anew.
 */
export function decaysOnPlateau(costs: Costs, patience: number): number {
  let best = Infinity;
  let waited = 0;
  let decays = 0;
  for (const cost of costs) {
    if (cost !== null && cost < best) {
      best = cost;
      waited = 0;
    } else if (++waited >= patience) {
      waited = 0;
      decays++;
    }
  }
  return decays;
}

/**
 * Whether there was an epoch worse than the best of all those before it but the last n: the non-monotonic trigger of
 * NT-ASGD (Merity, Keskar and Socher 2018, algorithm 1). Epochs without a finite cost are passed over.
 */
export function isTriggered(costs: Costs, n: number): boolean {
  const known = costs.filter((cost) => cost !== null);
  let best = Infinity;
  for (let i = n + 1; i < known.length; i++) {
    best = Math.min(best, known[i - n - 1]!);
    if (known[i]! > best) return true;
  }
  return false;
}
