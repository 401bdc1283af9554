import { expect } from '../util/errors.ts';

/** Errors of forecasts ŷ of y, over n pairs; all are NaN for none. In the unit of y, squared for the first. */
export interface RegressionResult {
  /** (1/n) Σ (ŷ - y)² */
  readonly mse: number;
  /** (1/n) Σ |ŷ - y| */
  readonly mae: number;
  /** √MSE */
  readonly rmse: number;
}

/** Collects pairs and gives their errors. */
export class RegressionMetrics {
  #count = 0;
  #squares = 0;
  #absolutes = 0;

  get count(): number {
    return this.#count;
  }

  add(predicted: number, actual: number): void {
    const error = predicted - actual;
    this.#count++;
    this.#squares += error * error;
    this.#absolutes += Math.abs(error);
  }

  addAll(predicted: ArrayLike<number>, actual: ArrayLike<number>): void {
    expect(
      predicted.length === actual.length,
      'metrics/length',
      () => `there are ${predicted.length} predicted but ${actual.length} actual values`,
      {
        predicted: predicted.length,
        actual: actual.length,
      },
    );
    for (let i = 0; i < actual.length; i++) this.add(predicted[i]!, actual[i]!);
  }

  result(): RegressionResult {
    const mse = this.#squares / this.#count;
    return { mse, mae: this.#absolutes / this.#count, rmse: Math.sqrt(mse) };
  }
}

/** The mean squared error. */
export function meanSquaredError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return errors(predicted, actual).mse;
}

/** The mean absolute error. */
export function meanAbsoluteError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return errors(predicted, actual).mae;
}

/** The root of the mean squared error. */
export function rootMeanSquaredError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return errors(predicted, actual).rmse;
}

/** R² = 1 − Σ (ŷ - y)² / Σ (y - ȳ)², which always answering the mean has 0 of; NaN where all y are equal, or there is none. */
export function rSquared(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const values = Array.from(actual);
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const spread = values.reduce((sum, y) => sum + (y - mean) * (y - mean), 0);
  const { mse } = errors(predicted, actual);
  return spread === 0 ? Number.NaN : 1 - (mse * values.length) / spread;
}

function errors(predicted: ArrayLike<number>, actual: ArrayLike<number>): RegressionResult {
  const metrics = new RegressionMetrics();
  metrics.addAll(predicted, actual);
  return metrics.result();
}
