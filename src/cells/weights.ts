import { parameter, uniform, type Init } from '../nn/init.ts';
import { collectParameters } from '../nn/module.ts';
import type { RecurrentWeights } from '../tensor/ops/recurrent.ts';
import type { Parameter } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';

/** What every cell of the house is made from. */
export interface CellOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly rng: Random;
  /** Whether there are biases b_ih and b_hh; true by default. */
  readonly bias?: boolean | undefined;
  /**
   * Of all weights and biases; by default uniform in ±1/√hiddenSize, as in PyTorch. A cell of several gates draws gate by
   * gate, in their order: an init sees [hiddenSize, cols] of a weight and [hiddenSize] of a bias, so that fans and
   * orthogonality are a gate's own.
   */
  readonly init?: Init | undefined;
  /** Of weight_ih, in place of `init`. */
  readonly inputInit?: Init | undefined;
  /** Of weight_hh, in place of `init`. */
  readonly recurrentInit?: Init | undefined;
  /** Of the biases, in place of `init`. */
  readonly biasInit?: Init | undefined;
}

/** Throws `config/size` unless every size is a whole number above 0. */
export function checkSizes(sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    expect(
      Number.isInteger(size) && size > 0,
      'config/size',
      () => `${name} must be a whole number above 0, got ${size}`,
      { name, got: size },
    );
  }
}

/** The initialisations that a cell's options come to. */
export function initsOf({
  hiddenSize,
  init = uniform(1 / Math.sqrt(hiddenSize)),
  inputInit = init,
  recurrentInit = init,
  biasInit = init,
}: CellOptions): Readonly<Record<'init' | 'inputInit' | 'recurrentInit' | 'biasInit', Init>> {
  return { init, inputInit, recurrentInit, biasInit };
}

/** The parameters of one cell with G gates, under PyTorch's names. */
export class CellWeights implements RecurrentWeights {
  readonly weight_ih: Parameter;
  readonly weight_hh: Parameter;
  readonly bias_ih: Parameter | undefined;
  readonly bias_hh: Parameter | undefined;

  /** @param recurrentSize how many numbers weight_hh reads: the hidden size, unless what goes round is of another. */
  constructor(gates: number, options: CellOptions, recurrentSize = options.hiddenSize) {
    const { inputSize, hiddenSize, rng, bias = true } = options;
    checkSizes({ inputSize, hiddenSize });
    const { inputInit, recurrentInit, biasInit } = initsOf(options);
    const made = (fill: Init, ...cols: number[]): Parameter =>
      parameter([gates * hiddenSize, ...cols], () =>
        joined(Array.from({ length: gates }, () => fill([hiddenSize, ...cols], rng))),
      );
    this.weight_ih = made(inputInit, inputSize);
    this.weight_hh = made(recurrentInit, recurrentSize);
    this.bias_ih = bias ? made(biasInit) : undefined;
    this.bias_hh = bias ? made(biasInit) : undefined;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({
      weight_ih: this.weight_ih,
      weight_hh: this.weight_hh,
      bias_ih: this.bias_ih,
      bias_hh: this.bias_hh,
    });
  }
}

function joined(blocks: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(blocks.reduce((size, block) => size + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}
