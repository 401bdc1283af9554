import { openTask, readSaved, type Task } from 'elman-rnn/tasks';
import type { EventualProgram } from 'elman-rnn/protocol';
import type { Fetched, Source } from './fetched.ts';

/** What is known of a model once it is open. */
export interface Opened {
  readonly labels: readonly string[];
  /** How many numbers it has learnt, and how many bytes its file has. */
  readonly parameters: number;
  readonly bytes: number;
}

/** What a room's Worker runs, and a test in Node, where a model was trained before: a run opens it, then it is asked. */
export type ModelProgram<Q, A> = EventualProgram<null, Fetched, Opened, Q, A>;

/**
 * @param source where the model file comes from
 * @param begin what answers questions, made once from the opened model
 */
export function modelProgram<Q, A>(
  source: Source,
  begin: (task: Task) => (question: Q) => A | Promise<A>,
): ModelProgram<Q, A> {
  let answer: ((question: Q) => A | Promise<A>) | null = null;
  return {
    async *start() {
      const bytes = yield* source();
      const saved = readSaved(bytes, { file: 'the model' });
      const task = await openTask(saved);
      answer = begin(task);
      const parameters = [...saved.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
      return { labels: task.labels, parameters, bytes: bytes.length };
    },
    answer(question) {
      if (answer === null) throw new Error('the model is not open yet: start a run first');
      return answer(question);
    },
  };
}
