/** Where a step stands: for messages. */
interface Placed {
  readonly file: string;
  /** Of each step, or one for all of them. */
  readonly lines: readonly number[];
  /** What tells sequences apart: a group of a table, or the name of a file. */
  readonly group?: string | undefined;
}

/** A sequence of tokens, and the tag of each, where the file says them. */
export interface TaggedTokens extends Placed {
  readonly tokens: readonly string[];
  readonly tags: readonly string[] | undefined;
}

/** A sequence of rows of numbers, [length, columns] row by row, and the label of each, where the file says them. */
export interface TaggedRows extends Placed {
  readonly values: Float32Array;
  readonly length: number;
  readonly tags: readonly string[] | undefined;
}

/** A film, [length, height, width, channels] bytes, and the label of each frame, where a table beside it says them. */
export interface TaggedFilm extends Placed {
  readonly pixels: Uint8Array;
  readonly length: number;
  readonly tags: readonly string[] | undefined;
}

/** The line of a step. */
export function lineOf({ lines }: Placed, step: number): number {
  return lines[step] ?? lines[0] ?? 1;
}
