import { expect } from '../../util/errors.ts';
import { isRecord } from '../sections.ts';
import { Labels } from '../labels/labels.ts';

/** How a value is brought to mean 0 and deviation 1 over the training part. */
export class ValueScale {
  readonly mean: number;
  readonly deviation: number;

  constructor(mean: number, deviation: number) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /** Measured over the training part; values that are all the same keep a deviation of 1. */
  static of(values: readonly number[]): ValueScale {
    const count = Math.max(1, values.length);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const square = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / count;
    return new ValueScale(mean, square > 0 ? Math.sqrt(square) : 1);
  }

  encode(value: number): number {
    return (value - this.mean) / this.deviation;
  }

  decode(scaled: number): number {
    return this.mean + scaled * this.deviation;
  }

  toJSON(): { mean: number; deviation: number } {
    return { mean: this.mean, deviation: this.deviation };
  }
}

/** What the network answers with: one of some labels, or a value. */
export type Target = Labels | ValueScale;

/** How many numbers the head gives. */
export function targetSize(target: Target): number {
  return target instanceof Labels ? target.size : 1;
}

export type TargetJson = { readonly labels: unknown } | { readonly value: unknown };

export function targetToJSON(target: Target): TargetJson {
  return target instanceof Labels ? { labels: target.toJSON() } : { value: target.toJSON() };
}

/** What {@link targetToJSON} wrote. Throws `data/vocabulary` or `model/value-scale` for a damaged one. */
export function targetFromJSON(json: unknown): Target {
  const value = isRecord(json) ? json['value'] : undefined;
  if (!isRecord(value)) return Labels.fromJSON(isRecord(json) ? json['labels'] : json);
  const { mean, deviation } = value;
  expect(
    typeof mean === 'number' &&
      Number.isFinite(mean) &&
      typeof deviation === 'number' &&
      deviation > 0 &&
      deviation < Infinity,
    'model/value-scale',
    () => 'the scale of the values in the model file is damaged: fetch or copy it again',
  );
  return new ValueScale(mean, deviation);
}
