import { expect } from '../../util/errors.ts';
import { isRecord } from '../sections.ts';

export interface PixelScalingJson {
  /** A number a channel, as all three. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Brings pixels to mean 0 and deviation 1 over the training part, channel by channel. */
export class PixelScaling {
  readonly #mean: readonly number[];
  readonly #deviation: readonly number[];

  private constructor({ mean, deviation }: PixelScalingJson) {
    this.#mean = mean;
    this.#deviation = deviation;
  }

  /** Measured over some images, channels of a pixel side by side; a channel that never changes keeps a deviation of 1. */
  static of(images: Iterable<ArrayLike<number>>, channels: number): PixelScaling {
    const sums = new Float64Array(channels);
    const squares = new Float64Array(channels);
    let count = 0;
    for (const image of images) {
      for (let i = 0, c = 0; i < image.length; i++) {
        const value = image[i]!;
        sums[c]! += value;
        squares[c]! += value * value;
        if (++c === channels) c = 0;
      }
      count += image.length / channels;
    }
    count = Math.max(1, count);
    const mean = Array.from(sums, (sum) => sum / count);
    // Sums of whole numbers are exact up to 2⁵³, so that the difference loses nothing.
    const variances = mean.map((value, c) => squares[c]! / count - value * value);
    return new PixelScaling({ mean, deviation: variances.map((v) => (v > 0 ? Math.sqrt(v) : 1)) });
  }

  /** Throws `model/pixels` for what {@link toJSON} did not write. */
  static fromJSON(json: unknown, channels: number): PixelScaling {
    const { mean, deviation } = isRecord(json) ? json : {};
    const areNumbers = (list: unknown): list is number[] =>
      Array.isArray(list) && list.length === channels && list.every((value) => Number.isFinite(value));
    expect(
      areNumbers(mean) && areNumbers(deviation) && deviation.every((value) => value > 0),
      'model/pixels',
      () => 'what the model file says of its pixels is damaged: fetch or copy it again',
    );
    return new PixelScaling({ mean, deviation });
  }

  toJSON(): PixelScalingJson {
    return { mean: this.#mean, deviation: this.#deviation };
  }

  /** Scales in place: [..., channels]. */
  apply(pixels: Float32Array): Float32Array {
    const channels = this.#mean.length;
    for (let c = 0; c < channels; c++) {
      const [mean, factor] = [this.#mean[c]!, 1 / this.#deviation[c]!];
      for (let i = c; i < pixels.length; i += channels) pixels[i] = (pixels[i]! - mean) * factor;
    }
    return pixels;
  }
}
