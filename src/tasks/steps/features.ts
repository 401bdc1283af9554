import type { Parameter } from '../../tensor/index.ts';
import { tensor } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import type { Front, Padded } from './front.ts';

/** Rows of numbers: [length, columns], row-major, as they stand in the data. */
export interface FeatureRows {
  readonly values: Float32Array;
  readonly length: number;
}

export interface FeatureScalingJson {
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** The columns of a series, and how each is brought to mean 0 and deviation 1 over the training part. */
export class FeatureScaling {
  readonly columns: readonly string[];
  readonly #mean: readonly number[];
  readonly #deviation: readonly number[];

  private constructor({ columns, mean, deviation }: FeatureScalingJson) {
    this.columns = columns;
    this.#mean = mean;
    this.#deviation = deviation;
  }

  /** Measured over the training part; a column that never changes keeps its deviation of 1, so that it comes out as 0. */
  static of(columns: readonly string[], sequences: Iterable<FeatureRows>): FeatureScaling {
    const width = columns.length;
    const rows = [...sequences];
    const count = Math.max(
      1,
      rows.reduce((n, { length }) => n + length, 0),
    );
    const meanOf = (of: (value: number, column: number) => number): number[] => {
      const sums = Array.from({ length: width }, () => 0);
      for (const { values } of rows)
        for (let i = 0; i < values.length; i++) sums[i % width]! += of(values[i]!, i % width);
      return sums.map((sum) => sum / count);
    };
    const mean = meanOf((value) => value);
    const variance = meanOf((value, column) => (value - mean[column]!) ** 2);
    return new FeatureScaling({
      columns,
      mean,
      deviation: variance.map((square) => (square > 0 ? Math.sqrt(square) : 1)),
    });
  }

  /** Throws `model/features` for what {@link toJSON} did not write. */
  static fromJSON(json: unknown): FeatureScaling {
    const { columns, mean, deviation } = (json ?? {}) as Partial<Record<keyof FeatureScalingJson, unknown>>;
    const areNumbers = (list: unknown): list is number[] =>
      Array.isArray(list) && list.every((value) => typeof value === 'number' && Number.isFinite(value));
    expect(
      Array.isArray(columns) &&
        columns.every((name) => typeof name === 'string') &&
        areNumbers(mean) &&
        areNumbers(deviation) &&
        mean.length === columns.length &&
        deviation.length === columns.length,
      'model/features',
      () => 'the columns of the model file are damaged: fetch or copy it again',
    );
    return new FeatureScaling({ columns, mean, deviation });
  }

  toJSON(): FeatureScalingJson {
    return { columns: this.columns, mean: this.#mean, deviation: this.#deviation };
  }

  /** Scaled rows. */
  apply({ values, length }: FeatureRows): FeatureRows {
    const width = this.columns.length;
    return {
      values: values.map((value, i) => (value - this.#mean[i % width]!) / this.#deviation[i % width]!),
      length,
    };
  }
}

/** Rows of numbers as they are: xs [B, T, columns]. They are scaled by then. */
export class FeatureFront implements Front<FeatureRows> {
  readonly outputSize: number;

  constructor(columns: number) {
    this.outputSize = columns;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return [];
  }

  lengthOf({ length }: FeatureRows): number {
    return length;
  }

  cut({ values }: FeatureRows, from: number, to: number): FeatureRows {
    const width = this.outputSize;
    return { values: values.subarray(from * width, to * width), length: to - from };
  }

  forward(batch: readonly FeatureRows[]): Padded {
    const lengths = Int32Array.from(batch, ({ length }) => length);
    const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
    const xs = new Float32Array(batch.length * steps * this.outputSize);
    batch.forEach(({ values }, b) => xs.set(values, b * steps * this.outputSize));
    return { xs: tensor(xs, [batch.length, steps, this.outputSize]), lengths };
  }
}
