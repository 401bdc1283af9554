import type { Module } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';

/** Sequences as recurrent layers read them: right-padded, with zeros beyond each row's length. */
export interface Padded {
  /** [B, T, F] */
  readonly xs: Tensor;
  readonly lengths: Int32Array;
}

/** What a step of a sequence becomes before recurrent layers read it: S is one sequence, encoded. */
export interface Front<S> extends Module {
  /** F, the numbers a step becomes. */
  readonly outputSize: number;
  lengthOf(sequence: S): number;
  /** Steps `from` to `to` − 1 alone. */
  cut(sequence: S, from: number, to: number): S;
  /** @param rng draws what is dropped in training; without it nothing is. */
  forward(batch: readonly S[], rng?: Random): Padded;
}
