import type { TracedPart } from 'elman-rnn/tasks';
import type { Source } from '../../../models/fetched.ts';
import { modelProgram, type ModelProgram } from '../../../models/model-program.ts';
import { ofPixels, picture } from '../../../models/pictures.ts';

export interface Question {
  /** [28, 28] bytes of grey. */
  readonly pixels: Uint8Array;
}

export interface Answer {
  /** How likely each digit is, 0 to 9. */
  readonly probabilities: readonly number[];
  /** What the network worked out on its way, by name: `block1` … [height, width, maps], `hidden` [H], `scores` [10]. */
  readonly parts: Readonly<Record<string, TracedPart>>;
}

/** What the task's Worker runs, and a test in Node. */
export function digitProgram(source: Source): ModelProgram<Question, Answer> {
  return modelProgram(source, (task) => async ({ pixels }) => {
    const { predictions, parts } = await task.trace!(picture, ofPixels(pixels));
    const byDigit = [...predictions[0]!.top].sort((a, b) => Number(a.item) - Number(b.item));
    return {
      probabilities: byDigit.map(({ probability }) => probability),
      parts: Object.fromEntries(parts.map((part) => [part.name, part])),
    };
  });
}

/** One map of a block, [height, width, maps] → [height, width]. */
export function mapOf({ shape, values }: TracedPart, map: number): number[] {
  const maps = shape[2]!;
  return Array.from({ length: values.length / maps }, (_, pixel) => values[pixel * maps + map]!);
}
