import { cos, exp, log, sin } from '../../util/portable-math.ts';
import type { Random } from '../../util/random.ts';
import { Colours, type ColourChange } from './colours.ts';
import { imageSize, type Images } from './images.ts';

/** By how much images are moved at random, and their colours changed, in both directions alike; what is absent is not done. */
export interface Augmentation extends ColourChange {
  /** Pixels, along each axis. */
  readonly shift?: number | undefined;
  /** Degrees. */
  readonly rotate?: number | undefined;
  /** Share by which images become larger or smaller: at 0.1 from 1/1.1 to 1.1 times. */
  readonly scale?: number | undefined;
  /** Degrees by which upright lines lean. */
  readonly shear?: number | undefined;
  /** Whether half of the images are turned from left to right. */
  readonly flip?: boolean | undefined;
}

const DEGREE = Math.PI / 180;

/** Moves images, each by an affine map about its middle, drawn evenly from what is allowed, and changes their colours. */
export class Augmenter {
  readonly #shape: Pick<Images, 'height' | 'width' | 'channels'>;
  readonly #by: Augmentation;
  readonly #colours: Colours;

  /** @throws `config/augment` for the colours of grey images. */
  constructor(shape: Pick<Images, 'height' | 'width' | 'channels'>, by: Augmentation) {
    this.#shape = shape;
    this.#by = by;
    this.#colours = new Colours(shape.channels, by);
  }

  /**
   * Writes the moved image to `to` from `at` on, as numbers from 0 to 255: what stood at M·p stands at p now, between
   * pixels by bilinear interpolation, and beyond the edge as on it.
   * @param image [height, width, channels]
   */
  apply(image: Uint8Array, to: Float32Array, at: number, rng: Random): void {
    this.#move(image, to, at, rng);
    if (this.#colours.isChanging) this.#colours.apply(to, at, at + image.length, rng);
  }

  #move(image: Uint8Array, to: Float32Array, at: number, rng: Random): void {
    const { height, width, channels } = this.#shape;
    const { xx, xy, yx, yy, dx, dy } = this.#draw(rng);
    const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
    const line = width * channels;
    const [lastX, lastY] = [width - 1, height - 1];
    for (let h = 0; h < height; h++) {
      const v = h - middleY;
      let x = middleX + dx + xy * v - xx * middleX;
      let y = middleY + dy + yy * v - yx * middleX;
      for (let w = 0; w < width; w++) {
        const inX = x < 0 ? 0 : x > lastX ? lastX : x;
        const inY = y < 0 ? 0 : y > lastY ? lastY : y;
        const left = inX | 0;
        const top = inY | 0;
        const [partX, partY] = [inX - left, inY - top];
        const right = left < lastX ? channels : 0;
        const below = top < lastY ? line : 0;
        let from = top * line + left * channels;
        for (let c = 0; c < channels; c++, from++) {
          const upper = image[from]! + (image[from + right]! - image[from]!) * partX;
          const lower = image[from + below]! + (image[from + below + right]! - image[from + below]!) * partX;
          to[at++] = upper + (lower - upper) * partY;
        }
        x += xx;
        y += yx;
      }
    }
  }

  /** The map from a place in the new image, seen from the middle, to one in the old: x' = xx·x + xy·y + dx, y' alike. */
  #draw(rng: Random): { xx: number; xy: number; yx: number; yy: number; dx: number; dy: number } {
    const { shift = 0, rotate = 0, scale = 0, shear = 0, flip = false } = this.#by;
    const within = (most: number): number => (2 * rng.uniform() - 1) * most;
    const [dx, dy] = [within(shift), within(shift)];
    const angle = within(rotate) * DEGREE;
    const lean = within(shear) * DEGREE;
    // As often twice as large as half as large.
    const size = exp(within(log(1 + scale)));
    const turn = flip && rng.uniform() < 0.5 ? -1 : 1;
    const [c, s, t] = [cos(angle) / size, sin(angle) / size, sin(lean) / cos(lean)];
    // Lean, then turn, then scale.
    return { xx: turn * c, xy: c * t - s, yx: turn * s, yy: s * t + c, dx, dy };
  }
}

/** A stack of chosen images [chosen.length, height, width, channels] as they are. */
export function plainImages(images: Omit<Images, 'labels' | 'fileOf'>, chosen: ArrayLike<number>): Float32Array {
  const size = imageSize(images);
  const out = new Float32Array(chosen.length * size);
  for (let b = 0; b < chosen.length; b++)
    out.set(images.pixels.subarray(chosen[b]! * size, (chosen[b]! + 1) * size), b * size);
  return out;
}
