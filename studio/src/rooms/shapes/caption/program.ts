import type { Source } from '../../../models/fetched.ts';
import { modelProgram, type ModelProgram } from '../../../models/model-program.ts';
import { ofPixels, picture } from '../../../models/pictures.ts';
import { sayingOf, type Saying } from '../saying.ts';

/** What the task's Workers run, one for each language, and a test in Node: pixels are asked about, and named. */
export function captionProgram(source: Source): ModelProgram<Uint8Array, Saying> {
  return modelProgram(source, (task) => async (pixels) => sayingOf(await task.trace!(picture, ofPixels(pixels))));
}
