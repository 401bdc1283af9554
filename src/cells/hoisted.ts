import { collectParameters } from '../nn/module.ts';
import type { Parameter, Tensor } from '../tensor/tensor.ts';
import type { Cell, State } from './cell.ts';
import { rebound, type WeightChange } from './rebound.ts';
import { scan } from './unroll.ts';

/** The weights of a cell by name; undefined where it was made without. */
export type Weights = Readonly<Record<string, Tensor | undefined>>;

/** Weights that training changes. */
export type ParametersOf<W extends Weights> = { readonly [N in keyof W]: Parameter | Extract<W[N], undefined> };

/**
 * A cell over ops of the tape that meets its input in one product alone. The product is done for all steps of a sequence
 * at once, then the rest is scanned; a step does the same for one, with the same bits.
 */
export abstract class HoistedCell<S extends State, W extends Weights> implements Cell<S> {
  readonly inputSize: number;
  readonly outputSize: number;
  /** The parameters, under the names that files carry. */
  readonly weights: ParametersOf<W>;

  constructor(inputSize: number, outputSize: number, weights: ParametersOf<W>) {
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    this.weights = weights;
  }

  abstract zeroState(batch: number): S;

  /** What the input comes to, whatever the state: x [..., I] → [..., G]. */
  protected abstract project(weights: W, x: Tensor): Tensor;

  /** The step from there: projected [B, G]. */
  protected abstract advance(weights: W, projected: Tensor, state: S): { y: Tensor; state: S };

  step(x: Tensor, state: S): { y: Tensor; state: S } {
    const weights = this.#own();
    return this.advance(weights, this.project(weights, x), state);
  }

  fused(xs: Tensor, state: S, lengths?: Int32Array): { ys: Tensor; state: S } {
    return this.#sequence(this.#own(), xs, state, lengths);
  }

  withWeights(change: WeightChange): Cell<S> {
    return rebound<S, W>(this, this.#own(), change, (weights, ...given) => this.#sequence(weights, ...given));
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters(this.weights);
  }

  #own(): W {
    // A parameter is a tensor.
    return this.weights as Weights as W;
  }

  #sequence(weights: W, xs: Tensor, first: S, lengths?: Int32Array): { ys: Tensor; state: S } {
    const { outputSize } = this;
    const step: Cell<S>['step'] = (projected, state) => this.advance(weights, projected, state);
    return scan({ outputSize, step }, this.project(weights, xs), first, lengths); // [B, T, I] → [B, T, G]
  }
}
