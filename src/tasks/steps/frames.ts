import { ConvEncoder, collectParameters } from '../../nn/index.ts';
import { gather, tensor, type Parameter } from '../../tensor/index.ts';
import type { FrameSize } from '../../util/host.ts';
import type { Random } from '../../util/random.ts';
import type { Front, Padded } from './front.ts';

/** A film: [length, height, width, channels] bytes, row-major. */
export interface Film {
  readonly pixels: Uint8Array;
  readonly length: number;
}

export interface FrameFrontOptions extends FrameSize {
  /** Channels that come out of each block of convolutions. */
  readonly convChannels: readonly number[];
  readonly rng: Random;
}

/** Pixels lie around the middle grey, in −1 … 1. */
const MIDDLE = 127.5;

/** Frames of a film, each seen by a small convolutional network: pixels → xs [B, T, outputSize] (Donahue 2015). */
export class FrameFront implements Front<Film> {
  readonly outputSize: number;
  readonly size: FrameSize;
  readonly #encoder: ConvEncoder;

  constructor({ height, width, channels, convChannels, rng }: FrameFrontOptions) {
    this.size = { height, width, channels };
    this.#encoder = new ConvEncoder({ height, width, inputSize: channels, channels: convChannels, rng });
    this.outputSize = this.#encoder.outputSize;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ encoder: this.#encoder });
  }

  lengthOf({ length }: Film): number {
    return length;
  }

  cut({ pixels }: Film, from: number, to: number): Film {
    return { pixels: pixels.subarray(from * this.#bytes, to * this.#bytes), length: to - from };
  }

  forward(batch: readonly Film[]): Padded {
    const { height, width, channels } = this.size;
    const lengths = Int32Array.from(batch, ({ length }) => length);
    const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
    const count = lengths.reduce((sum, length) => sum + length, 0);
    const images = new Float32Array(count * this.#bytes);
    // Where in [B, T] each frame goes; −1, which gives zeros, beyond the end of a film.
    const places = new Int32Array(batch.length * steps).fill(-1);
    let frame = 0;
    batch.forEach(({ pixels, length }, b) => {
      for (let i = 0; i < pixels.length; i++) images[frame * this.#bytes + i] = (pixels[i]! - MIDDLE) / MIDDLE;
      for (let t = 0; t < length; t++) places[b * steps + t] = frame++;
    });
    const seen = this.#encoder.forward(tensor(images, [count, height, width, channels])); // [frames, outputSize]
    return { xs: gather(seen, places, [batch.length, steps]), lengths };
  }

  get #bytes(): number {
    return this.size.height * this.size.width * this.size.channels;
  }
}
