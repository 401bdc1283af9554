import type { Module } from '../nn/module.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Random } from '../util/random.ts';
import type { StepStream } from './step-stream.ts';

/** What a cell carries from step to step: named tensors [B, size]. An LSTM's is `{h, c}`. */
export type State = Readonly<Record<string, Tensor>>;

/** What lasts for one sequence: masks drawn once, for instance. Each cell that has `begin` defines its own. */
export type StepContext = unknown;

/**
 * One step of a recurrent network: (x, state) → (y, state). Whoever writes one writes `step`; `unroll` scans it over
 * sequences. A cell that can do a whole sequence at once faster also has `fused`, which must agree with the scan: bit
 * for bit in outputs and states, to rounding in gradients.
 */
export interface Cell<S extends State = State> extends Module {
  readonly inputSize: number;
  /** The size of y. */
  readonly outputSize: number;
  /**
   * The part of the state that y is, where it is one; `zoneout`, which changes the state, then gives y anew. Null: y is
   * none, even in a step in which it is the very tensor of one.
   */
  readonly outputState?: string | null | undefined;
  /**
   * Parts of the state whose numbers a step carries on each by itself, as an LSTM does c and a GRU h. A mask on such a
   * part would multiply it anew at every step, so `variationalDropout` refuses them.
   */
  readonly carried?: readonly string[] | undefined;
  /** The state before the first step, each tensor [batch, size]. */
  zeroState(batch: number): S;
  begin?(batch: number, rng: Random | undefined, training: boolean): StepContext;
  /** x [B, inputSize] → y [B, outputSize]. */
  step(x: Tensor, state: S, ctx?: StepContext): { y: Tensor; state: S };
  /** Memory and a step of its own for streaming; without it `step` is called. */
  stream?(batch: number): StepStream;
  /** xs [B, T, inputSize] → ys [B, T, outputSize], zeros beyond the lengths; the state is the one at the last valid step. */
  fused?(xs: Tensor, state: S, lengths?: Int32Array, ctx?: StepContext): { ys: Tensor; state: S };
  /**
   * The same cell computing with other tensors of the same shapes in place of its weights, which `change` is given one
   * by one under their names in `namedParameters`. Its parameters stay those of this cell. Masked weights (`weightDrop`)
   * and gates held open (`openGates`) are built on it; a cell without it cannot have them.
   */
  withWeights?(change: (name: string, weight: Tensor) => Tensor): Cell<S>;
}

export interface LayerOptions<S extends State = State> {
  /** The state before the first step; zeros by default. */
  readonly state?: S | undefined;
  /** Valid steps a row, for right-padded rows of different length; all by default. */
  readonly lengths?: Int32Array | undefined;
  /** Whether dropout acts; false by default. */
  readonly training?: boolean | undefined;
  /** Where dropout draws from; needed in training by layers that have dropout. */
  readonly rng?: Random | undefined;
}

/** A map of sequences: xs [B, T, inputSize] → ys [B, T, outputSize], with PyTorch's semantics for padded rows. */
export interface Layer<S extends State = State> extends Module {
  readonly inputSize: number;
  readonly outputSize: number;
  zeroState(batch: number): S;
  forward(xs: Tensor, options?: LayerOptions<S>): { ys: Tensor; state: S };
  /** The layer as a stream; a layer that cannot be stepped has none. */
  stream?(batch: number): StepStream;
}
