import { expect } from '../../util/errors.ts';

/** Throws `tensor/lengths` unless there is a whole number of valid steps, 0 to `steps`, for each row; none at all is fine. */
export function checkLengths(lengths: ArrayLike<number> | undefined, batch: number, steps: number, op: string): void {
  if (lengths === undefined) return;
  const given = Array.from(lengths);
  expect(
    given.length === batch && given.every((n) => Number.isInteger(n) && n >= 0 && n <= steps),
    'tensor/lengths',
    () => `${op}: lengths must be ${batch} whole numbers from 0 to ${steps}, got [${given.join(', ')}]`,
    { batch, steps, lengths: given },
  );
}
