import { dropout } from '../tensor/ops/functions.ts';
import { expect } from '../util/errors.ts';
import type { Cell, State } from './cell.ts';
import { checkRate, seedFrom } from './noise.ts';
import { choosing, passedOn, streamOf } from './wrapped.ts';

/**
 * Drops weights, not activations (Merity, Keskar and Socher 2018; DropConnect: Wan 2013). In training each sequence
 * computes with Ŵ = M ⊙ W / (1 − rate), each number of M being 0 with probability `rate`: one mask for all rows and
 * steps. In evaluation it is the cell itself. A fused cell stays fused.
 *
 * The scale makes up for the terms of a sum that are gone. A vector of weights, one a unit, makes no sum: what is left of
 * an `ind-rnn`'s w_hh would be too large at every step, and its state grow as a power of the steps. It is refused.
 * @param names of the weights, as in `namedParameters`.
 * @throws `config/weight-drop` for a cell whose weights cannot be replaced, or that has no matrix of such a name;
 *   `config/dropout` unless 0 ≤ rate < 1; in training, `cells/rng` without `rng`.
 */
export function weightDrop<S extends State>(
  cell: Cell<S>,
  rate: number,
  names: readonly string[] = ['weight_hh'],
): Cell<S> {
  checkRate(rate);
  if (rate === 0) return cell;
  expect(
    cell.withWeights !== undefined,
    'config/weight-drop',
    () => 'weightDrop needs a cell whose weights can be replaced: give the cell `withWeights`',
    { missing: names },
  );
  const weights = new Map(cell.namedParameters());
  const known = [...weights.keys()];
  const missing = names.filter((name) => !weights.has(name));
  expect(
    missing.length === 0,
    'config/weight-drop',
    () => `weightDrop: the cell has no weight ${missing.join(', ')}; it has ${known.join(', ')}`,
    { missing, known },
  );
  const vectors = names.filter((name) => weights.get(name)!.rank < 2);
  expect(
    vectors.length === 0,
    'config/weight-drop',
    () =>
      `weightDrop: ${vectors.join(', ')} of this cell is a vector, not a matrix: what is not dropped of it would be too large at every step. Use zoneout, or dropout between layers`,
    { vectors },
  );
  return {
    ...passedOn(cell, (inside) => weightDrop(inside, rate, names)),
    ...streamOf(cell),
    ...choosing(cell, (rng, training) =>
      training
        ? cell.withWeights!((name, weight) => (names.includes(name) ? dropout(weight, rate, seedFrom(rng)) : weight))
        : cell,
    ),
  };
}
