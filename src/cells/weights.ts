import { uniform, type Init } from '../nn/init.ts';
import { collectParameters } from '../nn/module.ts';
import type { RecurrentWeights } from '../tensor/ops/recurrent.ts';
import { Parameter } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';

/** What every cell of the house is made from. */
export interface CellOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly rng: Random;
  /** Whether there are biases b_ih and b_hh; true by default. */
  readonly bias?: boolean | undefined;
  /** Of all weights and biases; by default uniform in ±1/√hiddenSize, as in PyTorch. */
  readonly init?: Init | undefined;
}

/** The parameters of one cell with G gates, under PyTorch's names. */
export class CellWeights implements RecurrentWeights {
  readonly weight_ih: Parameter;
  readonly weight_hh: Parameter;
  readonly bias_ih: Parameter | undefined;
  readonly bias_hh: Parameter | undefined;

  constructor(
    gates: number,
    { inputSize, hiddenSize, rng, bias = true, init = uniform(1 / Math.sqrt(hiddenSize)) }: CellOptions,
  ) {
    for (const [name, size] of Object.entries({ inputSize, hiddenSize })) {
      expect(
        Number.isInteger(size) && size > 0,
        'config/size',
        () => `${name} must be a whole number above 0, got ${size}`,
        { name, got: size },
      );
    }
    const rows = gates * hiddenSize;
    const made = (shape: number[]): Parameter => new Parameter(init(shape, rng), shape);
    this.weight_ih = made([rows, inputSize]);
    this.weight_hh = made([rows, hiddenSize]);
    this.bias_ih = bias ? made([rows]) : undefined;
    this.bias_hh = bias ? made([rows]) : undefined;
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
