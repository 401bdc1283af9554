import type { Task } from 'elman-rnn/tasks';
import type { Source } from '../../../models/fetched.ts';
import { modelProgram, type ModelProgram } from '../../../models/model-program.ts';

/** What a network made of a text, step by step. */
export interface Reading {
  readonly text: string;
  /** The letters or words that it was read by. */
  readonly steps: readonly string[];
  /** The probability of "good" if the text ended at each of them. */
  readonly good: readonly number[];
  /** What each did for "good" in the whole, by gradient × input: below 0 it spoke for "bad". */
  readonly shares: readonly number[];
  /** The hidden state at each, [T, H]. */
  readonly states: readonly (readonly number[])[];
}

const GOOD = '1';

/** What the task's Workers run, one for each language, and a test in Node: a text is asked about, and read. */
export function sentimentProgram(source: Source): ModelProgram<string, Reading> {
  return modelProgram(source, (task) => (text) => readingOf(task, text));
}

async function readingOf(task: Task, text: string): Promise<Reading> {
  const { predictions, parts } = await task.trace!(text);
  const { item, contributions = [] } = predictions.at(-1)!;
  const { shape, values } = parts.find(({ name }) => name === 'states')!;
  const [count, units] = shape as [number, number];
  return {
    text,
    steps: contributions.map(({ step }) => step),
    good: predictions.map(({ top }) => top.find((label) => label.item === GOOD)!.probability),
    // They are told of the answer that was given.
    shares: contributions.map(({ value }) => (item === GOOD ? value : -value)),
    states: Array.from({ length: count }, (_, step) => values.slice(step * units, (step + 1) * units)),
  };
}
