import { expect } from '../../util/errors.ts';

/** More would not be of use to any model here, and each takes memory. */
export const mostThreads = 256;

/** @throws `usage/threads` unless `threads` is a number of threads; `name` and `said` are what the caller calls it. */
export function checkThreads(threads: number, name = 'threads', said: unknown = threads): void {
  expect(
    Number.isInteger(threads) && threads >= 1 && threads <= mostThreads,
    'usage/threads',
    () => `${name} is a whole number from 1 to ${mostThreads}, got ${JSON.stringify(said)}`,
    { name, most: mostThreads, got: String(said) },
  );
}
