import type { CellKind } from '../../ui/cells.ts';

/** All that a training hangs on, for all three cells: the same description gives the same bits, in a page and in Node. */
export interface Description {
  /** T: from the letter that is to be remembered to the answer. */
  readonly steps: number;
  readonly hidden: number;
  /** What W_hh begins as, of each gate by itself: so many times an orthogonal matrix. */
  readonly scale: number;
  /** The bias that the gates begin with which keep the state: f of the LSTM, z of the GRU. */
  readonly keep: number;
  /** The largest norm that the whole gradient may have; null for any. */
  readonly clip: number | null;
  readonly rate: number;
  readonly updates: number;
  readonly seed: number;
}

/** The parts of a state that gradients go back through. */
export type StatePart = 'h' | 'c';

/**
 * ‖∂L/∂s‖ of one part s of the state after each step, t = 1 … T: the mean over the sequences of a batch. Of c they end at
 * T − 1, for nothing reads the last one but the h of its own step.
 */
export interface Sizes {
  readonly part: StatePart;
  readonly values: readonly number[];
}

/** Some updates of one cell. */
export interface Frame {
  readonly cell: CellKind;
  /** The first of them, from 1; the gradient is measured there, before the weights are changed. */
  readonly update: number;
  readonly sizes: readonly Sizes[];
  /** Mean cross-entropy of the answers in nats, and the share of them that is right, over all of them. */
  readonly loss: number;
  readonly right: number;
  /** The largest norm of the whole gradient, before clipping, and how often it was clipped. */
  readonly norm: number;
  readonly clipped: number;
  readonly of: number;
}

/** At most so many frames a cell: as many as a picture has columns. */
export const FRAMES = 100;

/** How many updates a frame is of. */
export function updatesOfFrame({ updates }: Description): number {
  return Math.ceil(updates / FRAMES);
}

/** What a cell's training came to, on sequences that it has not seen. */
export interface Outcome {
  readonly cell: CellKind;
  readonly right: number;
  readonly of: number;
}

/** A cell gone through one sequence, as far as it has learnt. */
export interface Seen {
  readonly cell: CellKind;
  /** What it would answer after each step [T], and the probability of what is right [T]. */
  readonly answers: readonly number[];
  readonly chances: readonly number[];
  /** ‖∂y/∂x‖ [T, T]: a row the step whose answer's score y is taken, a column the step that x goes in at; 0 behind it. */
  readonly connectivity: readonly number[];
  /**
   * What one step leaves of a gradient apart from what goes through the weights, the mean over the units, at each step
   * [T]: 1 − h² of the Elman cell, f of the LSTM, z of the GRU.
   */
  readonly kept: readonly number[];
  /** The largest singular value of W_hh; null for cells of gates, where it says little. */
  readonly gain: number | null;
}
