import { constant } from '../nn/init.ts';
import { parametersOf } from '../nn/module.ts';
import { add, mul } from '../tensor/ops/arithmetic.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import type { Cell, State } from './cell.ts';
import { LstmCell } from './lstm.ts';
import type { WeightChange } from './rebound.ts';
import { choosing, passedOn } from './wrapped.ts';

export type GateName = 'input' | 'forget' | 'output';

/** Where a gate's rows are, among i, f, g, o. */
const PLACES: Readonly<Record<GateName, number>> = { input: 0, forget: 1, output: 3 };
/** σ of it is 1 to the last bit, and its slope 0, in float64 too. */
const OPEN = 64;
const BIASED = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'];

/**
 * An LSTM some of whose gates are held fully open, σ = 1, in training and evaluation: their rows of the weights count as
 * 0 and their bias as a large number, so that no gradient reaches them. With `forget` open it is the LSTM of 1997, which
 * cannot forget; with all three open nothing but the additive cell state is left: c' = c + g, h' = tanh(c').
 * @throws `cells/open-gates` unless the cell is an LSTM with biases, in combinators or not.
 */
export function openGates<S extends State>(cell: Cell<S>, gates: readonly GateName[]): Cell<S> {
  const shapes = new Map(Array.from(cell.namedParameters(), ([name, { shape }]) => [name, shape]));
  const hidden = cell.zeroState(1)['c']?.dim(1) ?? 0;
  // A cell with other weights (peepholes, norms) would not be held open by these four.
  const others = [...shapes.keys()].filter((name) => !BIASED.includes(name) && !/^(?:weight_hr|[hc]_0)$/.test(name));
  expect(
    cell.withWeights !== undefined &&
      BIASED.every((name) => shapes.get(name)?.[0] === 4 * hidden) &&
      others.length === 0,
    'cells/open-gates',
    () => `openGates needs an LSTM with biases, got a cell with the parameters ${[...shapes.keys()].join(', ')}`,
  );
  const open = opening(hidden, gates);
  if (gates.length === 0) return cell;
  return {
    ...passedOn(cell, (inside) => openGates(inside, gates)),
    ...choosing(cell, () => cell.withWeights!(open)),
  };
}

/**
 * An LSTM of its own that computes, to the bit, what `openGates(cell, gates)` does with the weights of this moment: for
 * `traceStep`, and for files that others read.
 * @throws `cells/open-gates` unless the cell has biases.
 */
export function openedLstm(cell: LstmCell, gates: readonly GateName[]): LstmCell {
  const { inputSize, outputSize: hiddenSize, weights } = cell;
  expect(
    weights.bias_ih !== undefined,
    'cells/open-gates',
    () => 'openedLstm needs an LSTM with biases, for an open gate is one with a large bias',
  );
  const opened = new LstmCell({ inputSize, hiddenSize, rng: new Random(0), init: constant(0) });
  const open = opening(hiddenSize, gates);
  const own = parametersOf(opened);
  for (const [name, weight] of cell.namedParameters()) own.get(name)!.assign(open(name, weight).toArray());
  return opened;
}

/** What holds some gates of an LSTM open: the change of its weights. */
function opening(hidden: number, gates: readonly GateName[]): WeightChange {
  const unknown = gates.filter((gate) => !Object.hasOwn(PLACES, gate));
  expect(
    unknown.length === 0,
    'cells/open-gates',
    () => `an LSTM's gates are ${Object.keys(PLACES).join(', ')}; got ${unknown.join(', ')}`,
    { gates },
  );
  /** [4H] or [4H, 1]: `inside` in the rows of the open gates, `outside` in the others. */
  const rows = (rank: number, inside: number, outside: number): Tensor => {
    const values = new Float32Array(4 * hidden).fill(outside);
    for (const gate of gates) values.fill(inside, PLACES[gate] * hidden, (PLACES[gate] + 1) * hidden);
    return tensor(values, rank === 1 ? [4 * hidden] : [4 * hidden, 1]);
  };
  return (name, weight) => {
    if (!BIASED.includes(name)) return weight;
    const kept = mul(weight, rows(weight.rank, 0, 1));
    return name === 'bias_ih' ? add(kept, rows(1, OPEN, 0)) : kept;
  };
}
