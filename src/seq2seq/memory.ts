import type { Tensor } from '../tensor/index.ts';

/** What an encoder leaves for a decoder: of a sentence its words, of an image its regions. */
export interface Memory {
  /** What each place says, [B, S, F]. */
  readonly values: Tensor;
  /** Valid places a row; all without it. */
  readonly lengths?: Int32Array | undefined;
  /** What all of it comes to, [B, G]: the decoder's first state is made of it. */
  readonly summary: Tensor;
}
