import type { Cell, State } from '../cells/index.ts';
import { dropout, mul, overSteps, tensor, type Tensor } from '../tensor/index.ts';
import type { Random } from '../util/random.ts';

export interface CellStepsOptions {
  /** Rate of dropout between cells, in training. */
  readonly dropout: number;
  /** Whether that dropout has one mask a sequence. */
  readonly locked: boolean;
  /** Draws what is dropped; without it nothing is. */
  readonly rng: Random | undefined;
}

/** One step of a stack of cells: x [B, I] → y [B, P], with the states of all under the names that `stack` gives them. */
export type CellSteps = (x: Tensor, state: State) => { y: Tensor; state: State };

/**
 * A stack of cells, to be stepped by a loop that does other things between the steps. What lasts for a sequence (masks)
 * is drawn now, and each weight stands for one over steps: packed once, with one product for its gradient.
 */
export function cellSteps(cells: readonly Cell[], batch: number, options: CellStepsOptions): CellSteps {
  const { dropout: rate, locked, rng } = options;
  const drops = rng !== undefined && rate > 0;
  const running = cells.map((given, k) => {
    const cell = given.withWeights?.((_, weight) => (weight.rank === 2 ? overSteps(weight) : weight)) ?? given;
    return {
      cell,
      names: Object.keys(cell.zeroState(0)),
      context: cell.begin?.(batch, rng, rng !== undefined),
      mask: drops && locked && k > 0 ? maskOf([batch, cell.inputSize], rate, rng) : undefined,
    };
  });
  return (x, state) => {
    let y = x;
    const after: Record<string, Tensor> = {};
    for (const [k, { cell, names, context, mask }] of running.entries()) {
      if (mask !== undefined) y = mul(y, mask);
      else if (drops && k > 0) y = dropout(y, rate, rng.bits());
      const before = Object.fromEntries(names.map((name) => [name, state[`${name}_l${k}`]!]));
      const out = cell.step(y, before, context);
      y = out.y;
      for (const name of names) after[`${name}_l${k}`] = out.state[name]!;
    }
    return { y, state: after };
  };
}

/** 0 with probability `rate`, else 1/(1 − rate). */
function maskOf(shape: readonly [number, number], rate: number, rng: Random): Tensor {
  return dropout(tensor(new Float32Array(shape[0] * shape[1]).fill(1), shape), rate, rng.bits());
}
