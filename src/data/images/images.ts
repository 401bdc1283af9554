/** Images of one size in memory, each with its label. */
export interface Images {
  /** [count, height, width, channels], 0 to 255. */
  readonly pixels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1: grey, 3: red, green and blue. */
  readonly channels: 1 | 3;
  readonly labels: readonly string[];
  /** The file of image i, for messages. */
  readonly fileOf: (i: number) => string;
}

/** The numbers of one image. */
export function imageSize({ height, width, channels }: Pick<Images, 'height' | 'width' | 'channels'>): number {
  return height * width * channels;
}
