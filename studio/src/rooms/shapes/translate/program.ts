import type { Source } from '../../../models/fetched.ts';
import { modelProgram, type ModelProgram } from '../../../models/model-program.ts';
import { sayingOf, type Saying } from '../saying.ts';

export interface Translation extends Saying {
  readonly text: string;
}

/** What the task's Worker runs, and a test in Node: a message is asked about, and translated. */
export function translateProgram(source: Source): ModelProgram<string, Translation> {
  return modelProgram(source, (task) => async (text) => ({ text, ...sayingOf(await task.trace!(text)) }));
}
