import type { Pool } from './pool.ts';
import { functionNames, splits, type Functions, type Split } from './splits.ts';

type Call = (...args: number[]) => unknown;

/**
 * The same functions, which share large calls out to the helpers of a pool; small ones, and those named in `alone`, run
 * where they were called.
 */
export function sharedOut<T extends Partial<Functions>>(
  functions: T,
  pool: Pool,
  alone: readonly (keyof Functions)[] = [],
): T {
  const shared = { ...functions };
  functionNames.forEach((name, job) => {
    const [call, split] = [functions[name], splits[name]];
    if (call === undefined || split === null || alone.includes(name)) return;
    // Each split takes the arguments of its own function, which only the compiler could tell apart.
    const any = split as unknown as Split<number[]>;
    (shared as Record<string, unknown>)[name] = divided(call as Call, any, job, pool);
  });
  return shared;
}

function divided(call: Call, { grain, extent, cost, part }: Split<number[]>, job: number, pool: Pool): Call {
  return (...args) => {
    const worth = cost(args);
    const helpers = worth < pool.worthSharing ? 0 : pool.ready(worth);
    if (helpers === 0) return call(...args);
    const all = extent(args);
    const each = Math.ceil(all / grain / (helpers + 1)) * grain;
    let given = 0;
    for (let from = each; from < all; from += each)
      pool.give(given++, job, part(args, from, Math.min(each, all - from)));
    if (given === 0) return call(...args);
    try {
      return call(...part(args, 0, each));
    } finally {
      pool.wait(given);
    }
  };
}
