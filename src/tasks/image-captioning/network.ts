import { SentenceNetwork } from '../sentences/network.ts';
import { encoderOf, type EncoderOptions, type PictureEncoder } from './encoder.ts';
import type { Numbers } from './seen.ts';

/** From an image to a sentence about it. */
export interface CaptionNetwork extends SentenceNetwork<Numbers> {
  readonly encoder: PictureEncoder;
}

/** @param size how many pieces there are to say. */
export function captionNetwork(size: number, options: EncoderOptions): CaptionNetwork {
  return new SentenceNetwork(encoderOf(options), size, options.config, options.rng) as CaptionNetwork;
}
