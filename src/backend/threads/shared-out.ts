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
    if (all <= grain) return call(...args);
    const bounds = pool.shares.bounds(all, grain, helpers + 1);
    for (let i = 1; i <= helpers; i++) {
      const [from, to] = [bounds[i]!, bounds[i + 1]!];
      if (from < to) pool.give(i - 1, job, part(args, from, to - from));
    }
    const start = performance.now();
    let own = 0;
    try {
      if (bounds[1]! > 0) call(...part(args, 0, bounds[1]!));
      own = performance.now() - start;
    } finally {
      const times = pool.wait();
      if (own > 0) pool.shares.learn(bounds, [own, ...times.slice(0, helpers)]);
    }
    // What gives a number has no split.
    return undefined;
  };
}
