import { readFileSync } from 'node:fs';
import type { Source } from '../../studio/src/models/fetched.ts';
import type { ModelProgram } from '../../studio/src/models/model-program.ts';
import { root } from '../support/sources.ts';

/** A model that the studio ships, behind the program of its task, as Node has it. */
export async function openModel<Q, A>(
  program: (source: Source) => ModelProgram<Q, A>,
  name: string,
): Promise<(question: Q) => Promise<A>> {
  const bytes = new Uint8Array(readFileSync(`${root}studio/models/${name}.safetensors`));
  const opened = program(async function* () {
    yield { received: bytes.length, total: bytes.length };
    return bytes;
  });
  const run = opened.start(null) as AsyncIterator<unknown>;
  while ((await run.next()).done !== true);
  return async (question) => opened.answer(question);
}
