import { byCodePoint } from '../../util/code-points.ts';
import { expect } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import type { Split } from '../split.ts';

export interface StratifiedOptions {
  readonly validation?: number | undefined;
  readonly test?: number | undefined;
  readonly seed?: number | undefined;
}

/**
 * Which examples stand in which part, each class parted in the same shares, drawn by `seed`. At least one example of
 * each class stays in the training part, so that every class can be learnt; `lone` are the classes of a single one,
 * which neither of the other parts can show.
 * @param labels the class of each example; where there are none, all the same.
 * @throws `config/split` for shares that leave nothing to learn from, `data/split-empty` when a part that is asked for
 *   would be empty.
 */
export function stratifiedSplit(
  labels: readonly string[],
  { validation = 0, test = 0, seed = 0 }: StratifiedOptions,
): { parts: Split<number>; lone: readonly string[] } {
  expect(
    validation + test < 1,
    'config/split',
    () => `split: validation and test take ${validation + test} of the data together, which leaves nothing to train on`,
    { got: validation + test },
  );
  const byLabel = new Map<string, number[]>();
  labels.forEach((label, i) => {
    const own = byLabel.get(label);
    if (own === undefined) byLabel.set(label, [i]);
    else own.push(i);
  });
  const rng = Random.derive(seed, 'split');
  const parts: Split<number> = { train: [], validation: [], test: [] };
  const lone: string[] = [];
  for (const label of [...byLabel.keys()].sort(byCodePoint)) {
    const own = byLabel.get(label)!;
    if (own.length === 1) lone.push(label);
    rng.shuffle(own);
    const inTest = Math.min(Math.round(test * own.length), own.length - 1);
    const inValidation = Math.min(Math.round(validation * own.length), own.length - 1 - inTest);
    parts.test.push(...own.slice(0, inTest));
    parts.validation.push(...own.slice(inTest, inTest + inValidation));
    parts.train.push(...own.slice(inTest + inValidation));
  }
  for (const part of ['validation', 'test'] as const) {
    const share = part === 'test' ? test : validation;
    expect(
      share === 0 || parts[part].length > 0,
      'data/split-empty',
      () =>
        `split by fraction: nothing is left for ${part} (${share}) of ${labels.length} examples; take a larger share, or give more examples a class`,
      { by: 'fraction', part, share: String(share), sequences: labels.length, events: labels.length },
    );
  }
  // In the order of the data: that is what a reader of the parts expects.
  const inOrder = (list: number[]): number[] => list.sort((a, b) => a - b);
  return {
    parts: { train: inOrder(parts.train), validation: inOrder(parts.validation), test: inOrder(parts.test) },
    lone,
  };
}
