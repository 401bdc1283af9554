import { expect, fail } from '../../util/errors.ts';
import type { FrameSize } from '../../util/host.ts';
import type { Random } from '../../util/random.ts';
import { isRecord } from '../sections.ts';
import { FrameFront, type Film } from '../steps/frames.ts';
import type { Front } from '../steps/front.ts';
import type { ModelConfig } from './config.ts';
import type { Tagged } from './read.ts';
import type { Steps } from './steps.ts';

/** Frames of a video. */
export class FilmSteps implements Steps<Film> {
  readonly size: FrameSize;

  constructor(size: FrameSize) {
    this.size = size;
  }

  /** Throws `model/frames` for what {@link toJSON} did not write. */
  static fromJSON(json: unknown): FilmSteps {
    const { width, height, channels } = isRecord(json) ? json : {};
    const isExtent = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
    expect(
      isExtent(width) && isExtent(height) && (channels === 1 || channels === 3),
      'model/frames',
      () => 'the size of the frames in the model file is damaged: fetch or copy it again',
    );
    return new FilmSteps({ width, height, channels });
  }

  toJSON(): FrameSize {
    return this.size;
  }

  front({ convChannels }: ModelConfig, rng: Random): Front<Film> {
    return new FrameFront({ ...this.size, convChannels, rng });
  }

  encode(sequence: Tagged): Film {
    return 'pixels' in sequence ? sequence : fail('data/no-sequences', `${sequence.file} holds no frames`);
  }

  namesOf(): undefined {
    return undefined;
  }

  parse(): never {
    return fail('input/film', 'this model is asked about videos: name one with --file, or stream its frames');
  }

  /** Each input is a frame: its bytes as numbers, row by row. */
  begin(): (input: string) => { step: Film; name: undefined } {
    const { width, height, channels } = this.size;
    const count = width * height * channels;
    return (input) => {
      const cells = input.split(/[\s,;]+/).filter((cell) => cell !== '');
      expect(
        cells.length === count &&
          cells.every((cell) => Number.isInteger(Number(cell)) && Number(cell) >= 0 && Number(cell) < 256),
        'input/frame',
        () =>
          `a frame is ${count} whole numbers from 0 to 255 (${height} × ${width} pixels of ${channels}), got ${cells.length}: ${input.slice(0, 40)}`,
        { count, height, width, channels, got: cells.length },
      );
      return { step: { pixels: Uint8Array.from(cells, Number), length: 1 }, name: undefined };
    };
  }
}
