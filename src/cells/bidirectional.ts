import { reverseSequence } from '../tensor/ops/rows.ts';
import { concat } from '../tensor/ops/shape.ts';
import { expect } from '../util/errors.ts';
import type { Cell, Layer, State } from './cell.ts';
import { checkForward } from './checks.ts';
import { unroll } from './unroll.ts';

const REVERSE = '_reverse';

/**
 * Reads each sequence in both directions, with a cell for each, and joins the outputs: ys [B, T, H + H']. The reversed
 * direction starts at the last valid step of its row. Parameters and states of the second cell end in `_reverse`.
 */
export function bidirectional<S extends State>(ahead: Cell<S>, back: Cell<S>): Layer {
  expect(
    ahead.inputSize === back.inputSize,
    'cells/bidirectional',
    () => `both directions read the same input, got cells for ${ahead.inputSize} and ${back.inputSize} numbers a step`,
  );
  const layers = { ahead: unroll(ahead), back: unroll(back) };
  const zeroState = (batch: number): State => ({
    ...ahead.zeroState(batch),
    ...renamed(back.zeroState(batch), (name) => name + REVERSE),
  });
  return {
    inputSize: ahead.inputSize,
    outputSize: ahead.outputSize + back.outputSize,
    zeroState,
    *namedParameters() {
      yield* ahead.namedParameters();
      for (const [name, parameter] of back.namedParameters()) yield [name + REVERSE, parameter];
    },
    forward(xs, options = {}) {
      checkForward({ inputSize: ahead.inputSize, zeroState }, xs, options);
      const { state, lengths } = options;
      const states = state === undefined ? [undefined, undefined] : [part(state, false), part(state, true)];
      const first = layers.ahead.forward(xs, { ...options, state: states[0] as S | undefined });
      const second = layers.back.forward(reverseSequence(xs, lengths), {
        ...options,
        state: states[1] as S | undefined,
      });
      return {
        ys: concat([first.ys, reverseSequence(second.ys, lengths)], 2),
        state: { ...first.state, ...renamed(second.state, (name) => name + REVERSE) },
      };
    },
  };
}

function renamed(state: State, rename: (name: string) => string): State {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [rename(name), value]));
}

/** The states of one direction, under the names its cell knows. */
function part(state: State, reversed: boolean): State {
  const mine = Object.entries(state).filter(([name]) => name.endsWith(REVERSE) === reversed);
  return Object.fromEntries(mine.map(([name, value]) => [reversed ? name.slice(0, -REVERSE.length) : name, value]));
}
