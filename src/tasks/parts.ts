import type { PartName } from '../data/split.ts';
import { ElmanError, expect, fail } from '../util/errors.ts';
import type { TaskContext } from './task.ts';

// Not those of data/split.ts, which a page that asks a model need not load.
const partNames: readonly PartName[] = ['train', 'validation', 'test'];

/**
 * The part of the data that was asked for, or the last one that has something in it.
 * @throws `usage/split` when there is no such part, or nothing in it.
 */
export function chosenPart(split: string | undefined, isFilled: (part: PartName) => boolean): PartName {
  if (split === undefined) return partNames.toReversed().find(isFilled)!;
  const chosen = partNames.find((part) => part === split);
  if (chosen === undefined)
    fail('usage/split', `there is no part "${split}"; the parts are ${partNames.join(', ')}`, { split });
  expect(isFilled(chosen), 'usage/split', () => `the part "${split}" has nothing to predict`, { split });
  return chosen;
}

/**
 * What the baselines are fitted on; undefined, and said, where the data the model was trained on is no longer there.
 * What is to be said of that data was said in training: `read` gets a context that is quiet.
 * @param file that data, for people.
 */
export async function ifThere<T>(
  file: string,
  context: TaskContext,
  read: (quiet: TaskContext) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read({ host: context.host, resolve: (name) => context.resolve(name), note: () => {} });
  } catch (error) {
    if (!(error instanceof ElmanError) || error.code !== 'io/not-found') throw error;
    context.note(
      'data/no-baselines',
      `there are no baselines, for the data that the model was trained on is not there (${file})`,
      { file },
    );
    return undefined;
  }
}

/** @throws `usage/top` unless the number of candidates is a whole number above 0. */
export function checkTop(top: number): void {
  expect(
    Number.isInteger(top) && top > 0,
    'usage/top',
    () => `the number of candidates is a whole number above 0, got ${top}`,
    { got: top },
  );
}
