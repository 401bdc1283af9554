import { expect } from '../../util/errors.ts';
import { cos, exp, log, sin } from '../../util/portable-math.ts';
import type { Random } from '../../util/random.ts';

/** By how much the colours of images are changed at random, in both directions alike; what is absent is not done. */
export interface ColourChange {
  /** Share by which all numbers become larger or smaller: at 0.2 from 1/1.2 to 1.2 times. */
  readonly brightness?: number | undefined;
  /** The same of what parts a number from the middle grey. */
  readonly contrast?: number | undefined;
  /** The same of what parts a colour from the grey of its pixel. Of images in colour. */
  readonly saturation?: number | undefined;
  /** Degrees by which colours go round the grey axis: red comes to yellow at 60. Of images in colour. */
  readonly hue?: number | undefined;
}

const MIDDLE = 127.5;
const MOST = 255;
const DEGREE = Math.PI / 180;

/**
 * Changes the colours of images, each by an affine map of its own, drawn evenly from what is allowed. With the grey
 * g = (r + g + b)/3 of a pixel and a rotation R about the grey axis, every colour v becomes
 *
 *     brightness·(contrast·(g + saturation·R·(v − g) − 127.5) + 127.5),   kept within 0 and 255
 */
export class Colours {
  readonly #channels: 1 | 3;
  readonly #by: ColourChange;
  /** Whether there is anything to do. */
  readonly isChanging: boolean;

  /** @throws `config/augment` for the colours of grey images. */
  constructor(channels: 1 | 3, by: ColourChange) {
    const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = by;
    expect(
      channels === 3 || (saturation === 0 && hue === 0),
      'config/augment',
      () =>
        'grey images have no hue and no saturation to change: leave both out of data.augment, or set data.channels: 3',
    );
    this.#channels = channels;
    this.#by = by;
    this.isChanging = brightness > 0 || contrast > 0 || saturation > 0 || hue > 0;
  }

  /** Changes one image in place: pixels[from … to), numbers from 0 to 255, channels of a pixel side by side. */
  apply(pixels: Float32Array, from: number, to: number, rng: Random): void {
    const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = this.#by;
    // As often twice as much as half as much.
    const factor = (share: number): number => (share === 0 ? 1 : exp((2 * rng.uniform() - 1) * log(1 + share)));
    const [bright, apart] = [factor(brightness), factor(contrast)];
    const slope = bright * apart;
    const offset = bright * (1 - apart) * MIDDLE;
    if (this.#channels === 3 && (saturation > 0 || hue > 0)) {
      const colourful = factor(saturation);
      const turn = hue === 0 ? 0 : (2 * rng.uniform() - 1) * hue * DEGREE;
      turned(pixels, from, to, colourful * cos(turn), colourful * sin(turn));
    }
    for (let i = from; i < to; i++) pixels[i] = Math.min(MOST, Math.max(0, slope * pixels[i]! + offset));
  }
}

/** Colours about the grey axis, scaled and turned: by the complex number c + s·i. */
function turned(pixels: Float32Array, from: number, to: number, c: number, s: number): void {
  const across = s / Math.sqrt(3);
  const own = (1 + 2 * c) / 3;
  const [next, last] = [(1 - c) / 3 - across, (1 - c) / 3 + across];
  for (let i = from; i < to; i += 3) {
    const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    pixels[i] = own * r + next * g + last * b;
    pixels[i + 1] = last * r + own * g + next * b;
    pixels[i + 2] = next * r + last * g + own * b;
  }
}
