import type { Task } from '../tasks/task.ts';
import { fail } from '../util/errors.ts';

/** The commands that ask a model something only some tasks can answer, and what the others cannot do. */
const asks = {
  sample: { can: (task: Task) => task.sample !== undefined, not: 'makes up no text' },
  score: { can: (task: Task) => task.score !== undefined, not: 'says nothing of what comes next' },
  stream: { can: (task: Task) => task.stream !== undefined, not: 'answers only when it has seen the whole input' },
} as const;

/** Refuses to ask a model what its task cannot answer, with what it can. */
export function cannot(asked: keyof typeof asks, task: Task, file: string): never {
  const others = (['score', 'sample'] as const).filter((name) => asks[name].can(task)).map((name) => `elman ${name}`);
  const commands = ['elman predict', ...others, 'elman evaluate'];
  return fail(
    `usage/no-${asked}`,
    `${file} is a model of the task ${task.name}, which ${asks[asked].not}; ask it with ${commands.join(', ')}`,
    { file, task: task.name, commands },
  );
}
